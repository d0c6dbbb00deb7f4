import QtQuick
import QtQuick.Layouts
import Parvis.Theme

// Equal cells in as many columns as hold `cell` characters each, two at most.
GridLayout {
    id: root

    property int cell: 13
    property int count: 2
    property int most: 2
    // Whether they stand side by side wherever they fit, also where one is left over at the end.
    property bool abreast: false

    // The widest of what the cells need to keep their words whole.
    readonly property real need: {
        let widest = 0;
        for (const child of children)
            widest = Math.max(widest, (child as Pressable)?.least ?? 0);
        return widest;
    }

    // Few and odd in number stand one under the other where there is height for it: nothing is left over at the end.
    readonly property bool stacked: !abreast && Theme.tall && count % 2 === 1 && count <= 5

    columns: stacked ? 1 : Math.max(1, Math.min(most, count, Math.floor((width + columnSpacing) / (Math.max(cell * Theme.body, need) + columnSpacing))))
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true
}
