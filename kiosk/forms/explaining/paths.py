"""Paths and parts of expressions, as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.forms.xpath import ast


def resolved(path: ast.Path, here: str) -> str | None:
    """The path of the form that a path in a rule of `here` means, where it is written plainly; None otherwise."""
    match path.start:
        case None:
            names = [] if path.absolute else here.strip("/").split("/")
        case ast.Call("current", ()):
            names = here.strip("/").split("/")
        case _:
            return None
    for step in path.steps:
        match step:
            case ast.Step("child", ast.NameTest("", local), ()) if local != "*":
                names.append(local)
            case ast.Step("child", ast.NameTest(prefix, local), ()) if prefix and local != "*":
                names.append(f"{prefix}:{local}")
            case ast.Step("parent", ast.KindTest("node"), ()) if names:
                names.pop()
            case ast.Step("self", ast.KindTest("node"), ()):
                pass
            case _:
                return None
    return "/" + "/".join(names)


def parts(tree: ast.Expression) -> Iterator[ast.Expression]:
    """The expression and all within it that stand on the same node: not what predicates ask of other nodes."""
    pending = [tree]
    while pending:
        here = pending.pop()
        yield here
        pending.extend(reversed(ast.operands_of(here)))
