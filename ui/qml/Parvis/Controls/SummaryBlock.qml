pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme
import Parvis.ViewModels

// Check your answers: question, answer, and the button that changes it.
Column {
    id: root

    required property PageViewModel page
    required property var block

    readonly property bool roomy: width > 20 * Theme.body

    Accessible.role: Accessible.List

    Repeater {
        model: root.page.settled ? root.block.rows.length : root.page.firstRows(root.block.rows.length)

        Item {
            id: row

            required property int index

            readonly property var answer: root.block.rows[index]

            width: root.width
            height: cells.implicitHeight + 2 * Theme.mm(3)
            Accessible.role: Accessible.ListItem
            Accessible.name: answer.question.name + " " + answer.answer.name

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
                rowSpacing: Theme.mm(2)

                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: Theme.mm(0.5)

                    SpokenText {
                        Layout.fillWidth: true
                        page: root.page
                        phrase: row.answer.question
                        room: root.width
                        size: Theme.caption
                    }
                    SpokenText {
                        Layout.fillWidth: true
                        page: root.page
                        phrase: row.answer.answer
                        room: root.width
                        strong: true
                    }
                    // The words beside it say what it is.
                    Loader {
                        active: row.answer.token !== ""
                        visible: active

                        sourceComponent: Image {
                            source: "image://still/" + row.answer.token
                            sourceSize: Qt.size(Theme.mm(40), Theme.mm(24))
                            cache: false
                            Accessible.ignored: true
                        }
                    }
                }
                Loader {
                    Layout.alignment: Qt.AlignVCenter
                    active: !!row.answer.change
                    visible: active

                    sourceComponent: ActionButton {
                        page: root.page
                        deed: row.answer.change
                    }
                }
            }
        }
    }
}
