pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Number fields that make one answer: day, month and year; hour and minute.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property bool stacked: width < (block.fields.length > 2 ? 15 : 10) * Theme.body

    implicitHeight: boxes.height
    Accessible.role: Accessible.Grouping
    Accessible.name: block.legend.name

    Flow {
        id: boxes

        width: parent.width
        spacing: root.stacked ? Theme.mm(4) : Theme.mm(5)

        Repeater {
            model: root.block.fields.length

            EntryField {
                required property int index

                width: root.stacked ? boxes.width : Theme.body * (field.maxLength > 2 ? 5.2 : 4)
                page: root.page
                field: root.block.fields[index]
            }
        }
    }
}
