pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The page's blocks in reading order, one control each.
Column {
    id: root

    required property PageViewModel page
    required property var rows
    property bool large: false

    spacing: Theme.rhythm

    Repeater {
        model: root.rows
        delegate: TextBlocks {
            list: root
        }
    }
}
