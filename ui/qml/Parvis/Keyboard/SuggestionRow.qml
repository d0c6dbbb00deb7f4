pragma ComponentBehavior: Bound
import QtQuick
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// What the person may mean, one press away. Only what fits is offered: nothing is cut.
Item {
    id: root

    required property PageViewModel page
    required property var offers

    readonly property int gap: Theme.least(2.54)
    // Few in letters that this person reads, rather than all in smaller ones.
    readonly property int letters: {
        if (fits(offers.length, Theme.body))
            return Theme.body;
        if (fits(2, Theme.caption))
            return Theme.caption;
        return fits(1, Theme.body) ? Theme.body : Theme.label;
    }
    // Where each begins and how wide it is; those that do not fit are left out.
    readonly property var places: {
        let x = 0;
        const found = [];
        for (const offer of offers) {
            const wide = Math.min(width, needs(offer.text, letters));
            if (x + wide > width)
                break;
            found.push({"x": x, "width": wide});
            x += wide + gap;
        }
        return found;
    }

    signal chosen(string whole)

    function needs(text: string, size: int): real {
        return Math.max(Theme.least(20), metrics.advanceWidth(text) * size / metrics.font.pixelSize + 2 * Theme.mm(4));
    }

    // Whether the first so many stand side by side in letters of this size.
    function fits(count: int, size: int): bool {
        let sum = -gap;
        for (const offer of offers.slice(0, count))
            sum += needs(offer.text, size) + gap;
        return sum <= width;
    }

    implicitHeight: Theme.least(12.7)

    FontMetrics {
        id: metrics

        font.family: root.page.arabic ? Theme.arabic : Theme.latin
        font.pixelSize: Theme.body
    }

    Repeater {
        model: root.places.length

        Pressable {
            id: offer

            required property int index


            readonly property var place: root.places[index] ?? ({"x": 0, "width": 0})
            readonly property var offered: root.offers[index] ?? ({"text": "", "whole": "", "name": ""})
            readonly property string spoken: offered.text
            readonly property string language: root.page.keyboard.language

            page: root.page
            part: "key:suggestion." + index
            x: root.page.rightToLeft ? root.width - place.x - place.width : place.x
            width: place.width
            height: root.height
            Accessible.name: page.keyboard.offered(offered.text, index + 1, root.places.length)
            onActivated: root.chosen(offered.whole)
            Keys.onTabPressed: page.keyboard.depart(true)
            Keys.onBacktabPressed: page.keyboard.depart(false)

            background: Rectangle {
                radius: height / 2
                color: offer.down ? Theme.pressed : Theme.accentWash
                border.color: Theme.accent
                border.width: Theme.outline
            }

            Text {
                anchors.centerIn: parent
                text: offer.offered.text
                textFormat: Text.PlainText
                color: Theme.ink
                font.family: metrics.font.family
                font.pixelSize: root.letters
                scale: Math.min(1, (offer.width - Theme.mm(4)) / Math.max(1, implicitWidth))
                Accessible.ignored: true
            }
        }
    }
}
