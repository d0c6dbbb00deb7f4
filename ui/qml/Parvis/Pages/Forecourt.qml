import QtQuick
import Parvis.Theme

// Paving under the covers and the first screen. It is left out where every line must be black or white.
Image {
    property bool wanted: false

    readonly property bool shown: wanted && Theme.hairline !== Theme.ink

    visible: shown
    source: shown ? "image://paving/" + Theme.hairline.toString().slice(-6) + "/" + Theme.mm(Theme.tall ? 15 : 9) : ""
    sourceSize: Qt.size(width, height)
    Accessible.ignored: true
}
