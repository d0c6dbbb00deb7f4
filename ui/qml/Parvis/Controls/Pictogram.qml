import QtQuick
import Parvis.Theme

// A line drawing in one colour. It says nothing to assistive technology: words beside it do.
Image {
    id: root

    property string name: ""
    property color tint: Theme.ink
    property int side: Theme.mm(8)
    property real stroke: 2

    readonly property bool directional: ["arrow-left", "arrow-right", "chevron-left", "chevron-right", "move-left", "move-right", "circle-arrow-left", "circle-arrow-right", "undo-2", "redo-2", "log-out", "log-in", "volume-1", "volume-2", "list", "text", "list-checks"].includes(name)

    sourceSize: Qt.size(side, side)
    source: name === "" ? "" : "image://pictogram/" + name + "/" + tint.toString().slice(-6) + "/" + stroke
    visible: name !== ""
    mirror: directional && LayoutMirroring.enabled
    fillMode: Image.PreserveAspectFit
    Accessible.ignored: true
}
