pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// One of the things to put in order: its place, its name, and a button each way.
Item {
    id: root

    required property PageViewModel page
    required property var row
    property bool moved: false

    readonly property alias up: upButton
    readonly property alias down: downButton

    readonly property int air: Theme.mm(3)
    readonly property int disc: Math.round(Theme.body * 1.7)
    readonly property int start: 2 * air + disc
    readonly property int buttonWidth: Math.max(Theme.touch, worded ? Math.max(upButton.oneLine, downButton.oneLine) : 0)
    readonly property int buttonHeight: Math.max(upButton.implicitHeight, downButton.implicitHeight)
    readonly property int buttonRoom: 2 * buttonWidth + Theme.gap + air
    // Words under the arrows where there is plenty of room; the buttons below where there is next to none.
    readonly property bool worded: width > 26 * Theme.body
    readonly property bool stacked: start + longest.natural + 2 * Theme.touch + Theme.gap + 2 * air > width

    // Whichever of the two still moves the row.
    function focusButton(part: string): void {
        const wanted = part === row.up.part ? upButton : downButton;
        const other = wanted === upButton ? downButton : upButton;
        (wanted.deed.ready ? wanted : other).forceActiveFocus(Qt.TabFocusReason);
    }

    implicitHeight: {
        const text = Math.max(label.height, disc) + 2 * air;
        return stacked ? text + buttonHeight + air : Math.max(text, buttonHeight + 2 * air);
    }
    Accessible.role: Accessible.Grouping
    Accessible.name: row.place + " " + row.label.name

    LongestWord {
        id: longest

        font: label.font
        text: root.row.label.text
    }

    Plate {
        anchors.fill: parent
        chosen: root.moved
    }

    Rectangle {
        id: place

        anchors.left: parent.left
        anchors.leftMargin: root.air
        anchors.verticalCenter: label.verticalCenter
        width: root.disc
        height: width
        radius: width / 2
        color: Theme.bar
        border.color: Theme.line
        border.width: Theme.outline

        Text {
            anchors.centerIn: parent
            text: root.row.place
            textFormat: Text.PlainText
            color: Theme.ink
            font: Theme.type(false, Theme.body, Font.Bold, false)
            Accessible.ignored: true
        }
    }

    SpokenText {
        id: label

        anchors.left: parent.left
        anchors.leftMargin: root.start
        y: root.stacked ? Math.max(root.air, root.air + Math.round((root.disc - height) / 2)) : Math.round((root.height - height) / 2)
        width: root.width - root.start - (root.stacked ? root.air : root.buttonRoom + root.air)
        page: root.page
        phrase: root.row.label
        room: root.width - root.start - root.air
        within: true
        strong: true
    }

    StepButton {
        id: upButton

        anchors.right: downButton.left
        anchors.rightMargin: Theme.gap
        anchors.bottom: parent.bottom
        anchors.bottomMargin: root.stacked ? root.air : Math.round((root.height - height) / 2)
        width: root.buttonWidth
        height: root.buttonHeight
        page: root.page
        deed: root.row.up
        about: root.row.label.name
        alone: !root.worded
    }

    StepButton {
        id: downButton

        anchors.right: parent.right
        anchors.rightMargin: root.air
        anchors.bottom: upButton.bottom
        width: root.buttonWidth
        height: root.buttonHeight
        page: root.page
        deed: root.row.down
        about: root.row.label.name
        alone: !root.worded
    }
}
