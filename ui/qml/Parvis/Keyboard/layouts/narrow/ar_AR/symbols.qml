import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// Digits of both kinds, signs and rarer letters.
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
            letters: "١٢٣٤٥"
        }
    }

    KeyboardRow {
        Letters {
            letters: "٦٧٨٩٠"
        }
    }

    KeyboardRow {
        Letters {
            letters: "ءآإئؤ"
        }
    }

    KeyboardRow {
        Letters {
            letters: "،؟.-:"
        }
    }

    KeyboardRow {
        SymbolModeKey {
            weight: 100
            displayText: "أبج"
        }
        Letters {
            letters: "/"
        }
        SpaceKey {}
        BackspaceKey {}
        HideKeyboardKey {
            weight: 100
            visible: true
        }
    }
}
