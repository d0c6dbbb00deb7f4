pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Number fields that make one answer: day, month and year; hour and minute.
Item {
    id: root

    required property PageViewModel page
    required property var block

    implicitHeight: boxes.height
    Accessible.role: Accessible.Grouping
    Accessible.name: block.legend.name

    Flow {
        id: boxes

        width: parent.width
        spacing: Theme.mm(5)

        Repeater {
            model: root.block.fields.length

            EntryField {
                required property int index

                // Its digits, its padding, and the sign of an error.
                width: Math.min(boxes.width, Math.max(least, Theme.mm(9) + Math.round(Theme.body * (field.maxLength > 2 ? 3.7 : 2.6))))
                page: root.page
                field: root.block.fields[index]
            }
        }
    }
}
