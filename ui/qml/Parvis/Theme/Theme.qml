pragma Singleton
import QtQuick
import Parvis.ViewModels

// Every size, colour and duration that the view uses. Lengths are millimetres of glass; `settings` is given
// once by ui/window.py, before the first item is made.
QtObject {
    id: theme

    property ThemeViewModel settings: null

    readonly property real density: settings ? settings.pixelsPerMm : 4
    readonly property bool narrow: settings ? settings.narrow : false
    readonly property bool pictogramsAlone: settings ? settings.pictogramsAlone : false
    readonly property int glassWidth: settings ? settings.glassWidth : 1080
    // The page takes all of the glass, or its lower part where all there is to touch is in low reach.
    readonly property int pageHeight: settings ? settings.pageHeight : 1920
    readonly property int edge: settings ? settings.edge : 40

    readonly property string latin: "Noto Sans"
    readonly property string arabic: "Noto Sans Arabic"
    readonly property real arabicScale: settings ? settings.arabicScale : 1
    readonly property real arabicLine: settings ? settings.arabicLine : 1
    readonly property real lineLead: settings ? settings.lineLead : 0
    readonly property real letterSpace: settings ? settings.letterSpace : 0
    readonly property real wordSpace: settings ? settings.wordSpace : 0
    readonly property int caption: settings ? settings.caption : 21
    readonly property int label: settings ? settings.label : 21
    readonly property int body: settings ? settings.body : 29
    readonly property int heading: settings ? settings.heading : 41
    readonly property int display: settings ? settings.display : 58

    readonly property int touch: least(narrow ? 13 : 15)
    readonly property int gap: least(narrow ? 2.6 : 3)
    // A tall panel has room to breathe between things.
    readonly property bool tall: settings ? settings.tall : false
    readonly property bool low: settings ? settings.short : false
    readonly property int rhythm: mm(tall ? 9 : low ? 4 : 5)
    readonly property int rowAir: mm(tall ? 6.5 : 2.6)
    readonly property int radius: mm(2)
    readonly property int outline: Math.max(1, mm(0.4))
    readonly property int emphasis: Math.max(2, mm(0.9))
    readonly property int ringGap: Math.max(2, mm(0.6))
    readonly property int ring: Math.max(2, mm(0.9))
    readonly property int measure: 30 * body

    readonly property bool motion: settings ? settings.motion : false
    readonly property int turnTime: motion ? 200 : 0
    readonly property int wordTime: motion ? 70 : 0
    readonly property int holdTime: settings ? settings.holdTime : 0
    readonly property int scanRing: Math.max(3, mm(1.6))

    readonly property color paper: role("paper")
    readonly property color raised: role("raised")
    readonly property color bar: role("bar")
    readonly property color pressed: role("pressed")
    readonly property color ink: role("ink")
    readonly property color line: role("line")
    readonly property color hairline: role("hairline")
    readonly property color accent: role("accent")
    readonly property color accentInk: role("on_accent")
    readonly property color accentWash: role("accent_wash")
    readonly property color error: role("error")
    readonly property color errorWash: role("error_wash")
    readonly property color success: role("success")
    readonly property color successWash: role("success_wash")
    readonly property color warning: role("warning")
    readonly property color warningWash: role("warning_wash")
    readonly property color noticeWash: role("notice_wash")
    readonly property color focus: role("focus")
    readonly property color focusGap: role("focus_gap")
    readonly property color spoken: role("spoken")
    readonly property color spokenInk: role("on_spoken")
    readonly property color spokenLine: role("spoken_line")
    readonly property color unready: role("unready")
    readonly property color unreadyInk: role("on_unready")

    function mm(length: real): int {
        return Math.round(length * density);
    }

    // For targets and gaps, which have a minimum.
    function least(length: real): int {
        return Math.ceil(length * density);
    }

    // Arabic letters join: they are never set apart.
    function type(arabic: bool, size: int, weight: int, underlined: bool): font {
        const pixelSize = arabic ? Math.round(size * arabicScale) : size;
        return Qt.font({
            family: arabic ? theme.arabic : latin,
            pixelSize: pixelSize,
            weight: weight,
            underline: underlined,
            letterSpacing: arabic ? 0 : letterSpace * pixelSize,
            wordSpacing: wordSpace * pixelSize
        });
    }

    function close(spaced: font): font {
        return Qt.font({
            family: spaced.family,
            pixelSize: spaced.pixelSize,
            weight: spaced.weight,
            underline: spaced.underline
        });
    }

    function role(name: string): color {
        return settings ? settings.colours[name] : "black";
    }
}
