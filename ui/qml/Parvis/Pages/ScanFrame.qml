import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The frame around what a scan is on: a control, or a row of them. It follows them while the page moves.
Item {
    id: root

    required property ScanViewModel highlight
    readonly property int band: Theme.ringGap + Theme.scanRing

    property rect place: Qt.rect(0, 0, 0, 0)

    // From where to where it can be seen: what scrolls it cuts it off.
    function seen(item: Item): list<real> {
        for (let ancestor = item.parent; ancestor; ancestor = ancestor.parent)
            if (ancestor.clip) {
                const top = ancestor.mapToItem(root, 0, 0).y;
                return [top + band, top + ancestor.height - band];
            }
        return [0, height];
    }

    function measure(): void {
        let left = Infinity;
        let top = Infinity;
        let right = -Infinity;
        let bottom = -Infinity;
        for (const item of highlight.items) {
            if (!item || !item.visible)
                continue;
            const box = item.mapToItem(root, 0, 0, item.width, item.height);
            const [above, below] = seen(item);
            left = Math.min(left, box.x);
            top = Math.min(top, Math.max(box.y, above));
            right = Math.max(right, box.x + box.width);
            bottom = Math.max(bottom, Math.min(box.y + box.height, below));
        }
        if (left === Infinity) {
            place = Qt.rect(0, 0, 0, 0);
            return;
        }
        // Near the glass's edge the frame goes inside.
        left = Math.max(left, band);
        top = Math.max(top, band);
        right = Math.min(right, width - band);
        bottom = Math.min(bottom, height - band);
        place = Qt.rect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    }

    visible: highlight.items.length > 0 && place.width > 0
    Accessible.ignored: true

    Timer {
        interval: 40
        repeat: true
        running: root.highlight.items.length > 0
        triggeredOnStart: true
        onTriggered: root.measure()
    }

    Connections {
        target: root.highlight

        function onChanged() {
            root.measure();
        }
    }

    Rectangle {
        x: root.place.x - Theme.ringGap
        y: root.place.y - Theme.ringGap
        width: root.place.width + 2 * Theme.ringGap
        height: root.place.height + 2 * Theme.ringGap
        color: "transparent"
        radius: Theme.radius + Theme.ringGap
        border.color: Theme.focusGap
        border.width: Theme.ringGap
    }

    Rectangle {
        objectName: "scan-frame"
        x: root.place.x - root.band
        y: root.place.y - root.band
        width: root.place.width + 2 * root.band
        height: root.place.height + 2 * root.band
        color: "transparent"
        radius: Theme.radius + root.band
        border.color: Theme.focus
        border.width: Theme.scanRing
    }
}
