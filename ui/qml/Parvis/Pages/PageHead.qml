import QtQuick
import Parvis.Theme
import Parvis.ViewModels

// Whose counter, where am I, how far along.
Item {
    id: root

    required property PageViewModel page
    required property int column

    implicitHeight: progress.visible ? progress.y + progress.height : bar.height

    TopBar {
        id: bar

        width: parent.width
        page: root.page
    }

    ProgressLine {
        id: progress

        x: Math.round((parent.width - width) / 2)
        y: bar.height + Theme.mm(Theme.narrow ? 2 : 3)
        width: root.column
        page: root.page
    }
}
