pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme

// A tile that opens something: a service, a life event, a language.
Pressable {
    id: root

    required property var card
    property bool compact: false

    part: card.part
    padding: Theme.mm(compact ? 3 : 5)
    leftPadding: Theme.mm(5)
    rightPadding: Theme.mm(compact ? 3 : 5)
    onActivated: page.activate(part)
    Accessible.name: card.text ? card.title.name + " " + card.text.name : card.title.name

    background: Plate {
        held: root.down
    }
    contentItem: RowLayout {
        spacing: Theme.mm(4)

        Rectangle {
            Layout.alignment: root.card.text ? Qt.AlignTop : Qt.AlignVCenter
            visible: root.card.picture !== ""
            implicitWidth: root.compact ? sign.width : Math.round(Theme.body * 2.3)
            implicitHeight: implicitWidth
            radius: Theme.radius
            color: root.compact ? "transparent" : Theme.bar

            Pictogram {
                id: sign

                anchors.centerIn: parent
                name: root.card.picture
                side: Math.round(Theme.body * (root.compact ? 1.2 : 1.6))
                stroke: root.compact ? 2 : 1.6
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter
            spacing: Theme.mm(1)

            SpokenText {
                Layout.fillWidth: true
                page: root.page
                phrase: root.card.title
                within: true
                strong: true
            }
            Loader {
                Layout.fillWidth: true
                active: !!root.card.text
                visible: active

                sourceComponent: SpokenText {
                    page: root.page
                    phrase: root.card.text
                    within: true
                    size: Theme.caption
                }
            }
        }
        Pictogram {
            Layout.alignment: Qt.AlignVCenter
            name: "chevron-right"
            side: Math.round(Theme.body * 1.1)
        }
    }
}
