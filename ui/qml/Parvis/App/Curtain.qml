pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The dark screen: speech and keys go on behind it. By touch it is lifted with two touches; by ear, with a button.
Rectangle {
    id: root

    required property PageViewModel page

    readonly property var told: page.ears.curtain

    color: "black"
    visible: told.text !== ""

    TextEdit {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.edge, Theme.measure)
        text: root.told.text
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.Wrap
        horizontalAlignment: TextEdit.AlignHCenter
        color: "white"
        font.family: root.told.arabic ? Theme.arabic : Theme.latin
        font.pixelSize: root.told.arabic ? Math.round(Theme.body * Theme.arabicScale) : Theme.body
        readOnly: true
        selectByMouse: false
        selectByKeyboard: false
        activeFocusOnPress: false
        Accessible.role: Accessible.StaticText
        Accessible.name: root.told.name
        Accessible.focusable: false
    }

    MouseArea {
        anchors.fill: parent
        enabled: root.visible && !root.page.ears.byEar
        Accessible.ignored: true
        onPressed: root.page.ears.touchCurtain()
    }
}
