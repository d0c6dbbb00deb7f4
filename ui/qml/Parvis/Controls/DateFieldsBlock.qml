pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Day, month and year: three boxes of digits, in the order of the language's page.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property var fields: [block.day, block.month, block.year]
    readonly property bool stacked: width < 15 * Theme.body

    implicitHeight: boxes.height
    Accessible.role: Accessible.Grouping
    Accessible.name: block.legend.name

    Flow {
        id: boxes

        width: parent.width
        spacing: root.stacked ? Theme.mm(4) : Theme.mm(5)

        Repeater {
            model: 3

            EntryField {
                required property int index

                width: root.stacked ? boxes.width : Theme.body * (index === 2 ? 5.2 : 4)
                page: root.page
                field: root.fields[index]
            }
        }
    }
}
