pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme

// What a setting would look like: a letter at that size, or paper, ink and accent of that palette.
Item {
    id: root

    required property string sample
    required property var label

    readonly property bool isSize: ["small", "medium", "large", "largest"].includes(sample)
    readonly property int side: Math.round(Theme.settings.capitalRatio("largest") * Theme.body * 1.1)

    implicitWidth: side
    implicitHeight: side
    Accessible.ignored: true

    Text {
        anchors.centerIn: parent
        visible: root.isSize
        text: root.label.name.charAt(0)
        textFormat: Text.PlainText
        color: Theme.ink
        font.family: root.label.arabic ? Theme.arabic : Theme.latin
        font.weight: Font.Bold
        font.pixelSize: root.isSize ? Math.round(Theme.body * Theme.settings.capitalRatio(root.sample)) : 1
        Accessible.ignored: true
    }

    Loader {
        anchors.centerIn: parent
        active: !root.isSize

        sourceComponent: Rectangle {
            id: swatch

            readonly property var roles: Theme.settings.swatch(root.sample)

            width: root.side
            height: Math.round(root.side * 0.72)
            radius: Theme.mm(1)
            color: roles.paper
            border.color: Theme.line
            border.width: Theme.outline

            Rectangle {
                x: Math.round(parent.width * 0.16)
                y: Math.round(parent.height * 0.26)
                width: Math.round(parent.width * 0.68)
                height: Math.max(2, Math.round(parent.height * 0.12))
                color: swatch.roles.ink
            }
            Rectangle {
                x: Math.round(parent.width * 0.16)
                y: Math.round(parent.height * 0.56)
                width: Math.round(parent.width * 0.36)
                height: Math.round(parent.height * 0.2)
                radius: height / 4
                color: swatch.roles.accent
            }
        }
    }
}
