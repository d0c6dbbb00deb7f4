import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// A picture of the visitor's own, as it would be sent, with its name below.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int room: Math.round(Theme.pageHeight * (Theme.low ? 0.36 : Theme.narrow ? 0.26 : 0.42))

    objectName: block.part
    implicitHeight: frame.height + Theme.mm(2) + caption.height

    Rectangle {
        id: frame

        anchors.horizontalCenter: parent.horizontalCenter
        width: picture.width + 2 * Theme.emphasis
        height: picture.height + 2 * Theme.emphasis
        color: "white"
        border.color: Theme.ink
        border.width: Theme.emphasis
        Accessible.role: Accessible.Graphic
        Accessible.name: root.block.caption.name

        Image {
            id: picture

            anchors.centerIn: parent
            source: "image://still/" + root.block.token
            sourceSize: Qt.size(root.width - 2 * Theme.emphasis, root.room)
            cache: false
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
