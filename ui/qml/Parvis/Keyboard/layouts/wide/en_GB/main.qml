import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// English letters, with the accents that names need in sight.
KeyboardLayout {
    inputMode: InputEngine.InputMode.Latin
    keyWeight: 100

    KeyboardRow {
        Letters {
            letters: "qwertyuiopéèê"
        }
    }

    KeyboardRow {
        Letters {
            letters: "asdfghjkl'àçë"
        }
    }

    KeyboardRow {
        ShiftKey {
            weight: 100
        }
        Letters {
            letters: "zxcvbnm-îïô"
        }
        BackspaceKey {
            weight: 100
        }
    }

    KeyboardRow {
        SymbolModeKey {
            weight: 180
            displayText: "123"
        }
        Letters {
            letters: "@,"
        }
        SpaceKey {
            weight: 560
        }
        Letters {
            letters: "."
        }
        HideKeyboardKey {
            weight: 180
            visible: true
        }
    }
}
