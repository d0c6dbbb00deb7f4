"""The forms engine: ODK XForms, from bytes to answers.

`load` reads an XForm; `Form.begin` opens a session; `Session.set` answers a question and keeps all
that depends on it up to date. The engine knows nothing of kiosks, screens or files.
"""

from __future__ import annotations

from kiosk.forms.choices import Choice
from kiosk.forms.engine import NodeState, Problem, Session
from kiosk.forms.errors import (
    DependencyCycle,
    EvaluationFailed,
    FormDamaged,
    FormError,
    FormTooLarge,
    InvalidValue,
    NotSupported,
    ReadOnlyValue,
    RegexTooSlow,
    UnknownFunction,
    UnknownInstance,
    UnknownPath,
    WrongArguments,
    XPathSyntax,
    XPathTooDeep,
)
from kiosk.forms.form import Form
from kiosk.forms.limits import DEFAULT_LIMITS, Limits
from kiosk.forms.loading import load
from kiosk.forms.questions import Group, Question, QuestionKind
from kiosk.forms.wording import Text

__all__ = [
    "DEFAULT_LIMITS",
    "Choice",
    "DependencyCycle",
    "EvaluationFailed",
    "Form",
    "FormDamaged",
    "FormError",
    "FormTooLarge",
    "Group",
    "InvalidValue",
    "Limits",
    "NodeState",
    "NotSupported",
    "Problem",
    "Question",
    "QuestionKind",
    "ReadOnlyValue",
    "RegexTooSlow",
    "Session",
    "Text",
    "UnknownFunction",
    "UnknownInstance",
    "UnknownPath",
    "WrongArguments",
    "XPathSyntax",
    "XPathTooDeep",
    "load",
]
