import QtQuick
import Parvis.Theme

// The page's middle. Large buttons move it; a finger may, but never has to.
Flickable {
    id: root

    readonly property real furthest: Math.max(0, contentHeight - height)
    readonly property int ease: Theme.mm(2)
    readonly property bool above: contentY > 1
    readonly property bool below: contentY < furthest - 1

    property Item pinned: null
    property real pinnedAt: 0

    function go(place: real): void {
        glide.stop();
        glide.to = Math.max(0, Math.min(furthest, place));
        glide.restart();
    }

    // What the edge cuts through now stands whole after the step, if it fits; where nothing is cut, some stays in sight.
    function step(direction: int): void {
        const seen = glide.running ? glide.to : contentY;
        const cut = uncut(contentItem, seen, direction);
        if (direction > 0)
            go(cut < seen + height ? cut - ease : seen + height * 0.8);
        else
            go(cut > seen ? cut + ease - height : seen - height * 0.8);
    }

    // Where what is cut at the lower edge begins (or at the upper edge ends, with -1), seen from this place. What would
    // not fit, or hardly move the page, is looked into.
    function uncut(item: Item, seen: real, direction: int): real {
        const line = direction > 0 ? seen + height : seen;
        let found = line;
        for (const child of item.children) {
            const top = child.mapToItem(contentItem, 0, 0).y;
            if (!child.visible || top >= line || top + child.height <= line)
                continue;
            const end = direction > 0 ? top : top + child.height;
            const moves = direction * (end - line) + height > height * 0.25;
            const place = moves && child.height <= height - 2 * ease ? end : uncut(child, seen, direction);
            found = direction > 0 ? Math.min(found, place) : Math.max(found, place);
        }
        return found;
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

    // What was pressed stays under the finger, whatever the press makes of the page: larger text, wider lines.
    function pin(item: Item): void {
        pinned = item;
        pinnedAt = item.mapToItem(root, 0, 0).y;
        pinning.restart();
    }

    function keepPlace(): void {
        if (pinning.running && pinned && !glide.running && !moving)
            contentY = Math.max(0, Math.min(furthest, contentY + pinned.mapToItem(root, 0, 0).y - pinnedAt));
    }

    // Bring those of the items that are in here into view; of a tall group, its beginning.
    function revealAll(items: var): void {
        let top = Infinity;
        let bottom = -Infinity;
        for (const item of items) {
            let ancestor = item;
            while (ancestor && ancestor !== contentItem)
                ancestor = ancestor.parent;
            if (!ancestor)
                continue;
            const from = item.mapToItem(contentItem, 0, 0).y;
            top = Math.min(top, from);
            bottom = Math.max(bottom, from + item.height);
        }
        if (bottom > top)
            reveal(contentItem, top, Math.min(bottom - top, height - Theme.mm(12)));
    }

    function home(): void {
        glide.stop();
        pinned = null;
        contentY = 0;
    }

    contentWidth: width
    flickableDirection: Flickable.VerticalFlick
    boundsBehavior: Flickable.StopAtBounds
    interactive: contentHeight > height
    clip: true
    onMovementStarted: glide.stop()
    onContentHeightChanged: Qt.callLater(keepPlace)
    onHeightChanged: Qt.callLater(keepPlace)
    onFurthestChanged: {
        if (contentY > furthest && !moving)
            contentY = furthest;
        Qt.callLater(keepPlace);
    }

    Timer {
        id: pinning

        interval: 300
        onTriggered: root.pinned = null
    }

    NumberAnimation {
        id: glide

        target: root
        property: "contentY"
        duration: Theme.turnTime
        easing.type: Easing.OutCubic
    }
}
