pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// A number of a scale between a minus and a plus, under the scale with its two ends.
Column {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int tall: Math.max(Theme.mm(Theme.low ? 18 : 24), less.implicitHeight, more.implicitHeight, number.height + Theme.mm(4))
    readonly property int wide: Math.max(Theme.mm(Theme.narrow ? 18 : 30), alone ? 0 : Math.max(less.natural, more.natural))
    // Words under the signs as long as they leave the number half of the width.
    readonly property bool alone: 2 * Math.max(less.natural, more.natural) > width * 0.5

    spacing: Theme.mm(Theme.low ? 3 : 5)
    Accessible.role: Accessible.Grouping
    Accessible.name: block.legend.name

    Item {
        width: root.width
        implicitHeight: track.height + Theme.mm(2) + Math.max(low.height, high.height)

        Rectangle {
            id: track

            y: Math.round((dot.height - height) / 2)
            width: parent.width
            height: Theme.mm(2)
            radius: height / 2
            color: Theme.unready
            border.color: Theme.line
            border.width: Theme.outline
        }

        Rectangle {
            id: dot

            readonly property real way: root.block.fraction * (track.width - width)

            x: Math.round(root.page.rightToLeft ? track.width - width - way : way)
            visible: root.block.answered
            width: Theme.mm(6)
            height: width
            radius: width / 2
            color: Theme.accent
            border.color: Theme.raised
            border.width: Theme.emphasis
        }

        SpokenText {
            id: low

            anchors.left: parent.left
            y: dot.height + Theme.mm(1)
            width: parent.width * 0.48
            page: root.page
            phrase: root.block.low
            size: Theme.caption
            strong: root.block.answered && !root.block.less.ready
        }

        SpokenText {
            id: high

            anchors.right: parent.right
            y: low.y
            width: parent.width * 0.48
            page: root.page
            phrase: root.block.high
            size: Theme.caption
            strong: root.block.answered && !root.block.more.ready
            horizontalAlignment: TextEdit.AlignRight
        }
    }

    Row {
        width: root.width
        height: root.tall
        spacing: Theme.gap

        StepButton {
            id: less

            width: root.wide
            height: root.tall
            page: root.page
            deed: root.block.less
            alone: root.alone
            sign: Math.round(Theme.body * 1.8)
        }

        Plate {
            width: root.width - 2 * (root.wide + Theme.gap)
            height: root.tall
            chosen: root.block.answered

            SpokenText {
                id: number

                anchors.centerIn: parent
                width: parent.width - 2 * Theme.mm(2)
                page: root.page
                phrase: root.block.value
                size: root.block.answered ? Theme.display : Theme.body
                strong: root.block.answered
                horizontalAlignment: TextEdit.AlignHCenter
            }
        }

        StepButton {
            id: more

            width: root.wide
            height: root.tall
            page: root.page
            deed: root.block.more
            alone: root.alone
            sign: less.sign
        }
    }

    Item {
        width: root.width
        visible: root.block.leaps.length > 0
        implicitHeight: leaps.implicitHeight

        Flow {
            id: leaps

            width: parent.width
            spacing: Theme.gap

            Repeater {
                model: root.block.leaps.length

                ActionButton {
                    required property int index

                    readonly property real half: (leaps.width - Theme.gap) / 2

                    width: implicitWidth <= half ? half : leaps.width
                    page: root.page
                    deed: root.block.leaps[index]
                }
            }
        }
    }
}
