"""`parvis doctor`: looks at one kiosk as IT would, and says what would hurt a visitor.

Each check is a function of the `Surroundings` that gives `Finding`s; `checks` lists them; `running` runs each in a
process of its own, for so many seconds at most. No check writes anything, and none needs Qt.
"""
