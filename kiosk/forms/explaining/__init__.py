"""What a form's rules come to, found without any answers: for its author, never for a visit.

`explanation.explain` gives all of it.
"""
