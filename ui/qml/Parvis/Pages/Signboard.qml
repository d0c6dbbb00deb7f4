import QtQuick
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// What stands above a page that was brought down within reach: whose counter this is, on quiet ground.
Rectangle {
    id: root

    required property PageViewModel page

    visible: height > 0
    color: Theme.bar

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.edge
        spacing: Theme.mm(8)

        Image {
            anchors.horizontalCenter: parent.horizontalCenter
            source: root.visible ? "image://logo/town" : ""
            sourceSize.height: Math.min(Theme.mm(45), Math.round(root.height * 0.35))
            Accessible.ignored: true
        }
        SpokenText {
            width: parent.width
            page: root.page
            phrase: root.page.town
            // The bar at the top of the page says it.
            within: true
            size: Theme.display
            horizontalAlignment: TextEdit.AlignHCenter
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.outline
        color: Theme.line
    }
}
