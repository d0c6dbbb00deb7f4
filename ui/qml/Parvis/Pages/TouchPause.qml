import QtQuick
import Parvis.ViewModels

// Takes every touch for a moment after a page is turned, so that a finger still down means nothing here (own-6).
MouseArea {
    id: root

    required property PageViewModel page
    required property int milliseconds

    enabled: pause.running
    visible: enabled
    preventStealing: true
    Accessible.ignored: true

    Connections {
        target: root.page

        function onTurned() {
            if (root.milliseconds > 0)
                pause.restart();
        }
    }

    Timer {
        id: pause

        interval: root.milliseconds
    }
}
