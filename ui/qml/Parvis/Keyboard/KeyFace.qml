import QtQuick
import QtQuick.VirtualKeyboard.Styles
import Parvis.Controls
import Parvis.Theme

// One key: a plate with a sign or a letter, 2.54 mm from the next.
KeyPanel {
    id: root

    property string picture: ""
    property string letter: ""
    property bool accented: false
    property bool latched: false

    readonly property bool held: control ? control.pressed : false
    readonly property color tint: accented ? Theme.accentInk : Theme.ink

    Rectangle {
        id: face

        anchors.fill: parent
        anchors.margins: Math.ceil(Theme.least(2.54) / 2)
        radius: Theme.radius
        color: {
            if (root.accented)
                return root.held ? Qt.darker(Theme.accent, 1.35) : Theme.accent;
            return root.held ? Theme.pressed : root.latched ? Theme.accentWash : Theme.raised;
        }
        border.color: root.latched ? Theme.accent : root.accented ? Theme.accent : Theme.line
        border.width: root.latched || root.held ? Theme.emphasis : Theme.outline

        Pictogram {
            anchors.centerIn: parent
            name: root.picture
            tint: root.tint
            side: Math.round(Math.min(Theme.mm(9), parent.height * 0.6))
        }
        Text {
            anchors.centerIn: parent
            visible: root.letter !== ""
            text: root.letter
            textFormat: Text.PlainText
            color: root.tint
            font.family: Theme.latin
            font.pixelSize: Math.round(Math.min(Theme.body, parent.height * 0.52, parent.width / Math.max(1, root.letter.length)))
        }
    }
}
