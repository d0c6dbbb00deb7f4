pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import QtQuick.VirtualKeyboard
import Parvis.Theme
import Parvis.ViewModels

// One line or box to type in, under its label. The page's value comes in only while nobody types here.
Item {
    id: root

    required property PageViewModel page
    required property var field
    property bool labelled: true

    readonly property bool multiline: field.kind === "multiline"
    readonly property bool latinKeys: ["name", "email", "phone"].includes(field.kind)
    readonly property var keys: Qt.inputMethod
    readonly property int hints: {
        const discreet = Qt.ImhSensitiveData | Qt.ImhNoPredictiveText;
        switch (field.kind) {
        case "integer":
            return discreet | Qt.ImhDigitsOnly;
        case "decimal":
            return discreet | Qt.ImhFormattedNumbersOnly;
        case "email":
            return discreet | Qt.ImhEmailCharactersOnly | Qt.ImhNoAutoUppercase;
        case "phone":
            return discreet | Qt.ImhDialableCharactersOnly;
        case "multiline":
            return discreet | Qt.ImhMultiLine;
        }
        return discreet;
    }

    implicitHeight: box.y + box.height

    SpokenText {
        id: label

        visible: root.labelled
        width: parent.width
        page: root.page
        phrase: root.field.label
        within: true
        strong: true
    }

    Loader {
        id: box

        y: root.labelled ? label.height + Theme.mm(1.5) : 0
        width: parent.width
        sourceComponent: root.multiline ? area : line
    }

    component Ground: Plate {
        required property bool focused

        edge: root.field.invalid ? Theme.error : Theme.line
        border.width: root.field.invalid || focused ? Theme.emphasis : Theme.outline

        FocusRing {
            visible: parent.focused
        }
        Pictogram {
            anchors.right: parent.right
            anchors.rightMargin: Theme.mm(3)
            y: Math.round((Theme.touch - height) / 2)
            visible: root.field.invalid
            name: "circle-alert"
            tint: Theme.error
            side: Math.round(Theme.body * 1.2)
        }
    }

    Component {
        id: line

        T.TextField {
            id: input

            property bool latinKeys: root.latinKeys
            readonly property int labelHeight: box.y

            objectName: root.field.part
            implicitHeight: Math.max(Theme.touch, contentHeight + 2 * Theme.mm(2.5))
            leftPadding: Theme.mm(4)
            rightPadding: Theme.mm(root.field.invalid ? 5 : 4) + (root.field.invalid ? Theme.body : 0)
            verticalAlignment: TextInput.AlignVCenter
            horizontalAlignment: TextInput.AlignLeft
            color: Theme.ink
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            font.family: Theme.latin
            font.pixelSize: Theme.body
            maximumLength: root.field.maxLength
            inputMethodHints: root.hints
            Accessible.name: root.field.label.name
            EnterKeyAction.actionId: EnterKeyAction.Done
            Component.onCompleted: text = root.field.value
            onTextEdited: root.page.edit(root.field.part, text)
            onAccepted: root.keys.visible ? root.keys.hide() : root.keys.show()
            onActiveFocusChanged: follow()

            function follow(): void {
                if (!activeFocus && text !== root.field.value)
                    text = root.field.value;
            }

            Connections {
                target: root

                function onFieldChanged() {
                    input.follow();
                }
            }

            background: Ground {
                focused: input.activeFocus
            }
        }
    }

    Component {
        id: area

        T.TextArea {
            id: input

            property bool latinKeys: root.latinKeys
            readonly property int labelHeight: box.y
            property string known: ""

            objectName: root.field.part
            implicitHeight: Math.max(3 * Theme.touch, contentHeight + 2 * Theme.mm(3))
            padding: Theme.mm(3)
            leftPadding: Theme.mm(4)
            rightPadding: Theme.mm(root.field.invalid ? 5 : 4) + (root.field.invalid ? Theme.body : 0)
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            horizontalAlignment: TextEdit.AlignLeft
            color: Theme.ink
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            font.family: Theme.latin
            font.pixelSize: Theme.body
            inputMethodHints: root.hints
            Accessible.name: root.field.label.name
            Keys.priority: Keys.BeforeItem
            Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            Component.onCompleted: take(root.field.value)
            onTextChanged: {
                if (text === known)
                    return;
                if (text.length > root.field.maxLength) {
                    remove(root.field.maxLength, text.length);
                    return;
                }
                known = text;
                root.page.edit(root.field.part, text);
            }
            onActiveFocusChanged: follow()

            function take(value: string): void {
                known = value;
                text = value;
            }
            function follow(): void {
                if (!activeFocus && text !== root.field.value)
                    take(root.field.value);
            }

            Connections {
                target: root

                function onFieldChanged() {
                    input.follow();
                }
            }

            background: Ground {
                focused: input.activeFocus
            }
        }
    }
}
