import QtQuick
import Parvis.Theme

// The ground of a control: paper with an edge that answers the finger.
Rectangle {
    id: root

    property bool held: false
    property bool chosen: false
    property color edge: Theme.line
    property color ground: Theme.raised

    radius: Theme.radius
    color: held ? Theme.pressed : chosen ? Theme.accentWash : ground
    border.color: chosen ? Theme.accent : edge
    border.width: chosen || held ? Theme.emphasis : Theme.outline
}
