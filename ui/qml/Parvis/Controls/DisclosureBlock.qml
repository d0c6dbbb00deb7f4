pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// A quiet link that opens its text in place, beside a picture where it has one; above it where words are large.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int start: Theme.mm(5)
    readonly property int below: link.height + Theme.gap
    readonly property bool pictured: block.open && block.picture !== ""
    readonly property bool stacked: width < 12 * Theme.body

    implicitHeight: link.height + (block.open ? Theme.gap + mark.height : 0)

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
        id: mark

        anchors.left: parent.left
        y: root.below
        visible: root.block.open
        width: Theme.mm(1)
        height: Math.max(body.y - root.below + body.height, root.pictured ? picture.height : 0)
        color: Theme.line
    }

    Pictogram {
        id: picture

        anchors.left: parent.left
        anchors.leftMargin: root.start
        y: root.below
        visible: root.pictured
        name: root.block.picture
        side: Theme.mm(16)
    }

    SpokenText {
        id: body

        anchors.left: parent.left
        anchors.leftMargin: root.start + (root.pictured && !root.stacked ? picture.width + Theme.mm(4) : 0)
        anchors.right: parent.right
        y: root.below + (root.pictured && root.stacked ? picture.height + Theme.mm(2) : 0)
        visible: root.block.open
        page: root.page
        phrase: root.block.body
    }
}
