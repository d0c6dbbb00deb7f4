pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// The small buttons that steer the voice, while the person listens.
GridLayout {
    id: root

    required property PageViewModel page

    readonly property alias count: buttons.count

    // All side by side where each word fits, else two equal rows; pictograms alone on little glass.
    readonly property int half: Math.ceil(count / 2)
    readonly property int least: Math.max(Theme.touch, alone ? 0 : longest.natural + 2 * Theme.mm(1))
    readonly property bool alone: Theme.narrow || Theme.low || Theme.pictogramsAlone || !holds(half, longest.natural + 2 * Theme.mm(1))

    function holds(number: int, cell: real): bool {
        return number * (cell + Theme.gap) - Theme.gap <= width;
    }

    columns: holds(count, least) ? Math.max(1, count) : half
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true

    LongestWord {
        id: longest

        font: Theme.type(root.page.arabic, Theme.label, Font.Bold, false)
        text: root.page.steeringWords.join(" ")
    }

    Repeater {
        id: buttons

        model: root.page.steering

        BarButton {
            Layout.fillWidth: true
            Layout.fillHeight: true
            page: root.page
            alone: root.alone
        }
    }
}
