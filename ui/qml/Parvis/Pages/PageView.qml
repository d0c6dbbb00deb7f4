pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// One template for every screen: whose counter, how far, the blocks, the way on, and the six buttons.
FocusScope {
    id: root

    required property PageViewModel page
    // What the keyboard covers at the foot, in pixels.
    property int covered: 0

    readonly property bool cover: ["stop", "idle", "away", "erased"].includes(page.kind)
    readonly property bool first: page.kind === "first"
    readonly property int column: Math.min(width - 2 * Theme.edge, Theme.measure)
    // A wide and low screen has the question on one side and its answers on the other.
    readonly property bool beside: page.splits && width > height && width - 2 * Theme.edge >= 26 * Theme.body
    readonly property bool typing: covered > 0
    // While someone types on small glass, the field is all there is room for.
    readonly property bool headMoves: Theme.pictogramsAlone || Theme.narrow
    readonly property bool cramped: typing && !Theme.tall
    // The middle's height without the scroll buttons: asking for it with them would turn in a circle.
    readonly property int middle: height - area.y - area.anchors.bottomMargin - footer.anchors.bottomMargin - (cramped ? 0 : navigation.restingHeight + (navigation.restingHeight > 0 ? footer.spacing : 0)) - (steering.visible ? steering.height + footer.spacing : 0) - (bar.visible ? bar.height : 0)
    readonly property bool overflows: sheet.height + area.start + area.air > middle

    readonly property var focused: root.Window.activeFocusItem

    function walk(forward: bool): void {
        const here = root.Window.activeFocusItem ?? root;
        const next = here.nextItemInFocusChain(forward);
        if (next)
            next.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
    }

    onFocusedChanged: Qt.callLater(followFocus)
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
        else
            return;
        event.accepted = true;
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.paper
    }

    // The forecourt, under the covers and the first screen; left out where every line must be black or white.
    Image {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: bar.visible ? bar.height : 0
        readonly property bool shown: (root.cover || root.first && Theme.tall) && Theme.hairline !== Theme.ink && !root.typing

        width: parent.width
        height: Math.round(root.height * (root.first ? 0.3 : 0.42))
        visible: shown
        source: shown ? "image://paving/" + Theme.hairline.toString().slice(-6) + "/" + Theme.mm(Theme.tall ? 15 : 9) : ""
        sourceSize: Qt.size(width, height)
        Accessible.ignored: true
    }

    // Where the focus stands when a page opens: before its first control.
    Item {
        id: doorstep

        focus: true
        Accessible.role: Accessible.Pane
        Accessible.name: root.page.title.name
    }

    // On little glass the head of the page moves away with its text.
    Item {
        id: head

        parent: root.headMoves ? area.contentItem : root
        width: root.width
        height: root.cramped ? 0 : progress.visible ? progress.y + progress.height : top.height
        visible: !root.cramped

        TopBar {
            id: top

            width: parent.width
            page: root.page
        }

        ProgressLine {
            id: progress

            x: Math.round((parent.width - width) / 2)
            y: top.height + Theme.mm(3)
            width: root.beside ? root.width - 2 * Theme.edge : root.column
            page: root.page
        }
    }

    ScrollArea {
        id: area

        readonly property int air: Theme.mm(Theme.narrow ? 3 : 5)
        readonly property real spare: Math.max(0, height - sheet.height - start - air)

        readonly property real start: air + (root.headMoves ? head.height : 0)

        anchors.top: parent.top
        anchors.topMargin: root.headMoves ? 0 : head.height
        anchors.bottom: footer.top
        anchors.bottomMargin: Theme.mm(2)
        width: parent.width
        contentHeight: sheet.height + start + air

        Item {
            id: sheet

            readonly property int leadWidth: root.beside ? Math.round(width * 0.4) : width

            x: Math.round((area.width - width) / 2)
            y: area.start + Math.round(root.cover || root.first ? area.spare * 0.42 : Math.min(area.spare * 0.22, Theme.mm(34)))
            width: root.beside ? root.width - 2 * Theme.edge : root.column
            height: root.beside ? Math.max(lead.height, rest.height) : lead.height + (lead.height > 0 && rest.height > 0 ? Theme.rhythm : 0) + rest.height

            transform: Translate {
                id: shift
            }

            BlockList {
                id: lead

                anchors.left: parent.left
                width: sheet.leadWidth
                page: root.page
                rows: root.page.lead
                large: root.cover || root.first
            }

            BlockList {
                id: rest

                anchors.right: parent.right
                y: root.beside || lead.height === 0 ? 0 : lead.height + Theme.rhythm
                width: root.beside ? sheet.width - lead.width - 2 * Theme.rhythm : sheet.width
                page: root.page
                rows: root.page.blocks
                large: root.cover || root.first
            }
        }
    }

    Rectangle {
        anchors.top: area.bottom
        width: parent.width
        height: Theme.outline
        visible: area.below
        color: Theme.line
    }

    Rectangle {
        anchors.bottom: area.top
        width: parent.width
        height: Theme.outline
        visible: area.above
        color: Theme.line
    }

    Column {
        id: footer

        anchors.bottom: parent.bottom
        anchors.bottomMargin: root.typing ? root.covered + Theme.mm(2) : bar.visible ? 0 : Theme.edge
        width: parent.width
        spacing: Theme.mm(3)

        NavigationBar {
            id: navigation

            anchors.horizontalCenter: parent.horizontalCenter
            width: root.column
            page: root.page
            area: area
            scrolls: root.overflows
            large: root.first && !Theme.low
            stretched: root.first
            visible: implicitHeight > 0 && !root.cramped
        }

        SteeringStrip {
            id: steering

            anchors.horizontalCenter: parent.horizontalCenter
            width: root.width - 2 * Theme.edge
            page: root.page
            visible: count > 0 && !root.typing
        }

        BottomBar {
            id: bar

            width: parent.width
            page: root.page
            visible: inhabited && !root.typing
        }
    }

    Connections {
        target: root.page

        function onTurned(forwards: bool) {
            doorstep.forceActiveFocus(Qt.OtherFocusReason);
            area.home();
            entrance.complete();
            if (Theme.motion) {
                slide.from = (forwards !== root.page.rightToLeft ? 1 : -1) * Theme.mm(14);
                entrance.restart();
            }
        }
    }

    // Whatever has the focus is in view, with the label above it.
    function followFocus(): void {
        let ancestor = focused;
        while (ancestor && ancestor !== area.contentItem)
            ancestor = ancestor.parent;
        if (!ancestor)
            return;
        const label = focused.labelHeight ?? 0;
        area.reveal(focused, -label, focused.height + label);
    }

    Connections {
        target: area

        function onHeightChanged() {
            Qt.callLater(root.followFocus);
        }
    }

    ParallelAnimation {
        id: entrance

        NumberAnimation {
            id: slide

            target: shift
            property: "x"
            to: 0
            duration: Theme.turnTime
            easing.type: Easing.OutCubic
        }
        NumberAnimation {
            target: sheet
            property: "opacity"
            from: 0.4
            to: 1
            duration: Theme.turnTime
            easing.type: Easing.OutCubic
        }
    }
}
