pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.ViewModels

// The answers of a closed question that are shown as much as said.
Tiles {
    id: root

    required property PageViewModel page
    required property var block

    count: block.choices.length
    cell: 6
    most: 3
    abreast: true
    Accessible.role: Accessible.Grouping
    Accessible.name: block.legend.name

    Repeater {
        model: root.block.choices.length

        PictureChoice {
            required property int index

            Layout.fillWidth: true
            Layout.fillHeight: true
            page: root.page
            choice: root.block.choices[index]
            multiple: root.block.multiple
        }
    }
}
