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

    readonly property real widest: {
        let longest = 0;
        for (const word of page.barWords)
            longest = Math.max(longest, metrics.advanceWidth(word));
        return longest + 2 * Theme.mm(1.5);
    }

    readonly property bool inhabited: buttons.count > 0

    implicitHeight: inhabited ? cells.implicitHeight + 2 * Theme.mm(3) : 0
    color: Theme.bar

    FontMetrics {
        id: metrics

        font.family: root.page.rightToLeft ? Theme.arabic : Theme.latin
        font.pixelSize: Theme.caption
        font.weight: Font.Bold
    }

    Rectangle {
        width: parent.width
        height: Theme.outline
        color: Theme.hairline
    }

    GridLayout {
        id: cells

        readonly property int room: width - 5 * columnSpacing

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.edge
        anchors.rightMargin: Theme.edge
        y: Theme.mm(3)
        columns: Theme.pictogramsAlone || 6 * root.widest <= room ? Math.min(6, Math.floor((width + columnSpacing) / (Theme.least(12.7) + columnSpacing))) : 3
        columnSpacing: Theme.least(2.54)
        rowSpacing: Theme.least(2.54)
        uniformCellWidths: true

        Repeater {
            id: buttons

            model: root.page.bar

            BarButton {
                Layout.fillWidth: true
                Layout.fillHeight: true
                page: root.page
            }
        }
    }
}
