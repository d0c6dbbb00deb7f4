pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// Back, further up and down where the page is longer than the glass, and the one next thing.
Item {
    id: root

    required property PageViewModel page
    required property ScrollArea area
    property bool scrolls: false
    property bool large: false

    readonly property bool hasBack: page.back.part !== ""
    readonly property bool hasForward: page.forward.part !== ""
    readonly property int natural: (hasBack ? back.implicitWidth + Theme.gap : 0) + (hasForward ? forward.implicitWidth + Theme.gap : 0)
    readonly property bool oneRow: natural + (scrolls ? scroll.width + Theme.gap : 0) <= width
    readonly property bool forwardBelow: hasBack && hasForward && natural > width + Theme.gap && !Theme.pictogramsAlone
    readonly property int lift: scrolls && !oneRow ? scroll.height + Theme.gap : 0

    readonly property int restingHeight: {
        const row = Math.max(hasBack ? back.height : 0, hasForward ? forward.height : 0);
        return forwardBelow ? back.height + Theme.gap + forward.height : row;
    }

    implicitHeight: !hasBack && !hasForward ? scrolls ? scroll.height : 0 : lift + restingHeight

    ActionButton {
        id: back

        anchors.left: parent.left
        anchors.top: parent.top
        anchors.topMargin: root.lift + (root.forwardBelow ? forward.height + Theme.gap : 0)
        visible: root.hasBack
        width: root.forwardBelow ? parent.width : Theme.pictogramsAlone ? Theme.mm(18) : implicitWidth
        height: root.forwardBelow || !root.hasForward ? implicitHeight : Math.max(implicitHeight, forward.implicitHeight)
        page: root.page
        deed: root.page.back
        alone: Theme.pictogramsAlone
    }

    ScrollButtons {
        id: scroll

        anchors.horizontalCenter: root.oneRow ? undefined : parent.horizontalCenter
        anchors.right: !root.oneRow ? undefined : root.hasForward ? forward.left : parent.right
        anchors.rightMargin: root.hasForward ? Theme.gap : 0
        anchors.top: parent.top
        visible: root.scrolls
        page: root.page
        area: root.area
    }

    ActionButton {
        id: forward

        anchors.right: parent.right
        anchors.top: parent.top
        anchors.topMargin: root.lift
        visible: root.hasForward
        width: {
            if (root.large || root.forwardBelow)
                return parent.width;
            const room = parent.width - (root.hasBack ? back.width + Theme.gap : 0);
            return Math.min(room, Math.max(implicitWidth, Theme.mm(55)));
        }
        height: Math.max(implicitHeight, root.large ? Theme.mm(Theme.narrow ? 22 : 34) : Theme.mm(17))
        page: root.page
        deed: root.page.forward
        size: root.large ? Theme.heading : Theme.body
        iconAfter: true
    }
}
