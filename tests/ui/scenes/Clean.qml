import QtQuick
import QtQuick.Templates as T

// A page with nothing wrong. Tests change a line of it at a time: each such line ends in its own remark.
Window {
    id: root

    property bool mirrored: false
    readonly property int target: 60

    width: 600
    height: 800
    visible: true
    color: "#ffffff"
    title: "Clean"

    component Words: Text {
        color: "#1b1c20"
        font.family: "Noto Sans"
        font.pixelSize: 22
        wrapMode: Text.Wrap
        horizontalAlignment: Text.AlignLeft
        textFormat: Text.PlainText
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }

    component Ring: Rectangle {
        property int band: 4 // ring

        anchors.fill: parent
        anchors.margins: -band - 1
        color: "transparent"
        border.width: band
        border.color: "#0033cc" // ring colour
    }

    component Press: T.Button {
        id: press

        property string picture: ""
        property string edge: "#5a5a5a" // edge

        width: 240
        height: root.target
        focusPolicy: Qt.TabFocus
        Accessible.role: Accessible.Button
        Accessible.name: text
        Accessible.checkable: checkable
        Accessible.checked: checked

        background: Rectangle {
            color: press.checked ? "#e6ecef" : "#ffffff"
            border.width: press.checked ? 4 : 2 // chosen border
            border.color: press.edge

            Ring {
                visible: press.visualFocus
            }
        }
        contentItem: Item {
            Image {
                x: root.mirrored ? parent.width - width - 8 : 8
                anchors.verticalCenter: parent.verticalCenter
                visible: press.picture !== "" || press.checked // chosen mark
                source: visible ? Qt.resolvedUrl("mark.svg") : ""
                sourceSize: Qt.size(32, 32)
                Accessible.ignored: true
            }
            Text {
                anchors.centerIn: parent
                text: press.text
                color: "#1b1c20" // label colour
                font.family: "Noto Sans"
                font.pixelSize: 22
                font.weight: press.checked ? Font.Bold : Font.Normal // chosen weight
                textFormat: Text.PlainText
                Accessible.ignored: true
            }
        }
    }

    Item {
        id: page

        anchors.fill: parent
        LayoutMirroring.enabled: root.mirrored
        LayoutMirroring.childrenInherit: true

        Words {
            id: heading

            objectName: "heading"
            anchors.left: parent.left
            anchors.leftMargin: 20
            y: 16 // heading y
            width: 420
            font.pixelSize: 30
            text: "Where is your card?"
            Accessible.role: Accessible.Heading
        }

        Words {
            id: lead

            objectName: "lead"
            anchors.left: parent.left
            anchors.leftMargin: 20
            y: 80 // lead y
            width: 420 // lead width
            text: "Choose one. You can say that you do not know."
        }

        Image {
            objectName: "map"
            anchors.right: parent.right
            anchors.rightMargin: 20
            y: 20
            source: Qt.resolvedUrl("mark.svg")
            sourceSize: Qt.size(96, 96)
            Accessible.role: Accessible.Graphic
            Accessible.name: "The front of the card" // picture name
        }

        Press {
            id: yes

            objectName: "yes"
            anchors.left: parent.left
            anchors.leftMargin: 20
            y: 160
            text: "I have it"
            checkable: true
            checked: true
            Accessible.role: Accessible.RadioButton
        }

        Press {
            id: no

            objectName: "no"
            anchors.left: yes.right
            anchors.leftMargin: 16 // gap
            y: 160
            text: "I have lost it"
            checkable: true
            Accessible.role: Accessible.RadioButton
        }

        Words {
            objectName: "name.label"
            anchors.left: parent.left
            anchors.leftMargin: 20
            y: 236
            text: "Your name"
        }

        T.TextField {
            id: entry

            objectName: "name"
            anchors.left: parent.left
            anchors.leftMargin: 20
            y: 276
            width: 400
            height: root.target
            leftPadding: 12
            rightPadding: 12
            color: "#1b1c20"
            font.pixelSize: 22
            verticalAlignment: TextInput.AlignVCenter
            activeFocusOnTab: true
            Accessible.name: "Your name"

            background: Rectangle {
                border.width: 2
                border.color: "#5a5a5a"

                Ring {
                    visible: entry.activeFocus
                }
            }
        }

        Flickable {
            id: list

            objectName: "list"
            x: 0
            y: 360
            width: parent.width
            height: 200
            contentHeight: 480
            contentWidth: width
            clip: true

            Words {
                objectName: "rows"
                anchors.left: parent.left
                anchors.leftMargin: 20
                y: 8
                width: 480 // rows width
                text: "This list is longer than its place on the glass, and two buttons below move it. Nobody has to put a finger on it and draw, and whoever cannot see it hears all of it, from the first line to the last." // rows text
            }
        }

        Press {
            id: up

            property Item area: list // up area

            objectName: "up"
            anchors.left: parent.left
            anchors.leftMargin: 20
            y: 580
            width: 160 // up width
            text: "Further up"
            onClicked: list.contentY = 0
        }

        Press {
            id: down

            property Item area: list

            objectName: "down"
            anchors.left: up.right
            anchors.leftMargin: 16
            y: 580
            width: 180
            text: "Further down"
            onClicked: list.contentY = 280
        }

        Press {
            id: back

            objectName: "back"
            anchors.left: parent.left
            anchors.leftMargin: 20
            y: 720
            text: "Back"
        }

        Press {
            id: forward

            objectName: "forward"
            anchors.left: back.right
            anchors.leftMargin: 16
            y: 720
            text: "Continue"
        }
        // more
    }
}
