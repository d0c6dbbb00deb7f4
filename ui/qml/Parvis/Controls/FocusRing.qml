import QtQuick
import Parvis.Theme

// Two bands around the focused thing, 0.6 mm and 0.9 mm: whatever it stands on, one of them is 3:1 to it.
Item {
    id: root

    property int corner: Theme.radius

    anchors.fill: parent
    z: 10

    Rectangle {
        anchors.fill: parent
        anchors.margins: -Theme.ringGap
        color: "transparent"
        radius: root.corner + Theme.ringGap
        border.color: Theme.focusGap
        border.width: Theme.ringGap
    }

    Rectangle {
        anchors.fill: parent
        anchors.margins: -Theme.ringGap - Theme.ring
        color: "transparent"
        radius: root.corner + Theme.ringGap + Theme.ring
        border.color: Theme.focus
        border.width: Theme.ring
    }
}
