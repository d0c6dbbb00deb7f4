pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The exact list for this person.
Column {
    id: root

    required property PageViewModel page
    required property var block

    spacing: Theme.mm(4)
    Accessible.role: Accessible.List

    Repeater {
        model: root.page.settled ? root.block.documents.length : root.page.firstRows(root.block.documents.length)

        DocumentCard {
            required property int index

            width: root.width
            page: root.page
            document: root.block.documents[index]
        }
    }
}
