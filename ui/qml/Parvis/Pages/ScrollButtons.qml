import QtQuick
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// Further up, further down.
Row {
    id: root

    required property PageViewModel page
    required property ScrollArea area

    spacing: Theme.gap

    component Arrow: Pressable {
        id: arrow

        property string picture
        property bool open: true

        width: Theme.touch
        Accessible.name: arrow.text

        background: Plate {
            held: arrow.down
            ground: Theme.paper
            edge: arrow.open ? Theme.ink : Theme.line
        }
        contentItem: Item {
            Pictogram {
                anchors.centerIn: parent
                name: arrow.picture
                tint: arrow.open ? Theme.ink : Theme.line
                side: Theme.mm(9)
            }
        }
    }

    Arrow {
        height: root.height
        page: root.page
        part: "scroll-up"
        text: root.page.words.up
        picture: "chevron-up"
        open: root.area.above
        onActivated: root.area.step(-1)
    }
    Arrow {
        height: root.height
        page: root.page
        part: "scroll-down"
        text: root.page.words.down
        picture: "chevron-down"
        open: root.area.below
        onActivated: root.area.step(1)
    }
}
