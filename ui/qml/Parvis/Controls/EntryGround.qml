import QtQuick
import Parvis.Theme

// What a field stands on: its edge tells focus and error, and an error has a sign besides.
Plate {
    id: root

    property bool focused: false
    property bool invalid: false

    edge: invalid ? Theme.error : Theme.line
    border.width: invalid || focused ? Theme.emphasis : Theme.outline

    FocusRing {
        visible: root.focused
    }
    Pictogram {
        anchors.right: parent.right
        anchors.rightMargin: Theme.mm(3)
        y: Math.round((Theme.touch - height) / 2)
        visible: root.invalid
        name: "circle-alert"
        tint: Theme.error
        side: Math.round(Theme.body * 1.2)
    }
}
