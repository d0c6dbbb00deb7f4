import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// The alphabet in five columns: large keys on little glass.
KeyboardLayout {
    inputMode: InputEngine.InputMode.Arabic
    keyWeight: 100

    KeyboardRow {
        Letters {
            letters: "ابتثج"
        }
    }

    KeyboardRow {
        Letters {
            letters: "حخدذر"
        }
    }

    KeyboardRow {
        Letters {
            letters: "زسشصض"
        }
    }

    KeyboardRow {
        Letters {
            letters: "طظعغف"
        }
    }

    KeyboardRow {
        Letters {
            letters: "قكلمن"
        }
    }

    KeyboardRow {
        Letters {
            letters: "هويةى"
        }
    }

    KeyboardRow {
        Letters {
            letters: "أ"
        }
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
