import QtQuick
import Parvis.Theme

// Fills while a press lasts, for who asked that a press has to: full, it counts when the finger goes up.
Item {
    id: root

    property bool held: false
    property int corner: Theme.radius

    // Where no time is asked for, every press is full.
    readonly property bool full: Theme.holdTime === 0 || filled >= 1
    property real filled: 0

    anchors.fill: parent
    visible: filled > 0
    z: 9
    onHeldChanged: {
        if (held && Theme.holdTime > 0) {
            emptying.stop();
            filled = 0;
            filling.restart();
        } else if (!held) {
            filling.stop();
            emptying.restart();
        }
    }

    // The click comes after the button has gone up.
    Timer {
        id: emptying

        interval: 0
        onTriggered: root.filled = 0
    }

    NumberAnimation {
        id: filling

        target: root
        property: "filled"
        from: 0
        to: 1
        duration: Theme.holdTime
    }

    Rectangle {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.emphasis
        x: Theme.emphasis + (LayoutMirroring.enabled ? parent.width - 2 * Theme.emphasis - width : 0)
        width: Math.round((parent.width - 2 * Theme.emphasis) * root.filled)
        height: Math.min(parent.height - 2 * Theme.emphasis, Theme.mm(2.4))
        radius: Math.min(root.corner, height / 2)
        color: root.filled >= 1 ? Theme.success : Theme.focus
        border.color: Theme.focusGap
        border.width: Theme.outline
    }
}
