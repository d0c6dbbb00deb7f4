pragma ComponentBehavior: Bound
import QtQuick
import QtQml.Models
import Parvis.Controls

// The control of each kind of block in which a person answers.
DelegateChooser {
    id: root

    required property BlockList list

    role: "kind"

    DelegateChoice {
        roleValue: "choices"

        ChoicesBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "field"

        FieldBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "fields"

        FieldsBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "choices-steps"

        ScaleBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "choices-pictures"

        PictureChoicesBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "choices-points"

        PointsBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "ranking"

        RankingBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "stepper"

        StepperBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "viewfinder"

        ViewfinderBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "still"

        StillBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "pad"

        PadBlock {
            width: root.list.width
            page: root.list.page
        }
    }
}
