pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Our own keyboard. It serves the field that has the focus, and goes on serving it while the focus is on a key.
Rectangle {
    id: root

    required property PageViewModel page
    required property int foot

    readonly property KeyboardViewModel keyboard: page.keyboard
    readonly property var focused: root.Window.activeFocusItem
    readonly property bool active: keyboard.up && field !== null
    readonly property int air: Theme.mm(2)
    readonly property int gap: Theme.least(2.54)
    readonly property real line: Theme.least(Theme.tall ? 19 : 15.4)
    readonly property real share: (width - 2 * side + gap) / keyboard.columns
    // A few keys for numbers need not be as wide as the glass.
    readonly property real column: keyboard.pad ? Math.min(share, Theme.mm(36)) : share
    readonly property int side: Math.max(Theme.mm(2), Math.round(Theme.edge / 2))
    readonly property var offers: field !== null ? field.field.suggestions : []
    readonly property point shape: Qt.point(Theme.narrow ? 1 : 0, Theme.tall ? 1 : 0)
    readonly property string served: field !== null ? field.field.part : ""
    property var field: null
    // Once a field has had suggestions, their row stays: nothing moves under the fingers.
    property bool offering: false

    // The focus was on a key of a keyboard that is gone.
    signal forsaken

    function before(): string {
        return field.text.slice(0, field.cursorPosition);
    }

    // The field went with what the page has become, or its place is another's now.
    function release(): void {
        if (served === keyboard.part)
            return;
        const within = roaming.holds(focused);
        field = null;
        keyboard.leave();
        if (within)
            forsaken();
    }

    function follow(): void {
        if (field !== null)
            keyboard.moved(before());
    }

    function serve(item: var): void {
        if (item !== field)
            offering = false;
        keyboard.rise(item.field.part, item.field.kind, item.latinKeys, item.text.slice(0, item.cursorPosition));
        field = item;
        offering = offering || offers.length > 0;
    }

    function press(name: string): void {
        const deed = keyboard.press(name);
        if (deed.act === "type")
            field.write(deed.text);
        else if (deed.act === "backspace")
            field.back();
        else if (deed.act === "done")
            field.forceActiveFocus(Qt.OtherFocusReason);
    }

    onFocusedChanged: {
        if (!focused || roaming.holds(focused))
            return;
        if (focused.typable === true) {
            if (focused !== field || keyboard.part === "")
                serve(focused);
        } else {
            field = null;
            keyboard.leave();
        }
    }
    onServedChanged: Qt.callLater(release)
    onOffersChanged: offering = offering || offers.length > 0

    y: active ? foot - height : foot
    height: 2 * air + keyboard.rows * line - gap + (offering ? offersRow.height + gap : 0)
    visible: active
    color: Theme.bar
    Accessible.role: Accessible.Pane
    Accessible.name: page.words.keyboard
    Component.onCompleted: keyboard.fit(shape.x === 1, shape.y === 1)
    onShapeChanged: keyboard.fit(shape.x === 1, shape.y === 1)
    Keys.onPressed: event => {
        const steps = {};
        steps[Qt.Key_Left] = [-1, 0];
        steps[Qt.Key_Right] = [1, 0];
        steps[Qt.Key_Up] = [0, -1];
        steps[Qt.Key_Down] = [0, 1];
        const step = steps[event.key];
        if (!roaming.holds(focused))
            return;
        if (step)
            roaming.go(step[0], step[1]);
        else if (event.key === Qt.Key_Escape)
            press("done");
        else if (event.key === Qt.Key_Backspace)
            field.back();
        else if (event.text > " " && !(event.modifiers & (Qt.ControlModifier | Qt.AltModifier | Qt.MetaModifier)))
            field.write(event.text);
        else
            return;
        event.accepted = true;
    }

    KeyFocus {
        id: roaming

        keyboard: root.keyboard
        board: root
        offers: offersRow
        plates: plates
        field: root.field
        line: root.line
    }

    Rectangle {
        width: parent.width
        height: Theme.outline
        color: Theme.line
    }

    SuggestionRow {
        id: offersRow

        x: root.side
        y: root.air
        width: root.width - 2 * root.side
        visible: root.offering
        page: root.page
        offers: root.offers
        onChosen: whole => root.field.put(whole)
    }

    Item {
        id: plates

        x: Math.round((root.width - width) / 2)
        y: root.air + (root.offering ? offersRow.height + root.gap : 0)
        width: root.column * root.keyboard.columns - root.gap

        Repeater {
            model: root.keyboard.keys

            KeyButton {
                page: root.page
                column: root.column
                line: root.line
                onActivated: root.press(plate.name)
            }
        }
    }

    Connections {
        target: root.field

        // A box of several lines moves its cursor before it has its text.
        function onCursorPositionChanged() {
            Qt.callLater(root.follow);
        }
    }
}
