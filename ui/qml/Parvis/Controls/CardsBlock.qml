pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.ViewModels

// Tiles, in as many columns as fit.
Tiles {
    id: root

    required property PageViewModel page
    required property var block

    count: block.cards.length
    cell: block.compact ? 7 : 13

    Repeater {
        model: root.block.cards.length

        CardTile {
            required property int index

            Layout.fillWidth: true
            Layout.fillHeight: true
            page: root.page
            card: root.block.cards[index]
            compact: root.block.compact
        }
    }
}
