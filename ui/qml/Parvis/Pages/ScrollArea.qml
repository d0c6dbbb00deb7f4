import QtQuick
import Parvis.Theme

// The page's middle. Large buttons move it; a finger may, but never has to.
Flickable {
    id: root

    readonly property real furthest: Math.max(0, contentHeight - height)
    readonly property bool above: contentY > 1
    readonly property bool below: contentY < furthest - 1

    function go(place: real): void {
        glide.stop();
        glide.to = Math.max(0, Math.min(furthest, place));
        glide.restart();
    }

    function step(direction: int): void {
        go((glide.running ? glide.to : contentY) + direction * height * 0.8);
    }

    // Bring a part of an item into view.
    function reveal(item: Item, top: real, tall: real): void {
        const from = item.mapToItem(contentItem, 0, top).y;
        const room = Theme.mm(6);
        const seen = glide.running ? glide.to : contentY;
        if (from - room < seen)
            go(from - room);
        else if (from + tall + room > seen + height)
            go(Math.min(from - room, from + tall + room - height));
    }

    function home(): void {
        glide.stop();
        contentY = 0;
    }

    contentWidth: width
    flickableDirection: Flickable.VerticalFlick
    boundsBehavior: Flickable.StopAtBounds
    interactive: contentHeight > height
    clip: true
    onMovementStarted: glide.stop()
    onFurthestChanged: {
        if (contentY > furthest && !moving)
            contentY = furthest;
    }

    NumberAnimation {
        id: glide

        target: root
        property: "contentY"
        duration: Theme.turnTime
        easing.type: Easing.OutCubic
    }
}
