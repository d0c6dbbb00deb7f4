pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// A quiet link that opens its text in place.
Item {
    id: root

    required property PageViewModel page
    required property var block

    implicitHeight: link.height + (block.open ? Theme.gap + body.height : 0)

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
        height: body.height
        color: Theme.line
    }

    SpokenText {
        id: body

        anchors.left: parent.left
        anchors.leftMargin: Theme.mm(5)
        anchors.right: parent.right
        y: link.height + Theme.gap
        visible: root.block.open
        page: root.page
        phrase: root.block.body
    }
}
