import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// White paper to draw on with a finger; always white, whatever the palette: it is what will be sent.
Item {
    id: root

    required property PageViewModel page
    required property var block

    // What the finger draws now: x and y in turn, as shares of the width.
    property var going: []
    property int begun: -1

    readonly property int room: Math.round(Theme.pageHeight * (Theme.low ? 0.36 : 0.45))
    readonly property int wide: Math.min(width, Math.round(room / block.height))

    function add(x: real, y: real): void {
        const least = Theme.mm(0.4) / paper.width;
        const from = going.length;
        const at = [x / paper.width, y / paper.width];
        if (from > 0 && Math.abs(going[from - 2] - at[0]) < least && Math.abs(going[from - 1] - at[1]) < least)
            return;
        going = going.concat(at);
        canvas.requestPaint();
    }

    implicitHeight: label.height + Theme.mm(2) + paper.height
    onBlockChanged: {
        going = [];
        canvas.requestPaint();
    }

    SpokenText {
        id: label

        width: parent.width
        page: root.page
        phrase: root.block.label
        strong: true
    }

    Rectangle {
        id: paper

        objectName: root.block.part
        y: label.height + Theme.mm(2)
        anchors.horizontalCenter: parent.horizontalCenter
        width: root.wide
        height: Math.round(root.wide * root.block.height)
        color: "white"
        border.color: Theme.ink
        border.width: Theme.emphasis
        Accessible.role: Accessible.Graphic
        Accessible.name: root.block.label.name

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: Math.round(parent.height * 0.74)
            width: Math.round(parent.width * 0.84)
            height: Theme.outline
            color: "#767676"
        }

        Canvas {
            id: canvas

            anchors.fill: parent
            onWidthChanged: requestPaint()
            onPaint: {
                const context = getContext("2d");
                context.reset();
                context.scale(width / 1000, width / 1000);
                context.lineWidth = 6;
                context.lineCap = "round";
                context.lineJoin = "round";
                context.strokeStyle = "black";
                if (root.block.ink !== "") {
                    context.path = root.block.ink;
                    context.stroke();
                }
                const points = root.going;
                if (points.length === 0)
                    return;
                context.beginPath();
                context.moveTo(points[0] * 1000, points[1] * 1000);
                for (let at = 0; at < points.length; at += 2)
                    context.lineTo(points[at] * 1000, points[at + 1] * 1000);
                context.stroke();
            }
        }

        MouseArea {
            // Whoever cannot draw writes their name instead: the page has a button for it.
            readonly property bool alternative: true

            anchors.fill: parent
            preventStealing: true
            onPressed: mouse => {
                root.begun = root.page.turn;
                root.going = [];
                root.add(mouse.x, mouse.y);
            }
            onPositionChanged: mouse => {
                if (root.begun === root.page.turn)
                    root.add(mouse.x, mouse.y);
            }
            onCanceled: root.going = []
            onReleased: {
                if (root.begun === root.page.turn)
                    root.page.draw(root.block.part, root.going);
                root.begun = -1;
            }
        }
    }
}
