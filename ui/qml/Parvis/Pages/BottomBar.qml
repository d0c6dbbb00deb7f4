pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// Help, Listen, Language, Text size, Contrast, Stop and erase: the same six, in the same order, on every page.
Rectangle {
    id: root

    required property PageViewModel page
    // The height of the glass: the bar may have a fifth of it and a little more.
    required property int glassHeight

    readonly property real most: 0.22 * glassHeight
    // Pictograms without their words, where letters are large or the words would take too much of a small page.
    readonly property bool alone: Theme.pictogramsAlone || !Theme.tall && heightWithWords > most
    readonly property int columnsWithWords: unequal || longestWord <= share ? 6 : 3
    readonly property font boldFont: Theme.type(page.arabic, Theme.label, Font.Bold, false)
    readonly property real lineRoom: (page.arabic ? 1.65 : 1.4) * (Theme.letterSpace > 0 ? 1.16 : 1)
    // From measures alone: the layout depends on it.
    readonly property real heightWithWords: {
        const room = (cells.width - (columnsWithWords - 1) * cells.columnSpacing) / columnsWithWords - Theme.mm(2);
        let sum = 2 * Theme.mm(2) - cells.rowSpacing;
        for (let first = 0; first < page.barLabels.length; first += columnsWithWords) {
            let lines = 1;
            for (const label of page.barLabels.slice(first, first + columnsWithWords))
                if (!unequal)
                    lines = Math.max(lines, Math.ceil(Theme.settings.widest([label], boldFont) / Math.max(1, room)));
            sum += Math.max(Theme.touch, (1.35 + lineRoom * lines) * Theme.label + Theme.mm(2)) + cells.rowSpacing;
        }
        return sum;
    }
    // Six equal cells with each label on one line, or on several; else six unequal ones; else two rows of three.
    readonly property int air: 2 * Theme.mm(2)
    readonly property int share: (cells.width - 5 * cells.columnSpacing) / 6 - air
    readonly property real longestWord: Theme.settings.widest(page.barWords, boldFont)
    readonly property real longestLabel: Theme.settings.widest(page.barLabels, boldFont)
    readonly property real together: {
        let sum = 5 * cells.columnSpacing;
        for (const label of page.barLabels)
            sum += Math.max(Theme.touch, Theme.settings.widest([label], boldFont) + air);
        return sum;
    }
    readonly property bool unequal: !Theme.tall && longestLabel > share && together <= cells.width

    readonly property bool inhabited: buttons.count > 0

    implicitHeight: inhabited ? cells.implicitHeight + (Theme.tall ? Theme.mm(3) + Theme.edge : 2 * Theme.mm(2)) : 0
    color: Theme.bar

    Rectangle {
        width: parent.width
        height: Theme.outline
        color: Theme.hairline
    }

    GridLayout {
        id: cells

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.edge
        anchors.rightMargin: Theme.edge
        y: Theme.mm(Theme.tall ? 3 : 2)
        columns: {
            if (root.alone)
                return Math.min(6, Math.floor((width + columnSpacing) / (Theme.least(12.7) + columnSpacing)));
            return root.columnsWithWords;
        }
        columnSpacing: Theme.least(2.54)
        rowSpacing: Theme.least(2.54)
        uniformCellWidths: root.alone || !root.unequal

        Repeater {
            id: buttons

            model: root.page.bar

            BarButton {
                Layout.fillWidth: true
                Layout.preferredWidth: root.unequal && !root.alone ? Math.max(Theme.touch, Theme.settings.widest([deed.label.text], root.boldFont) + root.air) : Theme.touch
                Layout.fillHeight: true
                page: root.page
                alone: root.alone
            }
        }
    }
}
