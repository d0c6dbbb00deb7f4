import QtQuick

// How wide the longest word of a text is: nothing narrower may hold it.
FontMetrics {
    id: root

    property string text: ""

    readonly property int natural: {
        let widest = 0;
        for (const word of text.split(" "))
            widest = Math.max(widest, advanceWidth(word));
        // The font is named so that this is measured anew when it changes.
        return font.pixelSize > 0 ? Math.ceil(widest) + 2 : 0;
    }
}
