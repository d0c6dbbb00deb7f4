import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Styles
import Parvis.Theme

// The keyboard's look: the page's own paper, ink and sizes, in every palette. No previews, no word list.
KeyboardStyle {
    id: root

    readonly property int rows: Theme.narrow ? 7 : 4
    readonly property int air: Theme.mm(2)

    keyboardDesignWidth: Theme.glassWidth
    keyboardDesignHeight: rows * Theme.least(Theme.tall ? 19 : 15.4) + 2 * air
    keyboardRelativeLeftMargin: Theme.edge / 2 / keyboardDesignWidth
    keyboardRelativeRightMargin: keyboardRelativeLeftMargin
    keyboardRelativeTopMargin: air / keyboardDesignHeight
    keyboardRelativeBottomMargin: keyboardRelativeTopMargin

    keyboardBackground: Rectangle {
        color: Theme.bar

        Rectangle {
            width: parent.width
            height: Theme.outline
            color: Theme.line
        }
    }
    keyPanel: KeyFace {
        letter: control ? control.uppercased ? control.displayText.toUpperCase() : control.displayText : ""
    }
    backspaceKeyPanel: KeyFace {
        picture: "delete"
    }
    enterKeyPanel: KeyFace {
        picture: "corner-down-left"
    }
    hideKeyPanel: KeyFace {
        picture: "check"
        accented: true
    }
    shiftKeyPanel: KeyFace {
        picture: "arrow-big-up"
        latched: InputContext.shiftActive || InputContext.capsLockActive
    }
    spaceKeyPanel: KeyFace {
        picture: "space"
    }
    symbolKeyPanel: KeyFace {
        letter: control ? control.displayText : ""
    }
    modeKeyPanel: KeyFace {
        letter: control ? control.displayText : ""
    }
    languageKeyPanel: KeyFace {}
    handwritingKeyPanel: KeyFace {}
    navigationHighlight: Rectangle {
        color: "transparent"
        radius: Theme.radius
        border.color: Theme.focus
        border.width: Theme.ring

        Rectangle {
            anchors.fill: parent
            anchors.margins: Theme.ring
            color: "transparent"
            radius: Theme.radius
            border.color: Theme.focusGap
            border.width: Theme.ringGap
        }
    }
}
