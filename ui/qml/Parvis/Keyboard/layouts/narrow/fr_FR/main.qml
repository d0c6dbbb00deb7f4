import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// The alphabet in five columns: large keys on little glass.
KeyboardLayout {
    inputMode: InputEngine.InputMode.Latin
    keyWeight: 100

    KeyboardRow {
        Letters {
            letters: "abcde"
        }
    }

    KeyboardRow {
        Letters {
            letters: "fghij"
        }
    }

    KeyboardRow {
        Letters {
            letters: "klmno"
        }
    }

    KeyboardRow {
        Letters {
            letters: "pqrst"
        }
    }

    KeyboardRow {
        Letters {
            letters: "uvwxy"
        }
    }

    KeyboardRow {
        Letters {
            letters: "zéè'-"
        }
    }

    KeyboardRow {
        ShiftKey {}
        SymbolModeKey {
            weight: 100
            displayText: "123"
        }
        SpaceKey {}
        BackspaceKey {}
        HideKeyboardKey {
            weight: 100
            visible: true
        }
    }
}
