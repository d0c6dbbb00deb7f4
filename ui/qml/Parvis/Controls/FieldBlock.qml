import QtQuick
import Parvis.ViewModels

// A typed answer.
Item {
    id: root

    required property PageViewModel page
    required property var block

    implicitHeight: entry.implicitHeight

    EntryField {
        id: entry

        width: parent.width
        page: root.page
        field: root.block
    }
}
