pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme
import Parvis.ViewModels

// Equal steps of one scale: side by side where their words stay whole, else one under the other.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int count: block.choices.length
    readonly property bool abreast: count * (widest.natural + Theme.mm(4)) + (count - 1) * Theme.gap <= width

    implicitHeight: abreast ? row.implicitHeight : column.implicitHeight
    Accessible.role: Accessible.Grouping
    Accessible.name: block.legend.name

    LongestWord {
        id: widest

        font: Theme.type(root.page.arabic, Theme.body, Font.Bold, false)
        text: root.block.choices.map(choice => choice.label.text).join(" ")
    }

    RowLayout {
        id: row

        width: parent.width
        visible: root.abreast
        spacing: Theme.gap
        uniformCellSizes: true

        Repeater {
            model: root.abreast ? root.count : 0

            ScaleStep {
                required property int index

                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                page: root.page
                choice: root.block.choices[index]
            }
        }
    }

    Column {
        id: column

        width: parent.width
        visible: !root.abreast
        spacing: Theme.gap

        Repeater {
            model: root.abreast ? 0 : root.count

            ChoiceRow {
                required property int index

                width: column.width
                page: root.page
                choice: root.block.choices[index]
            }
        }
    }
}
