pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// One template for every screen: whose counter, how far, the blocks, the way on, and the six buttons.
FocusScope {
    id: root

    required property PageViewModel page
    // The height of the keyboard while it is up, in pixels.
    property int covered: 0
    // The field that it serves, also while the focus is on a key.
    property Item typed: null

    readonly property bool cover: ["stop", "idle", "away", "erased"].includes(page.kind)
    readonly property bool first: page.kind === "first"
    // A wide and low screen has the question on one side and its answers on the other.
    readonly property bool beside: page.splits && width > height && width - 2 * Theme.edge >= 26 * Theme.body
    readonly property int column: Math.min(width - 2 * Theme.edge, beside ? width : Theme.measure)
    readonly property bool typing: covered > 0
    // The six stay under the keyboard where the glass is high enough for both.
    readonly property int kept: Theme.tall ? barHeight : 0
    readonly property int barHeight: bar.visible ? bar.height : 0
    // While someone types on little glass, the field is all there is room for.
    readonly property bool cramped: typing && !Theme.tall
    // On little glass the head moves away with the text.
    readonly property bool headMoves: Theme.low || Theme.narrow
    // Measured without the scroll buttons: asking for their room would turn in a circle.
    readonly property bool overflows: area.needed > height - area.y - foot.restingHeight - area.anchors.bottomMargin - foot.anchors.bottomMargin
    readonly property var focused: root.Window.activeFocusItem

    function walk(forward: bool): void {
        if (page.keyboard.up && typed === focused) {
            page.keyboard.enter(forward);
            return;
        }
        const next = (root.Window.activeFocusItem ?? root).nextItemInFocusChain(forward);
        if (next)
            next.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
    }

    Keys.onPressed: event => {
        const toStart = page.rightToLeft ? Qt.Key_Right : Qt.Key_Left;
        const toEnd = page.rightToLeft ? Qt.Key_Left : Qt.Key_Right;
        if (event.isAutoRepeat)
            return;
        if (event.key === Qt.Key_Down || event.key === toEnd)
            walk(true);
        else if (event.key === Qt.Key_Up || event.key === toStart)
            walk(false);
        else if (event.key === Qt.Key_PageDown)
            area.step(1);
        else if (event.key === Qt.Key_PageUp)
            area.step(-1);
        else if (page.scans && event.text.length === 1 && event.text > " " && !(event.modifiers & (Qt.ControlModifier | Qt.AltModifier | Qt.MetaModifier))) {
            // The Enter at its end must press no button.
            doorstep.forceActiveFocus(Qt.OtherFocusReason);
            page.scan(event.text);
        } else
            return;
        event.accepted = true;
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.paper
    }

    Forecourt {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: root.barHeight
        width: parent.width
        height: Math.round(root.height * (root.first ? 0.3 : 0.42))
        wanted: (root.cover || root.first && Theme.tall) && !root.typing
    }

    // Where the focus stands when a page opens: before its first control.
    Item {
        id: doorstep

        focus: true
        Accessible.role: Accessible.Pane
        Accessible.name: root.page.title.name
    }

    // Where the head stands before the page in reading order, on this glass or that one.
    Item {
        id: standing
    }

    PageHead {
        id: head

        parent: root.headMoves ? moving : standing
        width: root.width
        height: root.cramped ? 0 : implicitHeight
        visible: !root.cramped
        page: root.page
        column: root.column
    }

    ScrollArea {
        id: area

        readonly property int air: Theme.mm(Theme.narrow ? 3 : 5)
        readonly property real start: air + (root.headMoves ? head.height : 0)
        readonly property real needed: start + sheet.height + air
        readonly property real spare: Math.max(0, height - needed)

        anchors.top: parent.top
        anchors.topMargin: root.headMoves ? 0 : head.height
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.mm(2)
        width: parent.width
        contentHeight: needed

        Item {
            id: moving
        }

        PageSheet {
            id: sheet

            x: Math.round((area.width - width) / 2)
            y: area.start + Math.round(large ? area.spare * 0.42 : root.page.isLong ? 0 : Math.min(area.spare * 0.28, Theme.mm(42)))
            width: root.column
            page: root.page
            beside: root.beside
            large: root.cover || root.first
        }
    }

    ScrollEdges {
        area: area
    }

    PageFoot {
        id: foot

        anchors.bottom: parent.bottom
        anchors.bottomMargin: {
            if (root.typing)
                return root.covered + root.kept + Theme.mm(2);
            return root.barHeight > 0 ? root.barHeight + (height > 0 ? Theme.mm(3) : 0) : Theme.edge;
        }
        width: parent.width
        page: root.page
        area: area
        column: root.column
        first: root.first
        scrolls: root.overflows
        cramped: root.cramped
    }

    BottomBar {
        id: bar

        anchors.bottom: parent.bottom
        width: parent.width
        page: root.page
        glassHeight: root.height
        visible: inhabited && !root.cramped
    }

    Following {
        id: following

        page: root.page
        area: area
        focused: root.focused
        typed: root.typing ? root.typed : null
    }

    Connections {
        target: root.page

        function onTurned(forwards: bool) {
            doorstep.forceActiveFocus(Qt.OtherFocusReason);
            area.home();
            sheet.enter(forwards);
        }

        function onRefused() {
            following.settle();
        }
    }
}
