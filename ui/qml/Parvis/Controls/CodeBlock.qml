import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// A QR code on its own white plate, and what it is for.
Item {
    id: root

    required property PageViewModel page
    required property var block

    // A whole slip makes some 110 modules a side; each needs about half a millimetre to be read from a screen.
    readonly property int side: Math.min(width / 1.25, Theme.mm(Theme.narrow ? 60 : 70))
    readonly property bool beside: width - plate.width > 9 * Theme.body

    objectName: block.part
    implicitHeight: beside ? Math.max(plate.height, caption.height) : plate.height + Theme.mm(3) + caption.height

    Rectangle {
        id: plate

        anchors.left: parent.left
        width: code.width + 2 * Theme.outline
        height: code.height + 2 * Theme.outline
        radius: Theme.radius
        color: "white"
        border.color: Theme.line
        border.width: Theme.outline
        Accessible.role: Accessible.Graphic
        Accessible.name: root.block.caption.name

        Image {
            id: code

            anchors.centerIn: parent
            source: "image://qr/" + root.block.token
            sourceSize: Qt.size(root.side, root.side)
            cache: false
            smooth: false
        }
    }

    SpokenText {
        id: caption

        anchors.left: root.beside ? plate.right : parent.left
        anchors.leftMargin: root.beside ? Theme.mm(5) : 0
        anchors.right: parent.right
        y: root.beside ? Math.max(0, (plate.height - height) / 2) : plate.height + Theme.mm(3)
        page: root.page
        phrase: root.block.caption
    }
}
