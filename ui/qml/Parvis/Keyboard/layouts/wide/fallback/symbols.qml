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
            letters: "1234567890"
        }
    }

    KeyboardRow {
        Letters {
            letters: "@.,;:!?/-_"
        }
    }

    KeyboardRow {
        Letters {
            letters: "âäñöùûüœæß"
        }
    }

    KeyboardRow {
        SymbolModeKey {
            weight: 180
            displayText: "abc"
        }
        Letters {
            letters: "'()"
        }
        SpaceKey {
            weight: 300
        }
        Letters {
            letters: "+&€"
        }
        BackspaceKey {
            weight: 120
        }
        HideKeyboardKey {
            weight: 180
            visible: true
        }
    }
}
