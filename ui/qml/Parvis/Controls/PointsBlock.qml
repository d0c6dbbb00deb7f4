pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// So many points out of so many: stars with their numbers, filled up to the one that was chosen.
Grid {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int count: block.choices.length
    readonly property int chosen: block.choices.findIndex(choice => choice.chosen)
    readonly property int least: Math.max(Theme.touch, Math.round(Theme.body * 2.4))
    readonly property int abreast: Math.max(1, Math.min(count, Math.floor((width + Theme.gap) / (least + Theme.gap))))
    readonly property int cell: Math.floor((width + Theme.gap) / columns) - Theme.gap

    // Two even lines rather than a long one and a rest.
    columns: Math.ceil(count / Math.ceil(count / abreast))
    spacing: Theme.gap
    Accessible.role: Accessible.Grouping
    Accessible.name: block.legend.name

    Repeater {
        model: root.count

        Pressable {
            id: point

            required property int index

            readonly property var choice: root.block.choices[index]
            readonly property bool filled: index <= root.chosen

            width: root.cell
            page: root.page
            part: choice.part
            topPadding: Theme.mm(Theme.low ? 3 : 5)
            bottomPadding: Theme.mm(Theme.low ? 2 : 4)
            onActivated: page.choose(part)
            Accessible.role: Accessible.RadioButton
            Accessible.name: choice.label.name
            Accessible.checkable: true
            Accessible.checked: choice.chosen

            background: Plate {
                held: point.down
                chosen: point.choice.chosen
            }
            contentItem: Item {
                implicitHeight: star.height + label.height

                Pictogram {
                    id: star

                    anchors.horizontalCenter: parent.horizontalCenter
                    name: point.filled ? "star-filled" : "star"
                    tint: point.filled ? Theme.accent : Theme.ink
                    side: Math.round(Theme.body * (Theme.tall ? 2.2 : 1.6))
                    stroke: 1.6
                }
                SpokenText {
                    id: label

                    anchors.top: star.bottom
                    width: parent.width
                    page: root.page
                    phrase: point.choice.label
                    within: true
                    strong: point.choice.chosen
                    horizontalAlignment: TextEdit.AlignHCenter
                }
            }
        }
    }
}
