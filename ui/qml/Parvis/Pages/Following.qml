import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Keeps in view what has the focus, what is typed in, and what a scan is on.
Item {
    id: root

    required property PageViewModel page
    required property ScrollArea area
    required property var focused
    // The field that the keyboard serves, also while the focus is on a key.
    required property var typed

    // With the label above it.
    function followFocus(): void {
        const followed = typed ?? focused;
        let ancestor = followed;
        while (ancestor && ancestor !== area.contentItem)
            ancestor = ancestor.parent;
        if (!ancestor)
            return;
        const above = followed.labelHeight ?? 0;
        // Where there is not room for both, what is typed counts more than what it is called.
        const label = above + followed.height + Theme.mm(6) <= area.height ? above : 0;
        area.reveal(followed, -label, followed.height + label);
    }

    function followScan(): void {
        area.revealAll(page.highlight.items);
    }

    // A new block takes the focus before it is laid out: for a moment the page follows it as it finds its place.
    function settle(): void {
        placing.restart();
        Qt.callLater(followFocus);
    }

    onFocusedChanged: Qt.callLater(followFocus)

    Timer {
        id: placing

        interval: 300
    }

    Connections {
        target: root.area

        function onHeightChanged() {
            Qt.callLater(root.followFocus);
            Qt.callLater(root.followScan);
        }

        function onContentHeightChanged() {
            if (placing.running)
                Qt.callLater(root.followFocus);
        }
    }

    Connections {
        target: root.focused
        enabled: placing.running

        function onHeightChanged() {
            Qt.callLater(root.followFocus);
        }
    }

    Connections {
        target: root.page.highlight

        function onChanged() {
            Qt.callLater(root.followScan);
        }
    }
}
