import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The way on, the buttons that steer the voice, and the six.
Column {
    id: root

    required property PageViewModel page
    required property ScrollArea area
    required property int column
    required property int glassHeight
    property bool first: false
    property bool scrolls: false
    // The keyboard takes the place of the lower bars, and on little glass of the way on too.
    property bool typing: false
    property bool cramped: false

    // The height it would have without scroll buttons.
    readonly property int restingHeight: {
        const way = cramped || navigation.restingHeight === 0 ? 0 : navigation.restingHeight + spacing;
        const voice = steering.visible ? steering.height + spacing : 0;
        return way + voice + barHeight;
    }
    readonly property int barHeight: bar.visible ? bar.height : 0

    spacing: Theme.mm(3)

    NavigationBar {
        id: navigation

        anchors.horizontalCenter: parent.horizontalCenter
        width: root.column
        page: root.page
        area: root.area
        scrolls: root.scrolls
        large: root.first && !Theme.low && !Theme.narrow
        stretched: root.first
        visible: implicitHeight > 0 && !root.cramped
    }

    SteeringStrip {
        id: steering

        anchors.horizontalCenter: parent.horizontalCenter
        width: root.width - 2 * Theme.edge
        page: root.page
        visible: count > 0 && !root.typing
    }

    BottomBar {
        id: bar

        width: parent.width
        page: root.page
        glassHeight: root.glassHeight
        visible: inhabited && !root.typing
    }
}
