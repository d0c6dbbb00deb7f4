import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// Arabic letters, each in sight.
KeyboardLayout {
    inputMode: InputEngine.InputMode.Arabic
    keyWeight: 100

    KeyboardRow {
        Letters {
            letters: "ضصثقفغعهخحجد"
        }
    }

    KeyboardRow {
        Letters {
            letters: "شسيبلاتنمكطذ"
        }
    }

    KeyboardRow {
        Letters {
            letters: "ئءؤرىةوزظأإآ"
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
            letters: "؟،"
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
