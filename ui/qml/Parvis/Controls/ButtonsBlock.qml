pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Buttons inside a page, as wide as their words; on covers and the first screen the one next thing fills the width.
Flow {
    id: root

    required property PageViewModel page
    required property var block
    property bool large: false

    spacing: Theme.gap

    Repeater {
        model: root.block.actions.length

        ActionButton {
            id: button

            required property int index

            readonly property bool wide: root.large && !quiet

            width: wide ? root.width : Math.min(root.width, Math.max(implicitWidth, quiet ? 0 : Theme.mm(40)))
            page: root.page
            deed: root.block.actions[index]
            size: wide && primary && Theme.tall ? Theme.heading : Theme.body
            topPadding: Theme.mm(button.wide && !Theme.low ? 6 : 2.4)
            bottomPadding: topPadding
        }
    }
}
