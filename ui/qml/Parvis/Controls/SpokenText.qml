pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// One visible string, with a soft block that travels behind the word being said. It is a TextEdit because
// that knows where its words stand, in Arabic too; it is never touched, focused or edited.
TextEdit {
    id: root

    required property PageViewModel page
    required property var phrase
    property int size: Theme.body
    property bool strong: false
    property bool underlined: false
    // The width in which its longest word must stay whole, where it is known beforehand: letters are not set apart
    // where that would break a word, or a telephone number.
    property real room: 0
    // A control's own text: assistive technology reads the control's name instead.
    property bool within: false

    readonly property bool lit: phrase.part !== "" && page.voice.part === phrase.part
    readonly property int wordStart: lit ? Math.min(page.voice.start + phrase.shift, length) : 0
    readonly property int wordEnd: lit ? Math.min(wordStart + page.voice.length, length) : 0

    readonly property font looser: Theme.type(phrase.arabic, size, strong ? Font.Bold : Font.Normal, underlined)
    readonly property bool crowded: room > 0 && Theme.narrow && Theme.letterSpace > 0 && Theme.settings.widest(phrase.text.split(/[ \u00ad]/), looser) > room

    readonly property real lead: phrase.arabic ? Theme.arabicLine : Theme.lineLead

    // How far apart its lines stand. Noto Sans Arabic is spaced for stacked vowel signs, twice as wide as reading needs.
    function space(): void {
        Theme.settings.space(textDocument, phrase.arabic);
    }

    function light(): void {
        if (wordEnd <= wordStart) {
            deselect();
            return;
        }
        select(wordStart, wordEnd);
        spokenBlock.moveTo(positionToRectangle(wordStart), positionToRectangle(wordEnd));
        revealIn(parent);
    }

    // Ask the nearest ancestor that scrolls to bring the word into view.
    function revealIn(ancestor: var): void {
        if (!ancestor)
            return;
        if (ancestor.reveal)
            ancestor.reveal(root, spokenBlock.y, spokenBlock.height);
        else
            revealIn(ancestor.parent);
    }

    // Lines closer than the font's own lose height above their letters, wider ones gain it below: both stand in the middle.
    readonly property int lift: Math.round(font.pixelSize * (phrase.arabic ? 1.25 * (1 - lead) : -lead / 2))

    text: phrase.text
    textFormat: TextEdit.PlainText
    wrapMode: TextEdit.Wrap
    horizontalAlignment: TextEdit.AlignLeft
    color: Theme.ink
    font: crowded ? Theme.close(looser) : looser
    topPadding: -lift
    bottomPadding: lift
    readOnly: true
    selectByMouse: false
    selectByKeyboard: false
    activeFocusOnPress: false
    persistentSelection: true
    selectionColor: "transparent"
    selectedTextColor: Theme.spokenInk
    containmentMask: nothing
    onTextChanged: space()
    onLeadChanged: space()
    Component.onCompleted: space()
    onWordStartChanged: light()
    onWordEndChanged: light()

    Accessible.role: Accessible.StaticText
    Accessible.name: phrase.name
    Accessible.ignored: within
    Accessible.focusable: false

    QtObject {
        id: nothing

        // A touch goes through to what is underneath.
        function contains(point: point): bool {
            return false;
        }
    }

    Rectangle {
        id: spokenBlock

        property bool travels: false

        function moveTo(from: rect, to: rect): void {
            const oneLine = Math.abs(from.y - to.y) < 1;
            const end = oneLine ? to.x : (root.phrase.arabic ? 0 : root.width);
            const pad = Theme.mm(0.8);
            travels = opacity > 0 && Math.abs(from.y - y) < from.height / 2;
            x = Math.min(from.x, end) - pad;
            width = Math.abs(end - from.x) + 2 * pad;
            y = root.phrase.arabic ? from.y + root.lift : from.y;
            height = root.phrase.arabic ? from.height * Theme.arabicLine : from.height;
        }

        z: -1
        opacity: root.wordEnd > root.wordStart ? 1 : 0
        visible: opacity > 0
        radius: Theme.mm(1)
        color: Theme.spoken
        border.color: Theme.spokenLine
        border.width: Math.max(1, Theme.mm(0.25))

        Behavior on x {
            enabled: spokenBlock.travels

            NumberAnimation {
                duration: Theme.wordTime
                easing.type: Easing.OutCubic
            }
        }
        Behavior on width {
            enabled: spokenBlock.travels

            NumberAnimation {
                duration: Theme.wordTime
                easing.type: Easing.OutCubic
            }
        }
    }
}
