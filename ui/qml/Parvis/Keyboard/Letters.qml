import QtQuick
import QtQuick.VirtualKeyboard.Components

// A run of letter keys within a row.
Repeater {
    id: root

    property string letters: ""

    model: letters.split("")

    Key {
        required property string modelData

        text: modelData
        smallTextVisible: false
        showPreview: false
    }
}
