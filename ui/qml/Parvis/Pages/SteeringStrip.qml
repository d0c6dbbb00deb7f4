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

    columns: width < 6 * Theme.touch + 5 * Theme.gap ? 3 : 6
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true

    Repeater {
        id: buttons

        model: root.page.steering

        BarButton {
            Layout.fillWidth: true
            Layout.fillHeight: true
            page: root.page
            alone: Theme.narrow || Theme.low
        }
    }
}
