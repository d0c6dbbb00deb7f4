import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The page's blocks: one column, or the opening beside the rest. A new page comes in from the side one goes to.
Item {
    id: root

    required property PageViewModel page
    property bool beside: false
    property bool large: false

    function enter(forwards: bool): void {
        entrance.complete();
        if (!Theme.motion)
            return;
        slide.from = (forwards !== page.rightToLeft ? 1 : -1) * Theme.mm(14);
        entrance.restart();
    }

    height: beside ? Math.max(lead.height, rest.height) : rest.y + rest.height

    transform: Translate {
        id: shift
    }

    BlockList {
        id: lead

        anchors.left: parent.left
        width: root.beside ? Math.round(root.width * 0.4) : root.width
        page: root.page
        rows: root.page.lead
        large: root.large
    }

    BlockList {
        id: rest

        anchors.right: parent.right
        y: root.beside || lead.height === 0 ? 0 : lead.height + (height > 0 ? Theme.rhythm : 0)
        width: root.beside ? root.width - lead.width - 2 * Theme.rhythm : root.width
        page: root.page
        rows: root.page.blocks
        large: root.large
    }

    ParallelAnimation {
        id: entrance

        NumberAnimation {
            id: slide

            target: shift
            property: "x"
            to: 0
            duration: Theme.turnTime
            easing.type: Easing.OutCubic
        }
        NumberAnimation {
            target: root
            property: "opacity"
            from: 0.4
            to: 1
            duration: Theme.turnTime
            easing.type: Easing.OutCubic
        }
    }
}
