import QtQuick
import Parvis.Theme

// A SpokenText that knows how wide it would be on one line, whatever width it has now.
SpokenText {
    id: root

    readonly property int natural: Math.ceil(metrics.advanceWidth) + Theme.mm(1)

    TextMetrics {
        id: metrics

        font: root.font
        text: root.text
    }
}
