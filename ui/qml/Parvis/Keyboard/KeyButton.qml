pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Controls
import Parvis.Theme

// One key: an ordinary button with a letter or a sign on it, 2.54 mm from the next.
Pressable {
    id: root

    required property var plate
    // The size of one column and one row, the gap to the next key included.
    required property real column
    required property real line

    readonly property string language: plate.language
    readonly property string spoken: plate.label
    readonly property int keyRow: plate.row
    readonly property int gap: Theme.least(2.54)
    readonly property bool held: down
    readonly property color tint: plate.accented ? Theme.accentInk : Theme.ink
    // Larger than what is read: a letter on a key has no word around it to be guessed from.
    readonly property int most: Math.round(Math.min(Theme.body * 1.3, height * 0.62) * (plate.arabic ? Theme.arabicScale : 1))

    part: plate.part
    x: Math.round(plate.x * column)
    y: Math.round(plate.row * line)
    width: Math.floor((plate.x + plate.width) * column) - x - gap
    height: Math.floor((plate.row + 1) * line) - y - gap
    padding: 0
    checkable: false
    Accessible.name: plate.label
    // A word on a key is found by whoever reads it aloud to a helper.
    Accessible.description: plate.picture === "" && plate.face.length > 1 ? plate.face : ""
    Accessible.checkable: plate.toggle
    Accessible.checked: plate.latched
    Keys.onTabPressed: page.keyboard.depart(true)
    Keys.onBacktabPressed: page.keyboard.depart(false)

    background: Rectangle {
        radius: Theme.radius
        color: {
            if (root.plate.accented)
                return root.held ? Qt.darker(Theme.accent, 1.35) : Theme.accent;
            return root.held ? Theme.pressed : root.plate.latched ? Theme.accentWash : root.plate.quiet ? Theme.paper : Theme.raised;
        }
        border.color: root.plate.latched || root.plate.accented ? Theme.accent : Theme.line
        border.width: root.plate.latched || root.held ? Theme.emphasis : Theme.outline
    }

    Pictogram {
        anchors.centerIn: parent
        name: root.plate.picture
        tint: root.tint
        side: Math.round(Math.min(Theme.mm(9), parent.height * 0.6))
    }

    Text {
        id: face

        anchors.centerIn: parent
        visible: text !== ""
        text: root.plate.face
        textFormat: Text.PlainText
        color: root.tint
        font.family: root.plate.arabic ? Theme.arabic : Theme.latin
        // A word on a key takes the width that it has; a letter, the height.
        font.pixelSize: root.most
        scale: Math.min(1, (root.width - Theme.mm(2)) / Math.max(1, implicitWidth))
        Accessible.ignored: true
    }
}
