pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme
import Parvis.ViewModels

// Short labelled values: cost, time, who for.
Tiles {
    id: root

    required property PageViewModel page
    required property var block

    count: block.facts.length
    rowSpacing: Theme.mm(5)
    columnSpacing: Theme.mm(6)

    Repeater {
        model: root.block.facts.length

        RowLayout {
            id: row

            required property int index

            readonly property var fact: root.block.facts[index]

            Layout.fillWidth: true
            Layout.alignment: Qt.AlignTop
            spacing: Theme.mm(4)

            LongestWord {
                id: longest

                font: value.font
                text: row.fact.value.text
            }
            Pictogram {
                Layout.alignment: Qt.AlignTop
                visible: longest.natural + side + row.spacing <= root.width
                name: row.fact.picture
                side: Math.round(Theme.body * 1.7)
                stroke: 1.6
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: 0

                SpokenText {
                    Layout.fillWidth: true
                    page: root.page
                    phrase: row.fact.label
                    size: Theme.caption
                }
                SpokenText {
                    id: value

                    Layout.fillWidth: true
                    page: root.page
                    phrase: row.fact.value
                    room: root.width
                    strong: true
                }
            }
        }
    }
}
