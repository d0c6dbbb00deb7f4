pragma ComponentBehavior: Bound
import QtQuick
import Parvis.ViewModels

// Touch by ear: what is under a finger is reported and does not act. On the first screen a finger that stays is heard.
Item {
    id: root

    required property PageViewModel page
    // What is touched: the page and the keyboard.
    required property Item glass

    // The smallest thing with a name at a point of `item`, topmost first: a control, else a text.
    function hit(item: var, x: real, y: real): var {
        const children = Array.from(item.children).sort((one, other) => one.z - other.z);
        for (let index = children.length - 1; index >= 0; --index) {
            const child = children[index];
            if (!child.visible || child.opacity === 0)
                continue;
            const point = item.mapToItem(child, x, y);
            const inside = point.x >= 0 && point.y >= 0 && point.x < child.width && point.y < child.height;
            if (child.clip && !inside)
                continue;
            const whole = child.click !== undefined || child.cursorPosition !== undefined && !child.readOnly;
            const found = whole ? null : hit(child, point.x, point.y);
            if (found)
                return found;
            if (inside && name(child) !== "")
                return child;
        }
        return null;
    }

    function name(item: var): string {
        return item.objectName || (item.phrase ? item.phrase.part : "");
    }

    function find(item: var, part: string): var {
        for (const child of item.children) {
            if (!child.visible)
                continue;
            if (child.objectName === part)
                return child;
            const found = find(child, part);
            if (found)
                return found;
        }
        return null;
    }

    function spoken(item: var): string {
        return item.objectName !== "" && item.Accessible ? item.Accessible.name : "";
    }

    Connections {
        target: root.page.ears

        function onPressed(part: string): void {
            const item = root.find(root.glass, part);
            if (!item || !item.enabled)
                return;
            if (item.click !== undefined) {
                item.meant = true;
                item.click();
            } else
                item.forceActiveFocus(Qt.MouseFocusReason);
        }
    }

    PointHandler {
        id: finger

        enabled: root.page.ears.waits
        onActiveChanged: {
            if (active)
                hold.restart();
            else
                hold.stop();
        }
    }

    Timer {
        id: hold

        interval: root.page.ears.holdTime
        onTriggered: root.page.ears.held()
    }

    MouseArea {
        id: touch

        property var under: null
        property real last: 0

        function look(x: real, y: real): void {
            under = root.hit(root.glass, x, y);
        }

        anchors.fill: parent
        enabled: root.page.ears.byEar
        visible: enabled
        preventStealing: true
        Accessible.ignored: true
        onPressed: mouse => {
            look(mouse.x, mouse.y);
            root.page.ears.press(under ? root.name(under) : "", under ? root.spoken(under) : "");
        }
        onPositionChanged: mouse => {
            // A finger is never quite still, and looking costs.
            if (Date.now() - last < 40)
                return;
            last = Date.now();
            look(mouse.x, mouse.y);
            root.page.ears.move(under ? root.name(under) : "", under ? root.spoken(under) : "");
        }
        onReleased: root.page.ears.lift()
        onCanceled: root.page.ears.lift()
    }
}
