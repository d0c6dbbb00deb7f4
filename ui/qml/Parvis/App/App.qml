pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Window
import Parvis.Keyboard
import Parvis.Pages
import Parvis.Theme
import Parvis.ViewModels

// The window: a page, the keyboard that rises over it, and the pause after a page is turned.
Window {
    id: root

    required property PageViewModel page
    required property int touchPause

    color: Theme.paper
    title: page.town.name
    onFrameSwapped: {
        if (!page.settled)
            page.framed();
    }

    Signboard {
        width: parent.width
        height: root.height - sheet.height
        page: root.page
    }

    Item {
        id: sheet

        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.pageHeight
        LayoutMirroring.enabled: root.page.rightToLeft
        LayoutMirroring.childrenInherit: true
        // Enter, where nothing has the focus.
        Keys.onReturnPressed: root.page.ears.confirm()
        Keys.onEnterPressed: root.page.ears.confirm()

        PageView {
            id: view

            anchors.fill: parent
            focus: true
            page: root.page
            covered: keyboard.active ? keyboard.height : 0
            typed: keyboard.field
        }
    }

    KeyboardPanel {
        id: keyboard

        page: root.page
        width: root.width
        foot: root.height - view.kept
        onForsaken: view.forceActiveFocus(Qt.OtherFocusReason)
    }

    ScanFrame {
        anchors.fill: parent
        z: 50
        highlight: root.page.highlight
    }

    TouchPause {
        anchors.fill: parent
        z: 100
        page: root.page
        milliseconds: root.touchPause
    }

    Ears {
        anchors.fill: parent
        z: 99
        page: root.page
        glass: root.contentItem
    }

    Curtain {
        anchors.fill: parent
        z: 110
        page: root.page
    }
}
