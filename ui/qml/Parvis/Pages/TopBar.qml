import QtQuick
import QtQuick.Layouts
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// Whose counter, where am I. Nothing to touch up here.
Rectangle {
    id: root

    required property PageViewModel page

    readonly property bool quiet: page.mark.text !== "" || page.status.text !== ""

    implicitHeight: rows.height + 2 * Theme.mm(3)
    color: Theme.bar

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.outline
        color: Theme.hairline
    }

    GridLayout {
        id: rows

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.edge
        anchors.rightMargin: Theme.edge
        y: Theme.mm(3)
        columns: Theme.narrow ? 2 : 3
        columnSpacing: Theme.mm(3)
        rowSpacing: Theme.mm(0.5)

        Image {
            Layout.rowSpan: Theme.narrow && root.page.title.text !== "" ? 2 : 1
            Layout.alignment: Qt.AlignVCenter
            source: "image://logo/town"
            sourceSize.height: Theme.mm(11)
            Accessible.ignored: true
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter
            spacing: 0

            SpokenText {
                Layout.fillWidth: true
                visible: root.page.town.text !== ""
                page: root.page
                phrase: root.page.town
                size: Theme.caption
                strong: true
            }
            SpokenText {
                Layout.fillWidth: true
                visible: root.page.mark.text !== ""
                page: root.page
                phrase: root.page.mark
                size: Theme.caption
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter
            spacing: 0

            SpokenText {
                Layout.fillWidth: true
                visible: root.page.title.text !== ""
                page: root.page
                phrase: root.page.title
                size: Theme.caption
                horizontalAlignment: Theme.narrow ? TextEdit.AlignLeft : TextEdit.AlignRight
            }
            SpokenText {
                Layout.fillWidth: true
                visible: root.page.status.text !== ""
                page: root.page
                phrase: root.page.status
                size: Theme.caption
                horizontalAlignment: Theme.narrow ? TextEdit.AlignLeft : TextEdit.AlignRight
            }
        }
    }
}
