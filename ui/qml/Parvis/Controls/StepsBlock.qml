pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme
import Parvis.ViewModels

// What to do, in order, down one line.
Column {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int badge: Math.round(Theme.body * 1.75)

    spacing: Theme.mm(5)
    Accessible.role: Accessible.List

    Repeater {
        model: root.page.settled ? root.block.steps.length : root.page.firstRows(root.block.steps.length)

        Item {
            id: row

            required property int index

            readonly property var step: root.block.steps[index]
            readonly property bool last: index === root.block.steps.length - 1
            // Without an ordinal the pictogram takes the badge's place: a list, not an order.
            readonly property bool ordered: step.number !== ""
            // On little glass the sign stands above the words, so that a long one stays whole.
            readonly property bool stacked: longest.natural + root.badge + line.columnSpacing > width

            width: root.width
            height: Math.max(root.badge, line.implicitHeight)
            Accessible.role: Accessible.ListItem
            Accessible.name: ordered ? step.number + " " + step.text.name : step.text.name

            LongestWord {
                id: longest

                font: text.font
                text: row.step.text.text
            }
            Rectangle {
                anchors.left: parent.left
                anchors.leftMargin: (root.badge - width) / 2
                y: root.badge + Theme.mm(1)
                visible: !row.last && row.ordered && !row.stacked
                width: Theme.outline
                height: parent.height + root.spacing - root.badge - Theme.mm(2)
                color: Theme.line
            }
            GridLayout {
                id: line

                width: parent.width
                columns: row.stacked ? 1 : 3
                columnSpacing: Theme.mm(4)
                rowSpacing: Theme.mm(1)

                Rectangle {
                    Layout.alignment: Qt.AlignTop
                    implicitWidth: root.badge
                    implicitHeight: root.badge
                    radius: width / 2
                    color: Theme.paper
                    border.color: Theme.ink
                    border.width: row.ordered ? Theme.outline * 1.5 : 0

                    Pictogram {
                        anchors.centerIn: parent
                        visible: !row.ordered && name !== ""
                        name: row.ordered ? "" : row.step.picture
                        side: root.badge
                        stroke: 1.6
                    }
                    Text {
                        anchors.centerIn: parent
                        text: row.step.number
                        textFormat: Text.PlainText
                        color: Theme.ink
                        font: Theme.type(row.step.text.arabic, Theme.body, Font.Bold, false)
                        Accessible.ignored: true
                    }
                }
                SpokenText {
                    id: text

                    Layout.fillWidth: true
                    Layout.alignment: Qt.AlignTop
                    Layout.topMargin: row.stacked ? 0 : Math.max(0, Math.round((root.badge - Theme.body * 1.36) / 2))
                    page: root.page
                    phrase: row.step.text
                    room: root.width
                }
                Pictogram {
                    Layout.alignment: Qt.AlignTop
                    visible: row.ordered && name !== "" && root.width > 14 * Theme.body
                    name: row.step.picture
                    side: root.badge
                    stroke: 1.6
                }
            }
        }
    }
}
