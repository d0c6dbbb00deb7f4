"""How each kind of question is answered on its page, and how its answer reads later.

`table` says which module serves which kind; a new kind is a new module and one line there.
"""
