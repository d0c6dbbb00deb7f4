pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Parvis.Theme
import Parvis.ViewModels

// Several lines to type in. The page's value comes in only while nobody types here.
T.TextArea {
    id: root

    required property PageViewModel page
    required property var field
    // Whether the keyboard shows Latin letters here, whatever the page's language.
    required property bool latinKeys
    // How far above the field its label begins: the two are brought into view together.
    required property int labelHeight
    // The text that the page knows: other texts are the visitor's.
    property string known: ""

    // The keyboard on the screen serves whatever has this.
    readonly property bool typable: true
    readonly property bool typing: activeFocus || page.keyboard.part === field.part
    readonly property int signRoom: field.invalid ? Theme.mm(1) + Theme.body : 0

    function take(value: string): void {
        known = value;
        text = value;
    }

    function follow(): void {
        if (!typing && text !== field.value)
            take(field.value);
    }

    // What the keyboard on the screen types: in the place of what is selected, as far as there is room.
    function write(letters: string): void {
        if (selectedText !== "")
            remove(selectionStart, selectionEnd);
        insert(cursorPosition, letters.slice(0, field.maxLength - length));
    }

    function back(): void {
        if (selectedText !== "")
            remove(selectionStart, selectionEnd);
        else if (cursorPosition > 0)
            remove(cursorPosition - 1, cursorPosition);
    }

    function put(whole: string): void {
        text = whole.slice(0, field.maxLength);
        cursorPosition = length;
    }

    objectName: field.part
    implicitHeight: Math.max(3 * Theme.touch, contentHeight + 2 * Theme.mm(3))
    padding: Theme.mm(3)
    leftPadding: Theme.mm(4) + (page.rightToLeft ? signRoom : 0)
    rightPadding: Theme.mm(4) + (page.rightToLeft ? 0 : signRoom)
    wrapMode: TextEdit.Wrap
    textFormat: TextEdit.PlainText
    horizontalAlignment: TextEdit.AlignLeft
    color: Theme.ink
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    font: Theme.type(page.arabic && !latinKeys, Theme.body, Font.Normal, false)
    inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
    Accessible.name: field.label.name
    Keys.priority: Keys.BeforeItem
    Keys.onPressed: event => {
        const forward = event.key === Qt.Key_Tab;
        if (event.key === Qt.Key_Escape && page.keyboard.up)
            page.keyboard.lower();
        else if (!forward && event.key !== Qt.Key_Backtab)
            return;
        else if (page.keyboard.up)
            page.keyboard.enter(forward);
        else
            nextItemInFocusChain(forward).forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
        event.accepted = true;
    }
    Component.onCompleted: take(field.value)
    onFieldChanged: follow()
    onTypingChanged: follow()
    onActiveFocusChanged: cursorVisible = typing
    onPressed: page.keyboard.lift()
    onTextChanged: {
        if (text === known)
            return;
        if (text.length > field.maxLength) {
            remove(field.maxLength, text.length);
            return;
        }
        known = text;
        page.edit(field.part, text);
    }

    cursorDelegate: EntryCursor {
        shown: root.typing
    }
    background: EntryGround {
        focused: root.activeFocus
        invalid: root.field.invalid
    }
}
