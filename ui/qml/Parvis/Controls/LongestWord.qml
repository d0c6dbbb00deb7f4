import QtQuick
import Parvis.Theme

// How wide the longest word of a text is: nothing narrower may hold it.
QtObject {
    required property font font
    required property string text

    readonly property int natural: {
        const words = text.split(/[ \u00ad]/);
        const widest = Theme.settings.widest(words, font);
        const hyphen = text.includes("\u00ad") ? Theme.settings.widest(["-"], font) : 0;
        // A laid-out Arabic word is up to 2 % wider than its measure.
        return Math.ceil(widest * 1.025 + hyphen) + 2;
    }
}
