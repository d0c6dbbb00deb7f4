import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// French letters, with the accents that names need in sight.
KeyboardLayout {
    inputMode: InputEngine.InputMode.Latin
    keyWeight: 100

    KeyboardRow {
        Letters {
            letters: "azertyuiopéèê"
        }
    }

    KeyboardRow {
        Letters {
            letters: "qsdfghjklmàçù"
        }
    }

    KeyboardRow {
        ShiftKey {
            weight: 120
        }
        Letters {
            letters: "wxcvbn'-ëîïô"
        }
        BackspaceKey {
            weight: 120
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
