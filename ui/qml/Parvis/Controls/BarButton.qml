pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme

// One of the small buttons at the foot of every page: a pictogram over its word, or alone where there is little room.
Pressable {
    id: root

    required property var deed
    required property bool alone

    readonly property bool danger: deed.style === "danger"
    readonly property color tint: danger ? Theme.error : Theme.ink

    part: deed.part
    topPadding: Theme.mm(Theme.tall ? 2 : 1.2)
    bottomPadding: Theme.mm(Theme.tall ? 1.6 : 0.8)
    leftPadding: Theme.mm(1)
    rightPadding: Theme.mm(1)
    onActivated: page.activate(part)
    Accessible.name: deed.label.name
    Accessible.checkable: deed.toggle
    Accessible.checked: deed.on

    background: Plate {
        held: root.down
        chosen: root.deed.on
        ground: Theme.raised
        edge: root.danger ? Theme.error : Theme.line
    }
    contentItem: Item {
        implicitWidth: Theme.touch
        implicitHeight: column.implicitHeight

        Column {
            id: column

            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            spacing: Theme.mm(Theme.tall ? 0.6 : 0)

            Pictogram {
                anchors.horizontalCenter: parent.horizontalCenter
                name: root.deed.picture
                tint: root.tint
                side: root.alone ? Theme.mm(8.5) : Math.round(Theme.label * 1.35)
            }
            SpokenText {
                visible: !root.alone
                width: parent.width
                page: root.page
                phrase: root.deed.label
                within: true
                size: Theme.label
                strong: root.deed.on || root.danger
                color: root.tint
                horizontalAlignment: TextEdit.AlignHCenter
            }
        }
    }
}
