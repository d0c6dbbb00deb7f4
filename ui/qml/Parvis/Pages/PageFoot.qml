import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The way on, and the buttons that steer the voice.
Column {
    id: root

    required property PageViewModel page
    required property ScrollArea area
    required property int column
    property bool first: false
    property bool scrolls: false
    // On little glass the keyboard takes its place.
    property bool cramped: false

    // The height it would have without scroll buttons.
    readonly property int restingHeight: {
        const way = cramped ? 0 : navigation.restingHeight;
        const voice = steering.visible ? steering.height : 0;
        return way + voice + (way > 0 && voice > 0 ? spacing : 0);
    }

    spacing: Theme.mm(3)

    NavigationBar {
        id: navigation

        anchors.horizontalCenter: parent.horizontalCenter
        width: root.column
        page: root.page
        area: root.area
        scrolls: root.scrolls
        large: root.first && Theme.tall
        stretched: root.first
        visible: implicitHeight > 0 && !root.cramped
    }

    SteeringStrip {
        id: steering

        anchors.horizontalCenter: parent.horizontalCenter
        width: root.width - 2 * Theme.edge
        page: root.page
        visible: count > 0 && !root.cramped
    }
}
