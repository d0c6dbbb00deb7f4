pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme
import Parvis.ViewModels

// A document to bring: its picture, what it must be, where it comes from, and whether the person has it.
Rectangle {
    id: root

    required property PageViewModel page
    required property var document

    readonly property int inset: Theme.mm(5)
    readonly property int pictureSide: Math.round(Theme.body * 2.6)
    readonly property bool roomy: width > 16 * Theme.body

    objectName: document.part
    implicitHeight: column.implicitHeight + 2 * inset
    radius: Theme.radius
    color: document.have.on ? Theme.accentWash : Theme.raised
    border.color: document.have.on ? Theme.accent : Theme.hairline
    border.width: document.have.on ? Theme.emphasis : Theme.outline
    Accessible.role: Accessible.ListItem
    Accessible.name: document.title.name

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: root.inset
        spacing: Theme.mm(4)

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(4)

            Rectangle {
                Layout.alignment: Qt.AlignTop
                implicitWidth: root.pictureSide
                implicitHeight: root.pictureSide
                visible: root.document.picture !== "" && root.roomy
                radius: Theme.radius
                color: Theme.bar

                Pictogram {
                    anchors.centerIn: parent
                    name: root.document.picture
                    side: Math.round(root.pictureSide * 0.68)
                    stroke: 1.5
                }
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.mm(1)

                SpokenText {
                    Layout.fillWidth: true
                    page: root.page
                    phrase: root.document.title
                    strong: true
                }
                SpokenText {
                    Layout.fillWidth: true
                    page: root.page
                    phrase: root.document.form
                }
                Loader {
                    Layout.fillWidth: true
                    active: !!root.document.where
                    visible: active

                    sourceComponent: SpokenText {
                        page: root.page
                        phrase: root.document.where
                    }
                }
            }
        }
        GridLayout {
            Layout.fillWidth: true
            columns: root.roomy ? 2 : 1
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true

            ActionButton {
                Layout.fillWidth: true
                Layout.fillHeight: true
                page: root.page
                deed: root.document.have
            }
            ActionButton {
                Layout.fillWidth: true
                Layout.fillHeight: true
                page: root.page
                deed: root.document.notYet
            }
        }
    }
}
