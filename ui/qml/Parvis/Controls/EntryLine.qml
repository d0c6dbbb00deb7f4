pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
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

    // The keyboard on the screen serves whatever has this.
    readonly property bool typable: true
    readonly property bool typing: activeFocus || page.keyboard.part === field.part
    readonly property int signRoom: field.invalid ? Theme.mm(1) + Theme.body : 0

    // The text before the present edit, to tell a sign that was typed from one that stood there.
    property string known: ""

    function follow(): void {
        if (!typing && text !== field.value)
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

    function edited(): void {
        if (text === known)
            return;
        if (field.group !== "")
            regroup();
        known = text;
        page.edit(field.part, text);
    }

    // What the keyboard on the screen types: in the place of what is selected, as far as there is room.
    function write(letters: string): void {
        if (selectedText !== "")
            remove(selectionStart, selectionEnd);
        insert(cursorPosition, letters.slice(0, maximumLength - length));
        edited();
    }

    function back(): void {
        if (selectedText !== "")
            remove(selectionStart, selectionEnd);
        else if (cursorPosition > 0)
            remove(cursorPosition - 1, cursorPosition);
        edited();
    }

    function put(whole: string): void {
        text = whole.slice(0, maximumLength);
        cursorPosition = length;
        edited();
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
    font: Theme.type(page.arabic && !latinKeys, Theme.body, Font.Normal, false)
    maximumLength: field.maxLength
    inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
    Accessible.name: field.label.name
    Component.onCompleted: {
        text = field.value;
        known = text;
    }
    onFieldChanged: follow()
    onTypingChanged: follow()
    onActiveFocusChanged: cursorVisible = typing
    onTextEdited: edited()
    onPressed: page.keyboard.lift()
    onAccepted: page.keyboard.up ? page.keyboard.lower() : page.keyboard.lift()
    Keys.onPressed: event => {
        if (!page.keyboard.up)
            return;
        if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
            page.keyboard.enter(event.key === Qt.Key_Tab);
        else if (event.key === Qt.Key_Escape)
            page.keyboard.lower();
        else
            return;
        event.accepted = true;
    }

    cursorDelegate: EntryCursor {
        shown: root.typing
    }
    background: EntryGround {
        focused: root.activeFocus
        invalid: root.field.invalid
    }
}
