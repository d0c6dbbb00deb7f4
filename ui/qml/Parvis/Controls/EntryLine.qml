pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import QtQuick.VirtualKeyboard
import Parvis.Theme
import Parvis.ViewModels

// One line to type in. The page's value comes in only while nobody types here.
T.TextField {
    id: root

    required property PageViewModel page
    required property var field
    // Whether the keyboard shows Latin letters here, whatever the page's language.
    required property bool latinKeys
    // How far above the field its label begins: the two are brought into view together.
    required property int labelHeight

    readonly property var keys: Qt.inputMethod
    readonly property int signRoom: field.invalid ? Theme.mm(1) + Theme.body : 0

    // The text before the present edit, to tell a sign that was typed from one that stood there.
    property string known: ""

    function follow(): void {
        if (!activeFocus && text !== field.value)
            text = field.value;
        known = text;
    }

    // Thousands apart while one types; the cursor stays behind the same digit.
    function regroup(): void {
        const grouped = page.grouped(known, text, cursorPosition, field.group);
        if (grouped.text !== text) {
            text = grouped.text;
            cursorPosition = grouped.cursor;
        }
    }

    objectName: field.part
    implicitHeight: Math.max(Theme.touch, contentHeight + 2 * Theme.mm(2.5))
    leftPadding: Theme.mm(4) + (page.rightToLeft ? signRoom : 0)
    rightPadding: Theme.mm(4) + (page.rightToLeft ? 0 : signRoom)
    verticalAlignment: TextInput.AlignVCenter
    horizontalAlignment: TextInput.AlignLeft
    color: Theme.ink
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    font: Theme.type(page.rightToLeft && !latinKeys, Theme.body, Font.Normal, false)
    maximumLength: field.maxLength
    Accessible.name: field.label.name
    EnterKeyAction.actionId: EnterKeyAction.Done
    Component.onCompleted: {
        text = field.value;
        known = text;
    }
    onFieldChanged: follow()
    onActiveFocusChanged: follow()
    onTextEdited: {
        if (field.group !== "")
            regroup();
        known = text;
        page.edit(field.part, text);
    }
    onAccepted: keys.visible ? keys.hide() : keys.show()

    cursorDelegate: EntryCursor {
        shown: root.activeFocus
    }
    background: EntryGround {
        focused: root.activeFocus
        invalid: root.field.invalid
    }
}
