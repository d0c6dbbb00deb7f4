"""What can be wrong with a form, or with what is asked of it.

This package knows nothing of Parvis: `FormError` is its own root. Messages speak of the form and
never contain an answer.
"""

from __future__ import annotations


class FormError(Exception):
    """Something is wrong with a form, said in plain words for its author.

    `path` is the node concerned ("/data/group/question"), `line` the line of the XForm (from 1),
    `expression` the XPath expression and `column` the place in it (from 1); each is None where it
    is not known.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        expression: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.expression = expression

    def __str__(self) -> str:
        where = []
        if self.path:
            where.append(self.path)
        if self.line:
            where.append(f"line {self.line}")
        if self.column and self.expression:
            where.append(f"column {self.column} of `{_shortened(self.expression)}`")
        elif self.expression:
            where.append(f"in `{_shortened(self.expression)}`")
        return f"{self.message} ({', '.join(where)})" if where else self.message

    def located(self, *, path: str | None = None, line: int | None = None, expression: str | None = None) -> FormError:
        """The same error with what was not yet known about its place filled in."""
        self.path = self.path or path
        self.line = self.line or line
        self.expression = self.expression or expression
        return self


def _shortened(expression: str | None) -> str:
    text = expression or ""
    return text if len(text) <= 120 else text[:117] + "..."


class FormDamaged(FormError):
    """The bytes are not a form that can be used: not XML, not an XForm, or refused as unsafe."""


class FormTooLarge(FormDamaged):
    """The form is larger, deeper or fuller than the limits allow."""


class XPathSyntax(FormError):
    """An expression cannot be read."""


class XPathTooDeep(XPathSyntax):
    """An expression is nested deeper, or is longer, than the limits allow."""


class UnknownFunction(FormError):
    """An expression calls a function that does not exist here."""


class WrongArguments(FormError):
    """A function is called with arguments that it cannot take."""


class UnknownPath(FormError):
    """A path names a node that the form does not have."""


class UnknownInstance(FormError):
    """`instance('x')` names a secondary instance that the form does not have."""


class MissingResource(FormError):
    """A file that the form names is not there; `uri` is its name in the form ("jr://file-csv/places.csv")."""

    def __init__(self, message: str, *, uri: str, line: int | None = None) -> None:
        super().__init__(message, line=line)
        self.uri = uri


class ResourceDamaged(FormError):
    """A file that the form names cannot be read as what it should be; `line` is the file's own, from 1."""

    def __init__(self, message: str, *, uri: str, line: int | None = None) -> None:
        super().__init__(message, line=line)
        self.uri = uri


class ResourceTooLarge(ResourceDamaged):
    """A file that the form names is larger or fuller than the limits allow."""


class DependencyCycle(FormError):
    """Values of the form depend on themselves; `cycle` lists the paths, the first one again at the end."""

    def __init__(self, message: str, *, cycle: tuple[str, ...], line: int | None = None) -> None:
        super().__init__(message, path=cycle[0] if cycle else None, line=line)
        self.cycle = cycle


class NotSupported(FormError):
    """The form uses a part of ODK XForms that this engine does not have."""


class EvaluationFailed(FormError):
    """An expression that reads well could not be worked out."""


class RegexTooSlow(EvaluationFailed):
    """A regular expression took longer than the limits allow."""


class CalculationTooSlow(EvaluationFailed):
    """Working out what follows from an answer took longer than the limits allow."""


class InstanceRefused(FormError):
    """An instance that was to be taken up again cannot be read, or is of another form."""


class ReadOnlyValue(FormError):
    """The value of a read-only node was to be changed."""


class InvalidValue(FormError):
    """A value does not fit the type of its node; the session is unchanged."""
