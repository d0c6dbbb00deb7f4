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

    readonly property int signRoom: field.invalid ? Theme.mm(1) + Theme.body : 0

    function take(value: string): void {
        known = value;
        text = value;
    }

    function follow(): void {
        if (!activeFocus && text !== field.value)
            take(field.value);
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
    font: Theme.type(page.rightToLeft && !latinKeys, Theme.body, Font.Normal, false)
    Accessible.name: field.label.name
    Keys.priority: Keys.BeforeItem
    Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
    Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
    Component.onCompleted: take(field.value)
    onFieldChanged: follow()
    onActiveFocusChanged: follow()
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
        shown: root.activeFocus
    }
    background: EntryGround {
        focused: root.activeFocus
        invalid: root.field.invalid
    }
}
