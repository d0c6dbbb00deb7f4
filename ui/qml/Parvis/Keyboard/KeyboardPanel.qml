import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings
import Parvis.Theme
import Parvis.ViewModels

// Qt's keyboard with our own keys, in the page's language; names and addresses get Latin keys in every language.
InputPanel {
    id: root

    required property PageViewModel page
    required property int foot

    readonly property var typed: root.Window.activeFocusItem
    readonly property bool latin: typed !== null && typed.latinKeys === true

    y: active ? foot - height : foot
    visible: active
    Component.onCompleted: {
        VirtualKeyboardSettings.layoutPath = Qt.resolvedUrl(Theme.narrow ? "layouts/narrow" : "layouts/wide");
        VirtualKeyboardSettings.arrowKeyNavigationEnabled = true;
    }

    Binding {
        target: VirtualKeyboardSettings
        property: "locale"
        value: root.latin ? root.page.latinLocale : root.page.keyboardLocale
        when: root.page.pageId !== ""
    }
}
