import QtQuick
import QtQuick.Templates as T
import Parvis.Theme
import Parvis.ViewModels

// What the camera sees, in a frame, with its name below.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property real ratio: page.camera.ratio
    // Never so high that the buttons below it leave the glass.
    readonly property int room: Math.round(Theme.pageHeight * (Theme.low ? 0.36 : Theme.narrow ? 0.26 : 0.42))
    readonly property int wide: Math.min(width, Math.round(room / ratio))

    objectName: block.part
    implicitHeight: frame.height + Theme.mm(2) + caption.height

    Rectangle {
        id: frame

        anchors.horizontalCenter: parent.horizontalCenter
        width: root.wide
        height: Math.round(root.wide * root.ratio)
        radius: Theme.radius
        color: Theme.raised
        border.color: Theme.ink
        border.width: Theme.emphasis
        Accessible.role: Accessible.Graphic
        Accessible.name: root.block.caption.name

        Pictogram {
            anchors.centerIn: parent
            visible: !root.block.live
            name: "camera"
            tint: Theme.ink
            side: Theme.mm(14)
        }

        Image {
            anchors.fill: parent
            anchors.margins: Theme.emphasis
            visible: root.block.live && root.page.camera.frame > 0
            source: visible ? "image://camera/" + root.page.camera.frame : ""
            fillMode: Image.PreserveAspectFit
            mirror: root.block.mirrored
            cache: false
        }

        // Legible on whatever the camera sees. The paragraph above says the same.
        T.Label {
            anchors.centerIn: parent
            visible: root.block.count !== ""
            text: root.block.count
            textFormat: Text.PlainText
            color: "white"
            style: Text.Outline
            styleColor: "black"
            font.family: Theme.latin
            font.bold: true
            font.pixelSize: Math.round(frame.height * 0.4)
            Accessible.ignored: true
        }
    }

    SpokenText {
        id: caption

        y: frame.height + Theme.mm(2)
        width: parent.width
        page: root.page
        phrase: root.block.caption
        size: Theme.caption
        horizontalAlignment: TextEdit.AlignHCenter
    }
}
