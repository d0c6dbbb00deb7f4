import QtQuick

// How wide the longest word of a text is: nothing narrower may hold it.
FontMetrics {
    id: root

    property string text: ""

    readonly property int natural: {
        let widest = 0;
        for (const word of text.split(/[ \u00ad]/))
            widest = Math.max(widest, advanceWidth(word));
        // The font is named so that this is measured anew when it changes.
        const hyphen = text.includes("\u00ad") ? advanceWidth("-") : 0;
        // A laid-out Arabic word is up to 2 % wider than its measure.
        return font.pixelSize > 0 ? Math.ceil(widest * 1.025 + hyphen) + 2 : 0;
    }
}
