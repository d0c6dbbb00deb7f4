pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// A quiet link that opens its text in place, beside a picture where it has one.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int inner: Math.max(body.height, picture.visible ? picture.height : 0)

    implicitHeight: link.height + (block.open ? Theme.gap + inner : 0)

    ActionButton {
        id: link

        anchors.left: parent.left
        anchors.leftMargin: -leftPadding
        width: Math.min(implicitWidth, parent.width + leftPadding)
        page: root.page
        deed: root.block.action
        centred: false
        Accessible.description: root.block.open ? root.block.body.name : ""
    }

    Rectangle {
        anchors.left: parent.left
        y: link.height + Theme.gap
        visible: root.block.open
        width: Theme.mm(1)
        height: root.inner
        color: Theme.line
    }

    Pictogram {
        id: picture

        anchors.left: parent.left
        anchors.leftMargin: Theme.mm(5)
        y: link.height + Theme.gap
        visible: root.block.open && name !== ""
        name: root.block.picture
        side: Theme.mm(Theme.narrow ? 12 : 16)
    }

    SpokenText {
        id: body

        anchors.left: parent.left
        anchors.leftMargin: Theme.mm(5) + (picture.visible ? picture.width + Theme.mm(4) : 0)
        anchors.right: parent.right
        y: link.height + Theme.gap
        visible: root.block.open
        page: root.page
        phrase: root.block.body
    }
}
