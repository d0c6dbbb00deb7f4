import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// An image of the pack that goes with the question, whole and as large as leaves room for the answers.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int room: Math.round(Theme.pageHeight * (Theme.low ? 0.34 : 0.26))
    readonly property int air: Theme.mm(1.5)

    implicitHeight: frame.height
    Accessible.role: Accessible.Graphic
    Accessible.name: block.alternative.name

    // White under every palette: pictures are made for paper.
    Rectangle {
        id: frame

        anchors.left: parent.left
        width: Math.max(picture.paintedWidth, 1) + 2 * root.air
        height: picture.height + 2 * root.air
        radius: Theme.radius
        color: "white"
        border.color: Theme.line
        border.width: Theme.outline

        Image {
            id: picture

            x: root.air + (paintedWidth - width) / 2
            y: root.air
            width: root.width - 2 * root.air
            height: Math.min(root.room, implicitHeight)
            source: root.block.image
            sourceSize.width: width
            fillMode: Image.PreserveAspectFit
            Accessible.ignored: true
        }
    }
}
