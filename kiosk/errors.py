"""The root of every error that Parvis raises on purpose.

Each area declares its own errors beside its code, as subclasses of `ParvisError`;
`kiosk.forms` is the exception, since it knows nothing of Parvis: its root is `FormError`.
"""


class ParvisError(Exception):
    """Something went wrong that a person can mend.

    `str(error)` is one or two plain sentences for the operator or author: what is wrong, where, and
    what to do. It never contains a visitor's answer.
    """
