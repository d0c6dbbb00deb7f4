pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme
import Parvis.ViewModels

// What was told several times: number and name, and beside (or below) them the two buttons of each entry.
Column {
    id: root

    required property PageViewModel page
    required property var block

    readonly property bool roomy: width > 24 * Theme.body

    Accessible.role: Accessible.List

    Repeater {
        model: root.page.settled ? root.block.entries.length : root.page.firstRows(root.block.entries.length)

        Item {
            id: row

            required property int index

            readonly property var entry: root.block.entries[index]

            width: root.width
            height: cells.implicitHeight + 2 * Theme.mm(3)
            Accessible.role: Accessible.ListItem
            Accessible.name: entry.number + " " + entry.name.name

            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: Theme.outline
                color: Theme.hairline
            }
            GridLayout {
                id: cells

                y: Theme.mm(3)
                width: parent.width
                columns: root.roomy ? 2 : 1
                columnSpacing: Theme.mm(5)
                rowSpacing: Theme.mm(3)

                RowLayout {
                    Layout.fillWidth: true
                    spacing: Theme.mm(4)

                    Text {
                        Layout.alignment: Qt.AlignTop
                        Layout.minimumWidth: Theme.body
                        text: row.entry.number
                        textFormat: Text.PlainText
                        horizontalAlignment: Text.AlignLeft
                        color: Theme.ink
                        font: Theme.type(row.entry.name.arabic, Theme.body, Font.Normal, false)
                        Accessible.ignored: true
                    }
                    SpokenText {
                        Layout.fillWidth: true
                        page: root.page
                        phrase: row.entry.name
                        strong: true
                    }
                }
                Flow {
                    Layout.fillWidth: !root.roomy
                    spacing: Theme.mm(4)

                    ActionButton {
                        page: root.page
                        deed: row.entry.change
                    }
                    ActionButton {
                        page: root.page
                        deed: row.entry.remove
                    }
                }
            }
        }
    }
}
