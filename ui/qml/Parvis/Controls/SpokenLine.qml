import QtQuick

// A SpokenText that knows how wide it would be on one line, whatever width it has now.
SpokenText {
    id: root

    readonly property int natural: Math.ceil(Math.max(metrics.advanceWidth, metrics.boundingRect.width) + size * 0.25)

    TextMetrics {
        id: metrics

        font: root.font
        text: root.text
    }
}
