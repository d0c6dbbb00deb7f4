import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// Digits, signs and rarer letters.
KeyboardLayout {
    inputMode: InputEngine.InputMode.Latin
    keyWeight: 100

    KeyboardRow {
        Letters {
            letters: "12345"
        }
    }

    KeyboardRow {
        Letters {
            letters: "67890"
        }
    }

    KeyboardRow {
        Letters {
            letters: "@.,:/"
        }
    }

    KeyboardRow {
        Letters {
            letters: "àâêëç"
        }
    }

    KeyboardRow {
        Letters {
            letters: "îïôùû"
        }
    }

    KeyboardRow {
        Letters {
            letters: "œ!?()"
        }
    }

    KeyboardRow {
        SymbolModeKey {
            weight: 100
            displayText: "abc"
        }
        Letters {
            letters: "_"
        }
        SpaceKey {}
        BackspaceKey {}
        HideKeyboardKey {
            weight: 100
            visible: true
        }
    }
}
