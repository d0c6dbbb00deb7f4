pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme

// A button of the page in one of four weights: the one next thing, another way, a quiet link, or the end.
Pressable {
    id: root

    required property var deed
    property int size: Theme.body
    property bool centred: true
    property bool iconAfter: false
    // The pictogram without its word, which assistive technology still hears.
    property bool alone: false

    readonly property bool primary: deed.style === "primary"
    readonly property bool quiet: deed.style === "quiet"
    readonly property bool danger: deed.style === "danger"
    readonly property color tint: {
        if (primary)
            return deed.ready ? Theme.accentInk : Theme.unreadyInk;
        return danger ? Theme.error : Theme.ink;
    }

    readonly property bool pictured: deed.picture !== "" || deed.on
    readonly property int side: Math.round(Math.min(size * 1.15, alone ? Theme.touch * 0.62 : size * 1.15))
    readonly property int words: Math.ceil(Math.max(metrics.advanceWidth, metrics.boundingRect.width) + size * 0.25)
    readonly property int natural: alone ? side : words + (pictured ? side + line.spacing : 0)
    // The narrowest it can be without breaking a word: its longest word, and no pictogram.
    readonly property int tightest: longest.natural + leftPadding + rightPadding

    // Its height on so many lines, without laying it out.
    function heightOf(lines: int): real {
        return Math.max(Theme.touch, lines * size * (deed.label.arabic ? 1.65 : 1.4) + topPadding + bottomPadding);
    }

    part: deed.part
    // Measured, not asked of the layout: a wrapping text's natural width depends on the width it is given.
    implicitWidth: Math.max(Theme.touch, natural + leftPadding + rightPadding)
    topPadding: Theme.mm(2.4)
    bottomPadding: Theme.mm(2.4)
    leftPadding: quiet || alone ? Theme.mm(1.5) : Theme.mm(Theme.narrow ? 3 : 5)
    rightPadding: leftPadding
    onActivated: page.activate(part)
    Accessible.name: deed.label.name
    Accessible.checkable: deed.toggle
    Accessible.checked: deed.on

    TextMetrics {
        id: metrics

        font: label.font
        text: root.deed.label.text
    }

    LongestWord {
        id: longest

        font: label.font
        text: root.deed.label.text
    }

    background: Plate {
        held: root.down && !(root.primary && root.deed.ready)
        chosen: root.deed.on
        visible: !root.quiet || root.down
        color: {
            if (root.primary && root.deed.ready)
                return root.down ? Qt.darker(Theme.accent, 1.35) : Theme.accent;
            if (root.down)
                return Theme.pressed;
            if (root.deed.on)
                return Theme.accentWash;
            return root.primary ? Theme.unready : Theme.raised;
        }
        edge: root.danger ? Theme.error : root.primary && root.deed.ready ? Theme.accent : Theme.line
    }
    contentItem: Item {
        implicitHeight: line.implicitHeight

        RowLayout {
            id: line

            anchors.horizontalCenter: root.centred ? parent.horizontalCenter : undefined
            anchors.left: root.centred ? undefined : parent.left
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(parent.width, root.natural)
            spacing: Theme.mm(2.5)

            readonly property bool roomy: root.alone || root.width >= root.tightest + root.side + spacing

            Pictogram {
                Layout.alignment: Qt.AlignVCenter
                visible: name !== "" && !root.iconAfter && line.roomy
                name: root.deed.on ? "circle-check" : root.deed.picture
                tint: root.tint
                side: root.side
            }
            SpokenText {
                id: label

                visible: !root.alone
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignVCenter
                page: root.page
                phrase: root.deed.label
                within: true
                size: root.size
                strong: root.primary || root.danger || root.deed.on
                color: root.tint
                underlined: root.quiet
                horizontalAlignment: root.centred && root.width < root.implicitWidth ? TextEdit.AlignHCenter : TextEdit.AlignLeft
            }
            Pictogram {
                Layout.alignment: Qt.AlignVCenter
                visible: name !== "" && root.iconAfter && line.roomy
                name: root.deed.picture
                tint: root.tint
                side: root.side
            }
        }
    }
}
