import QtQuick
import Parvis.ViewModels

// Where the focus goes among the keys, into them and out of them: by Tab one stop each for suggestions and keys, by
// arrows from key to key.
Item {
    id: root

    required property KeyboardViewModel keyboard
    required property Item board
    required property Item offers
    required property Item plates
    required property var field
    required property real line

    readonly property var focused: root.Window.activeFocusItem
    property bool refocuses: false
    property point lost

    function holds(item: Item): bool {
        let ancestor = item;
        while (ancestor && ancestor !== board)
            ancestor = ancestor.parent;
        return ancestor === board;
    }

    function controls(row: Item): list<Item> {
        return [...row.children].filter(item => item.visible && item.begun !== undefined);
    }

    function all(): list<Item> {
        return [...controls(offers), ...controls(plates)];
    }

    // The field's neighbour on the page, past the keys.
    function onwards(forward: bool): void {
        let next = field.nextItemInFocusChain(forward);
        for (let tries = 0; tries < 200 && holds(next); ++tries)
            next = next.nextItemInFocusChain(forward);
        next.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
    }

    // Past the edge, the field above or the page below.
    function go(dx: int, dy: int): void {
        const next = walk.next(all(), focused, dx, dy);
        if (next)
            next.forceActiveFocus(Qt.TabFocusReason);
        else if (dy < 0)
            field.forceActiveFocus(Qt.OtherFocusReason);
        else if (dy > 0)
            onwards(true);
    }

    KeyWalk {
        id: walk

        frame: root.board
        line: root.line
    }

    Connections {
        target: root.keyboard

        function onEntered(forward: bool) {
            if (forward)
                root.all()[0].forceActiveFocus(Qt.TabFocusReason);
            else
                root.onwards(false);
        }

        function onDeparted(forward: bool) {
            const offered = root.focused.parent === root.offers;
            const other = forward === offered ? root.controls(forward ? root.plates : root.offers) : [];
            if (other.length > 0)
                other[0].forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
            else if (forward)
                root.onwards(true);
            else
                root.field.forceActiveFocus(Qt.BacktabFocusReason);
        }

        // The key that has the focus goes: whatever comes into its place takes it.
        function onLaying() {
            root.refocuses = root.holds(root.focused);
            if (root.refocuses) {
                root.lost = walk.middle(root.focused);
                root.board.forceActiveFocus(Qt.OtherFocusReason);
            }
        }

        function onLaid() {
            if (root.refocuses)
                walk.nearest(root.all(), root.lost).forceActiveFocus(Qt.TabFocusReason);
            root.refocuses = false;
        }
    }
}
