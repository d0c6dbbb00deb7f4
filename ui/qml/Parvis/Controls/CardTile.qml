pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Parvis.Theme

// A tile that opens something: a service, a life event, a language.
Pressable {
    id: root

    required property var card
    property bool compact: false

    readonly property bool signed: card.picture !== ""
    readonly property int signSide: compact ? sign.side : Math.round(Theme.body * 2.3)
    readonly property int bare: Math.max(longest.natural, longestSmall.natural) + leftPadding + rightPadding
    readonly property bool roomForSign: width >= least

    least: bare + (signed ? signSide + line.spacing : 0)

    part: card.part
    padding: Theme.mm(compact ? 3 : 5)
    leftPadding: Theme.mm(compact && page.rightToLeft ? 3 : 5)
    rightPadding: Theme.mm(compact && !page.rightToLeft ? 3 : 5)
    onActivated: page.activate(part)
    Accessible.name: card.text ? card.title.name + " " + card.text.name : card.title.name

    LongestWord {
        id: longest

        font: title.font
        text: root.card.title.text
    }

    LongestWord {
        id: longestSmall

        font: Theme.type(root.card.title.arabic, Theme.caption, Font.Normal, false)
        text: root.card.text?.text ?? ""
    }

    background: Plate {
        held: root.down
    }
    contentItem: RowLayout {
        id: line

        spacing: Theme.mm(4)

        Rectangle {
            Layout.alignment: root.card.text ? Qt.AlignTop : Qt.AlignVCenter
            visible: root.signed && root.roomForSign
            implicitWidth: root.signSide
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
                id: title

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
            id: onward

            Layout.alignment: Qt.AlignVCenter
            visible: !root.compact && root.width >= root.least + side + line.spacing
            name: "chevron-right"
            side: Math.round(Theme.body * 1.1)
        }
    }
}
