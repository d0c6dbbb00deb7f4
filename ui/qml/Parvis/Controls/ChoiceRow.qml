pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme

// One answer: the whole row can be touched. Chosen is colour, mark and weight together.
Pressable {
    id: root

    required property var choice
    property bool multiple: false

    readonly property int pictureSide: Math.round(Theme.body * 1.7)
    readonly property int bare: longest.natural + (sample.active ? sample.implicitWidth + line.columnSpacing : 0) + mark.implicitWidth + line.columnSpacing + leftPadding + rightPadding
    // On little glass the mark stands below the words, so that a long one stays whole.
    readonly property bool stacked: bare > width

    least: bare + (choice.picture !== "" ? pictureSide + line.columnSpacing : 0)
    part: choice.part
    topPadding: Theme.rowAir
    bottomPadding: Theme.rowAir
    leftPadding: Theme.mm(4.5)
    rightPadding: Theme.mm(4.5)
    onActivated: page.choose(part)
    Accessible.role: multiple ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.name: choice.hint ? choice.label.name + " " + choice.hint.name : choice.label.name
    Accessible.checkable: true
    Accessible.checked: choice.chosen

    LongestWord {
        id: longest

        font: Theme.type(root.choice.label.arabic, label.size, Font.Bold, false)
        text: root.choice.label.text
    }

    background: Plate {
        held: root.down
        chosen: root.choice.chosen
    }
    contentItem: GridLayout {
        id: line

        columns: root.stacked ? 1 : 4
        columnSpacing: Theme.mm(4)
        rowSpacing: Theme.mm(2)

        Loader {
            id: sample

            active: root.choice.sample !== ""
            visible: active
            Layout.alignment: Qt.AlignVCenter

            sourceComponent: ChoiceSample {
                sample: root.choice.sample
                label: root.choice.label
            }
        }
        Pictogram {
            Layout.alignment: Qt.AlignVCenter
            visible: name !== "" && root.width >= root.least
            name: root.choice.picture
            side: root.pictureSide
            stroke: 1.6
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter
            spacing: Theme.mm(0.5)

            SpokenText {
                id: label

                Layout.fillWidth: true
                page: root.page
                phrase: root.choice.label
                room: root.availableWidth
                within: true
                strong: root.choice.chosen
            }
            Loader {
                Layout.fillWidth: true
                active: !!root.choice.hint
                visible: active

                sourceComponent: SpokenText {
                    page: root.page
                    phrase: root.choice.hint
                    within: true
                    size: Theme.caption
                }
            }
        }
        ChoiceMark {
            id: mark

            Layout.alignment: Qt.AlignVCenter
            chosen: root.choice.chosen
            multiple: root.multiple
        }
    }
}
