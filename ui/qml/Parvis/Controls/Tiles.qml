import QtQuick
import QtQuick.Layouts
import Parvis.Theme

// Equal cells in as many columns as hold `cell` characters each, two at most.
GridLayout {
    id: root

    property int cell: 13
    property int count: 2
    property int most: 2

    columns: Math.max(1, Math.min(most, count, Math.floor((width + columnSpacing) / (cell * Theme.body + columnSpacing))))
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true
}
