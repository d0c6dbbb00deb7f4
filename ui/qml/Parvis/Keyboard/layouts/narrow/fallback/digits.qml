import QtQuick
import QtQuick.Layouts
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// Whole numbers.
KeyboardLayout {
    inputMode: InputEngine.InputMode.Numeric
    keyWeight: 100

    KeyboardColumn {
        Layout.fillWidth: false
        Layout.fillHeight: true
        Layout.alignment: Qt.AlignHCenter
        Layout.preferredWidth: Math.min(parent.width, height * 1.4)

        KeyboardRow {
            Letters {
                letters: "123"
            }
            BackspaceKey {}
        }
        KeyboardRow {
            Letters {
                letters: "456"
            }
            FillerKey {}
        }
        KeyboardRow {
            Letters {
                letters: "789"
            }
            FillerKey {}
        }
        KeyboardRow {
            FillerKey {}
            Letters {
                letters: "0"
            }
            FillerKey {}
            HideKeyboardKey {
                weight: 100
                visible: true
            }
        }
    }
}
