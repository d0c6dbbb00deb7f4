import QtQuick
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// How far along, in words and as a bar that fills from the side one starts from.
Item {
    id: root

    required property PageViewModel page

    implicitHeight: visible ? track.y + track.height : 0
    visible: page.progress.phrase.text !== ""
    Accessible.role: Accessible.ProgressBar
    Accessible.name: page.progress.phrase.name

    SpokenText {
        id: words

        width: parent.width
        page: root.page
        phrase: root.page.progress.phrase
        within: true
        size: Theme.caption
    }

    Rectangle {
        id: track

        y: words.height + Theme.mm(1)
        width: parent.width
        height: Theme.mm(2)
        radius: height / 2
        color: Theme.paper
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
