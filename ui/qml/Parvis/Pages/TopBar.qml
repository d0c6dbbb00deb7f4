import QtQuick
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// Whose counter, where am I. Nothing to touch up here.
Rectangle {
    id: root

    required property PageViewModel page

    readonly property int air: Theme.mm(Theme.tall ? 3.5 : Theme.narrow ? 1.2 : 2)
    readonly property int chip: mark.text === "" ? 0 : mark.natural + 2 * Theme.mm(2) + names.spacing
    readonly property bool stacked: town.natural + chip + title.natural + logo.width + 2 * Theme.mm(5) + 2 * Theme.edge > width

    implicitHeight: Math.max(logo.height, texts.height) + 2 * air
    color: Theme.bar

    component Line: SpokenLine {
        size: Theme.narrow ? Theme.label : Theme.caption
        visible: text !== ""
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.outline
        color: Theme.hairline
    }

    Image {
        id: logo

        anchors.left: parent.left
        anchors.leftMargin: Theme.edge
        anchors.verticalCenter: parent.verticalCenter
        source: "image://logo/town"
        sourceSize.height: Theme.mm(Theme.tall ? 13 : 9)
        Accessible.ignored: true
    }

    Item {
        id: texts

        anchors.left: logo.right
        anchors.leftMargin: Theme.mm(3)
        anchors.right: parent.right
        anchors.rightMargin: Theme.edge
        anchors.verticalCenter: parent.verticalCenter
        height: main + (status.text === "" ? 0 : status.height)

        readonly property int main: root.stacked && title.text !== "" ? title.y + title.height : names.height

        Flow {
            id: names

            anchors.left: parent.left
            width: root.stacked ? parent.width : Math.min(parent.width, town.natural + root.chip)
            spacing: Theme.mm(3)

            Line {
                id: town

                width: Math.min(natural, texts.width)
                page: root.page
                phrase: root.page.town
                strong: true
            }
            Rectangle {
                visible: mark.text !== ""
                width: mark.width + 2 * Theme.mm(2)
                height: mark.height
                radius: Theme.mm(1)
                color: "transparent"
                border.color: Theme.line
                border.width: Theme.outline

                Line {
                    id: mark

                    x: Theme.mm(2)
                    width: Math.min(natural, texts.width - 2 * Theme.mm(2))
                    page: root.page
                    phrase: root.page.mark
                }
            }
        }

        Line {
            id: title

            x: root.stacked || root.page.rightToLeft ? 0 : parent.width - width
            y: root.stacked ? names.height : 0
            width: root.stacked ? parent.width : Math.min(natural, parent.width - names.width)
            page: root.page
            phrase: root.page.title
        }

        Pictogram {
            id: sign

            name: status.text === "" ? "" : "cloud-off"
            anchors.left: parent.left
            anchors.verticalCenter: status.verticalCenter
            side: Math.round(status.size * 1.2)
            tint: Theme.ink
        }
        Line {
            id: status

            anchors.left: sign.right
            anchors.leftMargin: Theme.mm(1.5)
            anchors.right: parent.right
            y: texts.main
            page: root.page
            phrase: root.page.status
        }
    }
}
