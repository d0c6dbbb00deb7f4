pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme

// A large button that moves or changes something by one: a pictogram over its word, or alone where there is no room.
Pressable {
    id: root

    required property var deed
    // What it moves, for assistive technology: "Move up" alone would not say.
    property string about: ""
    property bool alone: false
    property int sign: Math.round(Theme.body * 1.3)

    readonly property color tint: deed.ready ? Theme.ink : Theme.unreadyInk
    // With its word on one line.
    readonly property int oneLine: Math.max(sign, Math.ceil(line.advanceWidth * 1.025) + 2) + leftPadding + rightPadding
    readonly property int natural: Math.max(sign, word.natural) + leftPadding + rightPadding

    part: deed.part
    padding: Theme.mm(2)
    onActivated: page.activate(part)
    Accessible.name: about === "" ? deed.label.name : deed.label.name + " " + about

    LongestWord {
        id: word

        font: label.font
        text: root.deed.label.text
    }

    TextMetrics {
        id: line

        font: label.font
        text: root.deed.label.text
    }

    // At its end it lies flat: there is no further way.
    background: Plate {
        held: root.down
        ground: root.deed.ready ? Theme.raised : "transparent"
        edge: Theme.line
    }
    contentItem: Item {
        implicitWidth: root.alone ? root.sign : Math.max(root.sign, word.natural)
        implicitHeight: column.implicitHeight

        Column {
            id: column

            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            spacing: Theme.mm(0.6)

            Pictogram {
                anchors.horizontalCenter: parent.horizontalCenter
                name: root.deed.picture
                tint: root.tint
                side: root.sign
                stroke: root.deed.ready ? 2.4 : 1
            }
            SpokenText {
                id: label

                visible: !root.alone
                width: parent.width
                page: root.page
                phrase: root.deed.label
                within: true
                size: Theme.label
                color: root.tint
                horizontalAlignment: TextEdit.AlignHCenter
            }
        }
    }
}
