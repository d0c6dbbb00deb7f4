import QtQuick
import Parvis.Theme

// A line where the text goes on above or below.
Item {
    id: root

    required property ScrollArea area

    anchors.fill: area
    Accessible.ignored: true

    Rectangle {
        anchors.top: parent.bottom
        width: parent.width
        height: Theme.outline
        visible: root.area.below
        color: Theme.line
    }
    Rectangle {
        anchors.bottom: parent.top
        width: parent.width
        height: Theme.outline
        visible: root.area.above
        color: Theme.line
    }
}
