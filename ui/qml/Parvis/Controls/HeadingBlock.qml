import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// The page's one question or title, or a section's.
Item {
    id: root

    required property PageViewModel page
    required property var block
    property bool large: false

    readonly property bool section: block.level > 1

    implicitHeight: text.height + text.y
    Accessible.role: Accessible.Heading
    Accessible.name: block.phrase.name

    SpokenText {
        id: text

        y: root.section ? Theme.mm(3) : 0
        width: parent.width
        page: root.page
        phrase: root.block.phrase
        room: root.width
        within: true
        strong: true
        size: root.section ? Theme.body : root.large ? Theme.display : Theme.heading
    }
}
