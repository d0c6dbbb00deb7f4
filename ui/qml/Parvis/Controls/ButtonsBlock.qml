pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme
import Parvis.ViewModels

// Buttons inside a page. One alone is as wide as its words, or as the page when it is the one next thing.
Tiles {
    id: root

    required property PageViewModel page
    required property var block
    property bool large: false

    count: block.actions.length

    Repeater {
        model: root.block.actions.length

        ActionButton {
            required property int index

            readonly property bool wide: root.large && primary

            Layout.fillWidth: root.count > 1 || wide || implicitWidth > root.width
            Layout.maximumWidth: root.width
            Layout.fillHeight: true
            page: root.page
            deed: root.block.actions[index]
            size: wide ? Theme.heading : Theme.body
            topPadding: Theme.mm(wide ? 7 : 2.4)
            bottomPadding: topPadding
        }
    }
}
