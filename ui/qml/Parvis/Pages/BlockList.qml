pragma ComponentBehavior: Bound
import QtQuick
import QtQml.Models
import Parvis.Controls
import Parvis.Theme
import Parvis.ViewModels

// The page's blocks in reading order, one control each.
Column {
    id: root

    required property PageViewModel page
    required property var rows
    property bool large: false

    spacing: Theme.rhythm

    Repeater {
        model: root.rows

        delegate: DelegateChooser {
            role: "kind"

            DelegateChoice {
                roleValue: "heading"

                HeadingBlock {
                    width: root.width
                    page: root.page
                    large: root.large
                }
            }
            DelegateChoice {
                roleValue: "paragraph"

                ParagraphBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "choices"

                ChoicesBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "field"

                FieldBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "fields"

                FieldsBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "choices-steps"

                ScaleBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "choices-pictures"

                PictureChoicesBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "choices-points"

                PointsBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "ranking"

                RankingBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "stepper"

                StepperBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "disclosure"

                DisclosureBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "documents"

                DocumentsBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "summary"

                SummaryBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "listed"

                ListedBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "steps"

                StepsBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "facts"

                FactsBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "cards"

                CardsBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "pictures"

                PicturesBlock {
                    width: root.width
                    page: root.page
                    large: root.large
                }
            }
            DelegateChoice {
                roleValue: "illustration"

                IllustrationBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "code"

                CodeBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "reference"

                ReferenceBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "viewfinder"

                ViewfinderBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "still"

                StillBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "pad"

                PadBlock {
                    width: root.width
                    page: root.page
                }
            }
            DelegateChoice {
                roleValue: "buttons"

                ButtonsBlock {
                    width: root.width
                    page: root.page
                    large: root.large
                }
            }
        }
    }
}
