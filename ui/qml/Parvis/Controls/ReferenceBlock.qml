import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The nine digits to keep, large, on a ticket of their own.
Rectangle {
    id: root

    required property PageViewModel page
    required property var block

    readonly property int inset: Theme.mm(5)

    implicitHeight: number.y + number.height + inset
    radius: Theme.radius
    color: Theme.raised
    border.color: Theme.ink
    border.width: Theme.emphasis

    SpokenText {
        id: label

        x: root.inset
        y: root.inset
        width: parent.width - 2 * root.inset
        page: root.page
        phrase: root.block.label
    }

    SpokenText {
        id: number

        x: root.inset
        y: label.y + label.height + Theme.mm(1)
        width: parent.width - 2 * root.inset
        page: root.page
        phrase: root.block.phrase
        size: Theme.display
        strong: true
    }
}
