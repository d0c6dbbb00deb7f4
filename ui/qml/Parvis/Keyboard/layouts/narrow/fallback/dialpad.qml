import QtQuick
import QtQuick.Layouts
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import Parvis.Keyboard

// Telephone numbers.
KeyboardLayout {
    inputMode: InputEngine.InputMode.Dialable
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
            Letters {
                letters: "+"
            }
        }
        KeyboardRow {
            Letters {
                letters: "789"
            }
            FillerKey {}
        }
        KeyboardRow {
            Letters {
                letters: "*"
            }
            Letters {
                letters: "0"
            }
            Letters {
                letters: "#"
            }
            HideKeyboardKey {
                weight: 100
                visible: true
            }
        }
    }
}
