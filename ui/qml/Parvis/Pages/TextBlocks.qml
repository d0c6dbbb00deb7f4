pragma ComponentBehavior: Bound
import QtQuick
import QtQml.Models
import Parvis.Controls

// The control of each kind of block that is read or pressed; answers have theirs beside this.
DelegateChooser {
    id: root

    required property BlockList list

    role: "kind"

    DelegateChoice {
        roleValue: "heading"

        HeadingBlock {
            width: root.list.width
            page: root.list.page
            large: root.list.large
        }
    }
    DelegateChoice {
        roleValue: "paragraph"

        ParagraphBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "disclosure"

        DisclosureBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "documents"

        DocumentsBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "summary"

        SummaryBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "listed"

        ListedBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "steps"

        StepsBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "facts"

        FactsBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "cards"

        CardsBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "pictures"

        PicturesBlock {
            width: root.list.width
            page: root.list.page
            large: root.list.large
        }
    }
    DelegateChoice {
        roleValue: "illustration"

        IllustrationBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "code"

        CodeBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "reference"

        ReferenceBlock {
            width: root.list.width
            page: root.list.page
        }
    }
    DelegateChoice {
        roleValue: "buttons"

        ButtonsBlock {
            width: root.list.width
            page: root.list.page
            large: root.list.large
        }
    }
    DelegateChoice {
        AnswerBlocks {
            list: root.list
        }
    }
}
