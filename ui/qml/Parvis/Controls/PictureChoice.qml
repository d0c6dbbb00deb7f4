pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme

// One answer with its image: the whole tile can be touched. The words below are the image's alternative.
Pressable {
    id: root

    required property var choice
    property bool multiple: false

    readonly property int tall: Theme.mm(Theme.tall ? 42 : Theme.low ? 26 : 30)

    least: longest.natural + mark.implicitWidth + Theme.mm(3) + leftPadding + rightPadding
    part: choice.part
    padding: Theme.mm(3)
    onActivated: page.choose(part)
    Accessible.role: multiple ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.name: choice.label.name
    Accessible.checkable: true
    Accessible.checked: choice.chosen

    LongestWord {
        id: longest

        font: Theme.type(root.choice.label.arabic, label.size, Font.Bold, false)
        text: root.choice.label.text
    }

    background: Plate {
        held: root.down
        chosen: root.choice.chosen
    }
    contentItem: Item {
        implicitHeight: frame.height + Theme.mm(3) + Math.max(label.height, mark.height)

        // White under every palette: pictures are made for paper.
        Rectangle {
            id: frame

            width: parent.width
            height: root.choice.image === "" ? 0 : root.tall
            visible: height > 0
            radius: Theme.radius
            color: "white"

            Image {
                anchors.fill: parent
                anchors.margins: Theme.mm(1)
                source: root.choice.image
                sourceSize: Qt.size(width, height)
                fillMode: Image.PreserveAspectFit
                Accessible.ignored: true
            }
        }
        SpokenText {
            id: label

            anchors.left: parent.left
            anchors.right: mark.left
            anchors.rightMargin: Theme.mm(3)
            y: frame.height + Theme.mm(3) + Math.max(0, Math.round((mark.height - height) / 2))
            page: root.page
            phrase: root.choice.label
            within: true
            strong: root.choice.chosen
        }
        ChoiceMark {
            id: mark

            anchors.right: parent.right
            y: frame.height + Theme.mm(3) + Math.max(0, Math.round((label.height - height) / 2))
            width: implicitWidth
            height: implicitHeight
            chosen: root.choice.chosen
            multiple: root.multiple
        }
    }
}
