"""The forms engine: ODK XForms, from bytes to answers.

`load` reads an XForm; `Form.begin` opens a session; `Session.set` answers a question and keeps all
that depends on it up to date. The engine knows nothing of kiosks, screens or files.

Each name brings its own module when it is first used: a visit's first screens need no engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.forms.choices import Choice
    from kiosk.forms.engine import Session
    from kiosk.forms.errors import (
        CalculationTooSlow,
        DependencyCycle,
        EvaluationFailed,
        FormDamaged,
        FormError,
        FormTooLarge,
        InstanceRefused,
        InvalidValue,
        MissingResource,
        NotSupported,
        ReadOnlyValue,
        RegexTooSlow,
        ResourceDamaged,
        ResourceTooLarge,
        UnknownFunction,
        UnknownInstance,
        UnknownPath,
        WrongArguments,
        XPathSyntax,
        XPathTooDeep,
    )
    from kiosk.forms.form import Form
    from kiosk.forms.limits import DEFAULT_LIMITS, Limits
    from kiosk.forms.listing import NodeState, Problem
    from kiosk.forms.loading import load
    from kiosk.forms.questions import Group, Question, QuestionKind, Repeat, RepeatRange
    from kiosk.forms.resources import Resources
    from kiosk.forms.wording import Media, Text

__all__ = [
    "DEFAULT_LIMITS",
    "CalculationTooSlow",
    "Choice",
    "DependencyCycle",
    "EvaluationFailed",
    "Form",
    "FormDamaged",
    "FormError",
    "FormTooLarge",
    "Group",
    "InstanceRefused",
    "InvalidValue",
    "Limits",
    "Media",
    "MissingResource",
    "NodeState",
    "NotSupported",
    "Problem",
    "Question",
    "QuestionKind",
    "ReadOnlyValue",
    "RegexTooSlow",
    "Repeat",
    "RepeatRange",
    "ResourceDamaged",
    "ResourceTooLarge",
    "Resources",
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

_HOMES = {
    "DEFAULT_LIMITS": "limits",
    "Choice": "choices",
    "CalculationTooSlow": "errors",
    "InstanceRefused": "errors",
    "DependencyCycle": "errors",
    "EvaluationFailed": "errors",
    "Form": "form",
    "FormDamaged": "errors",
    "FormError": "errors",
    "FormTooLarge": "errors",
    "Group": "questions",
    "InvalidValue": "errors",
    "Limits": "limits",
    "Media": "wording",
    "MissingResource": "errors",
    "NodeState": "listing",
    "NotSupported": "errors",
    "Problem": "listing",
    "Question": "questions",
    "QuestionKind": "questions",
    "ReadOnlyValue": "errors",
    "RegexTooSlow": "errors",
    "Repeat": "questions",
    "RepeatRange": "questions",
    "ResourceDamaged": "errors",
    "ResourceTooLarge": "errors",
    "Resources": "resources",
    "Session": "engine",
    "Text": "wording",
    "UnknownFunction": "errors",
    "UnknownInstance": "errors",
    "UnknownPath": "errors",
    "WrongArguments": "errors",
    "XPathSyntax": "errors",
    "XPathTooDeep": "errors",
    "load": "loading",
}
"""The module of each public name."""


def __getattr__(name: str) -> object:
    """Import a public name's module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
