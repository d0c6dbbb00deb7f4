import QtQuick
import QtQuick.Layouts
import Parvis.Theme

// Equal cells in as many columns as hold `cell` characters each, two at most.
GridLayout {
    id: root

    property int cell: 13
    property int count: 2
    property int most: 2

    // Few and odd in number stand one under the other where there is height for it: nothing is left over at the end.
    readonly property bool stacked: Theme.tall && count % 2 === 1 && count <= 5

    columns: stacked ? 1 : Math.max(1, Math.min(most, count, Math.floor((width + columnSpacing) / (cell * Theme.body + columnSpacing))))
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true
}
