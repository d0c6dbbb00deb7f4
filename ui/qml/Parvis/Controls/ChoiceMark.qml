import QtQuick
import Parvis.Theme

// The sign that an answer is chosen: a ring or a box, filled and ticked. It stands beside colour and weight.
Rectangle {
    id: root

    property bool chosen: false
    property bool multiple: false

    implicitWidth: Math.round(Theme.body * 1.15)
    implicitHeight: implicitWidth
    radius: multiple ? Theme.mm(1) : width / 2
    color: chosen ? Theme.accent : "transparent"
    border.color: chosen ? Theme.accent : Theme.line
    border.width: Theme.outline * 1.5

    Pictogram {
        anchors.centerIn: parent
        visible: root.chosen
        name: "check"
        tint: Theme.accentInk
        side: Math.round(root.width * 0.72)
        stroke: 3.5
    }
}
