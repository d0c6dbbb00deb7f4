pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Running text; notices, warnings, errors and successes stand in a frame with a sign of their own.
Item {
    id: root

    required property PageViewModel page
    required property var block

    readonly property bool error: block.tone === "error"
    // Whether the focus came here from a control that was pressed by a key.
    property bool keyed: false

    // What is wrong comes into view and takes the focus: the next thing after it is what to mend.
    function present(): void {
        const before = Window.activeFocusItem as Pressable;
        keyed = before !== null && before.visualFocus;
        forceActiveFocus(Qt.OtherFocusReason);
        Accessible.announce(block.phrase.name, Accessible.Assertive);
    }

    readonly property bool framed: ["notice", "warning", "error", "success"].includes(block.tone)
    readonly property int inset: framed ? Theme.mm(4) : 0
    // Its longest word, or telephone number, comes before its sign.
    readonly property bool roomForSign: longest.natural <= width - inset - picture.anchors.leftMargin - picture.side - Theme.mm(3)
    readonly property string sign: {
        if (block.picture !== "")
            return block.picture;
        switch (block.tone) {
        case "error":
            return "circle-alert";
        case "warning":
            return "triangle-alert";
        case "success":
            return "circle-check";
        case "notice":
            return "info";
        }
        return "";
    }
    readonly property color tint: {
        switch (block.tone) {
        case "error":
            return Theme.error;
        case "warning":
            return Theme.warning;
        case "success":
            return Theme.success;
        }
        return framed ? Theme.line : Theme.ink;
    }
    readonly property color wash: {
        switch (block.tone) {
        case "error":
            return Theme.errorWash;
        case "warning":
            return Theme.warningWash;
        case "success":
            return Theme.successWash;
        }
        return Theme.noticeWash;
    }

    implicitHeight: Math.max(text.height, picture.visible ? picture.height : 0) + 2 * inset
    Accessible.role: Accessible.AlertMessage
    Accessible.name: block.phrase.name
    Accessible.ignored: !error
    Accessible.focusable: error

    Connections {
        target: root.page
        enabled: root.error

        function onRefused() {
            root.present();
        }
    }

    FocusRing {
        visible: root.activeFocus && root.keyed
    }

    Rectangle {
        anchors.fill: parent
        visible: root.framed
        radius: Theme.radius
        color: root.wash
        border.color: root.tint
        border.width: Theme.outline

        Rectangle {
            anchors.left: parent.left
            width: Theme.mm(1.8)
            height: parent.height
            radius: Theme.radius
            color: root.tint
        }
    }

    LongestWord {
        id: longest

        font: text.font
        text: root.block.phrase.text
    }

    Pictogram {
        id: picture

        visible: name !== "" && root.roomForSign
        anchors.left: parent.left
        anchors.leftMargin: root.framed ? root.inset + Theme.mm(1.5) : 0
        y: root.inset
        name: root.sign
        tint: root.framed ? root.tint : Theme.ink
        side: Math.round(Theme.body * 1.36)
    }

    SpokenText {
        id: text

        anchors.left: picture.visible ? picture.right : parent.left
        anchors.leftMargin: picture.visible ? Theme.mm(3) : root.inset
        anchors.right: parent.right
        anchors.rightMargin: root.inset
        y: root.inset
        page: root.page
        phrase: root.block.phrase
        room: root.width - 2 * root.inset
        within: root.error
        strong: root.error
    }
}
