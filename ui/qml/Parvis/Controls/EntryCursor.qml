import QtQuick
import Parvis.Theme

// Steady, and wide enough to find: what blinks is harder to look at, and to look away from.
Rectangle {
    property bool shown: false

    width: Math.max(2, Theme.mm(0.6))
    visible: shown
    color: Theme.accent
}
