pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Parvis.Theme
import Parvis.ViewModels

// Whatever can be pressed. It acts when a press that began in it, on this page, ends in it, and lasted long enough.
T.AbstractButton {
    id: root

    required property PageViewModel page
    property string part: ""
    property int corner: Theme.radius
    property int begun: -1
    // Set before `click` by a switch or two taps by ear: however short that press, it was meant.
    property bool meant: false
    // How wide it has to be to break no word, where a row of tiles asks.
    property int least: 0

    signal activated

    // The nearest ancestor that scrolls keeps what is pressed where it stands.
    function stay(ancestor: var): void {
        if (!ancestor)
            return;
        if (ancestor.pin)
            ancestor.pin(root);
        else
            stay(ancestor.parent);
    }

    objectName: part
    focusPolicy: Qt.TabFocus
    hoverEnabled: false
    implicitWidth: Math.max(Theme.touch, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(Theme.touch, implicitContentHeight + topPadding + bottomPadding)
    onPressed: begun = page.turn
    onCanceled: begun = -1
    onClicked: {
        const turn = begun;
        const full = hold.full || meant;
        begun = -1;
        meant = false;
        if (turn === -1 || (turn === page.turn && full)) {
            stay(parent);
            activated();
        }
    }
    Keys.onReturnPressed: event => {
        if (!event.isAutoRepeat)
            click();
    }
    Keys.onEnterPressed: event => {
        if (!event.isAutoRepeat)
            click();
    }
    Accessible.role: Accessible.Button
    Accessible.focusable: true

    HoldBand {
        id: hold

        held: root.down
        corner: root.corner
    }

    FocusRing {
        visible: root.visualFocus
        corner: root.corner
    }
}
