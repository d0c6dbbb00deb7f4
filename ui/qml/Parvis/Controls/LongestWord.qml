import QtQuick

// How wide the longest word of a text is: nothing narrower may hold it.
FontMetrics {
    id: root

    property string text: ""

    readonly property int natural: {
        let widest = 0;
        // Named so that a change of font counts as a change of width.
        const face = font.pixelSize > 0;
        for (const word of text.split(" "))
            widest = Math.max(widest, face ? advanceWidth(word) : 0);
        return Math.ceil(widest) + 2;
    }
}
