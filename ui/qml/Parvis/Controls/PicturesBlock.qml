pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme
import Parvis.ViewModels

// What can be done here, in two or three pictures side by side, or one under the other where it is narrow.
Tiles {
    id: root

    required property PageViewModel page
    required property var block

    property bool large: false

    readonly property bool across: columns > 1
    readonly property int fitting: Math.floor((width + columnSpacing) / (7 * Theme.body + columnSpacing))
    readonly property int side: large && Theme.tall && across ? Theme.mm(36) : Math.round(Math.min(Theme.body * 3.4, Theme.mm(across ? 40 : 22)))

    columns: fitting >= block.pictures.length ? block.pictures.length : 1
    columnSpacing: Theme.mm(6)
    rowSpacing: Theme.mm(4)

    Repeater {
        model: root.block.pictures.length

        GridLayout {
            id: cell

            required property int index

            readonly property var picture: root.block.pictures[index]
            // The picture above its words: side by side with others, or where a long word would not stay whole.
            readonly property bool upright: root.across || longest.natural + root.side + columnSpacing > root.width

            Layout.fillWidth: true
            Layout.alignment: Qt.AlignTop
            flow: upright ? GridLayout.TopToBottom : GridLayout.LeftToRight
            rows: upright ? 2 : 1
            columns: upright ? 1 : 2
            columnSpacing: Theme.mm(4)
            rowSpacing: Theme.mm(3)

            LongestWord {
                id: longest

                font: caption.font
                text: cell.picture.caption.text
            }
            Rectangle {
                Layout.alignment: root.across ? Qt.AlignHCenter : Qt.AlignVCenter
                implicitWidth: root.side
                implicitHeight: root.side
                radius: width / 2
                color: Theme.bar
                border.color: Theme.hairline
                border.width: Theme.outline

                Pictogram {
                    anchors.centerIn: parent
                    name: cell.picture.picture
                    side: Math.round(root.side * 0.54)
                    stroke: 1.4
                }
            }
            SpokenText {
                id: caption

                Layout.fillWidth: true
                Layout.alignment: Qt.AlignVCenter
                page: root.page
                phrase: cell.picture.caption
                horizontalAlignment: root.across ? TextEdit.AlignHCenter : TextEdit.AlignLeft
            }
        }
    }
}
