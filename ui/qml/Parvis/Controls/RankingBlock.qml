pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Things to put in order. A row that moves takes the focus with it, and keeps a mark until another one moves.
Column {
    id: root

    required property PageViewModel page
    required property var block

    property string pressed: ""
    property bool byKey: false

    function remember(button: Pressable): void {
        pressed = button.part;
        byKey = button.visualFocus;
    }

    function follow(): void {
        if (!byKey)
            return;
        for (let index = 0; index < rows.count; index++) {
            const row = rows.itemAt(index) as RankRow;
            if (row && (row.row.up.part === pressed || row.row.down.part === pressed))
                row.focusButton(pressed);
        }
        byKey = false;
    }

    spacing: Theme.gap
    onBlockChanged: Qt.callLater(follow)
    Accessible.role: Accessible.List
    Accessible.name: block.legend.name

    Repeater {
        id: rows

        model: root.block.rows.length

        RankRow {
            id: row

            required property int index

            width: root.width
            page: root.page
            row: root.block.rows[index]
            moved: row.row.up.part === root.pressed || row.row.down.part === root.pressed

            Connections {
                target: row.up

                function onPressed() {
                    root.remember(row.up);
                }
            }
            Connections {
                target: row.down

                function onPressed() {
                    root.remember(row.down);
                }
            }
        }
    }

    Item {
        width: root.width
        implicitHeight: confirm.implicitHeight + Theme.gap

        ActionButton {
            id: confirm

            anchors.left: parent.left
            y: Theme.gap
            width: Math.min(parent.width, implicitWidth)
            page: root.page
            deed: root.block.confirm
            Accessible.role: Accessible.CheckBox
        }
    }
}
