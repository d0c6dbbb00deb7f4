pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// Back, further up and down where the page is longer than the glass, and the one next thing: on one row where
// their words fit, else the one next thing on a row of its own below.
Item {
    id: root

    required property PageViewModel page
    required property ScrollArea area
    property bool scrolls: false
    property bool large: false
    property bool stretched: false

    readonly property bool mirrored: page.rightToLeft
    readonly property bool hasBack: page.back.part !== ""
    readonly property bool hasForward: page.forward.part !== ""
    // From measures alone: where Back is narrower than this, nothing stands beside it.
    readonly property int backRoom: hasBack ? (back.alone ? Theme.touch : Math.min(back.implicitWidth, width)) + Theme.gap : 0
    readonly property int scrollRoom: 2 * Theme.touch + 2 * Theme.gap
    // Where little glass and large letters leave the page little room, it is written as the bars are.
    readonly property bool sparing: Theme.pictogramsAlone
    readonly property int forwardNeeds: Theme.narrow || Theme.low || sparing ? Math.max(forward.tightest, forward.implicitWidth * 0.6) : forward.implicitWidth
    readonly property bool fits: !hasForward || !large && backRoom + forwardNeeds <= width
    readonly property bool fitsAll: !hasForward || !large && backRoom + scrollRoom + forwardNeeds <= width
    readonly property bool apart: scrolls ? !fitsAll : hasBack && !fits
    readonly property int backLeast: back.alone ? Theme.touch : back.heightOf(back.implicitWidth <= width ? 1 : 2)
    readonly property int forwardLeast: large ? Theme.mm(40) : Theme.touch
    // The height without scroll buttons, from measures alone: whether the page scrolls depends on it.
    readonly property int restingHeight: {
        if (!hasForward)
            return hasBack ? backLeast : 0;
        const alone = !hasBack || !fits;
        const lines = forward.implicitWidth <= width - (alone ? 0 : backRoom) ? 1 : 2;
        const row = Math.max(forwardLeast, forward.heightOf(lines));
        return hasBack && alone ? backLeast + Theme.gap + row : row;
    }

    function place(start: real, item: real): real {
        return mirrored ? width - start - item : start;
    }

    implicitHeight: {
        const upper = scrolls || hasBack ? back.height : 0;
        if (!hasForward)
            return upper;
        return apart ? upper + Theme.gap + forward.height : Math.max(upper, forward.height);
    }

    ActionButton {
        id: back

        x: root.place(0, width)
        visible: root.hasBack
        width: alone ? Theme.touch : Math.min(implicitWidth, root.width - (root.scrolls ? root.scrollRoom : 0))
        height: alone && (!root.hasForward || root.apart) ? Theme.touch : Math.max(implicitHeight, root.hasForward && !root.apart ? forward.height : 0)
        page: root.page
        deed: root.page.back
        size: root.sparing ? Theme.caption : Theme.body
        alone: Theme.narrow || Theme.pictogramsAlone
        leftPadding: alone ? Theme.mm(1) : Theme.mm(5)
    }

    ScrollButtons {
        id: scroll

        x: root.place(root.apart || !root.hasForward ? root.width - width : root.width - forward.width - Theme.gap - width, width)
        visible: root.scrolls
        height: back.height
        page: root.page
        area: root.area
    }

    ActionButton {
        id: forward

        x: root.place(root.width - width, width)
        y: root.implicitHeight - height
        visible: root.hasForward
        width: {
            if (root.large || root.apart)
                return root.width;
            const room = root.width - root.backRoom - (root.scrolls ? root.scrollRoom : 0);
            return root.stretched ? room : Math.min(room, Math.max(implicitWidth, Theme.mm(55)));
        }
        height: Math.max(implicitHeight, root.forwardLeast)
        page: root.page
        deed: root.page.forward
        size: root.large ? (Theme.tall ? Theme.display : Theme.heading) : root.sparing ? Theme.caption : Theme.body
        iconAfter: true
    }
}
