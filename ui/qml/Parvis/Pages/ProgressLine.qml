import QtQuick
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// How far along: words, and beside them a bar that fills from the side one starts from.
Item {
    id: root

    required property PageViewModel page

    implicitHeight: words.height
    visible: page.progress.phrase.text !== ""
    Accessible.role: Accessible.ProgressBar
    Accessible.name: page.progress.phrase.name

    SpokenLine {
        id: words

        anchors.left: parent.left
        width: Math.min(parent.width, natural)
        page: root.page
        phrase: root.page.progress.phrase
        within: true
        size: Theme.caption
    }

    Rectangle {
        id: track

        anchors.left: words.right
        anchors.leftMargin: Theme.mm(4)
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        visible: width > Theme.mm(15)
        height: Theme.mm(2.2)
        radius: height / 2
        color: Theme.raised
        border.color: Theme.line
        border.width: Theme.outline

        Rectangle {
            anchors.left: parent.left
            width: Math.max(height, parent.width * Math.min(1, root.page.progress.fraction))
            height: parent.height
            radius: height / 2
            color: Theme.ink

            Behavior on width {
                enabled: Theme.motion

                NumberAnimation {
                    duration: 2 * Theme.turnTime
                    easing.type: Easing.OutCubic
                }
            }
        }
    }
}
