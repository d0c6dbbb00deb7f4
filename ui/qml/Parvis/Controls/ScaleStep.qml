pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme

// One step of a scale: its mark, and its words below.
Pressable {
    id: root

    required property var choice

    least: longest.natural + leftPadding + rightPadding
    part: choice.part
    topPadding: Theme.mm(4)
    bottomPadding: Theme.mm(4)
    leftPadding: Theme.mm(1.5)
    rightPadding: Theme.mm(1.5)
    onActivated: page.choose(part)
    Accessible.role: Accessible.RadioButton
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
        implicitHeight: mark.height + Theme.mm(2) + label.height

        ChoiceMark {
            id: mark

            anchors.horizontalCenter: parent.horizontalCenter
            chosen: root.choice.chosen
        }
        SpokenText {
            id: label

            anchors.top: mark.bottom
            anchors.topMargin: Theme.mm(2)
            width: parent.width
            page: root.page
            phrase: root.choice.label
            within: true
            strong: root.choice.chosen
            horizontalAlignment: TextEdit.AlignHCenter
        }
    }
}
