pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// A line or box to type in, under its label, with the keys that its kind of answer needs.
Item {
    id: root

    required property PageViewModel page
    required property var field

    readonly property bool latinKeys: field.latin || ["name", "email", "phone", "code"].includes(field.kind)

    // Nothing narrower holds the label without breaking a word.
    readonly property int least: word.natural

    implicitHeight: entry.y + entry.height

    LongestWord {
        id: word

        font: label.font
        text: root.field.label.text
    }

    SpokenText {
        id: label

        width: parent.width
        page: root.page
        phrase: root.field.label
        within: true
        strong: true
    }

    Loader {
        id: entry

        // The focus ring stays clear of the label.
        y: label.height + Theme.ringGap + Theme.ring + Theme.mm(0.8)
        width: parent.width
        sourceComponent: root.field.kind === "multiline" ? box : line
    }

    Component {
        id: line

        EntryLine {
            page: root.page
            field: root.field
            latinKeys: root.latinKeys
            labelHeight: entry.y
        }
    }

    Component {
        id: box

        EntryBox {
            page: root.page
            field: root.field
            latinKeys: root.latinKeys
            labelHeight: entry.y
        }
    }
}
