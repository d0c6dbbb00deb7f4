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
        match here:
            case ast.Call(_, arguments):
                pending.extend(reversed(arguments))
            case ast.Negate(operand):
                pending.append(operand)
            case ast.Logic(_, operands) | ast.Union(operands):
                pending.extend(reversed(operands))
            case ast.Comparison(_, left, right):
                pending.extend((right, left))
            case ast.Arithmetic(first, rest):
                pending.extend(operand for _, operand in reversed(rest))
                pending.append(first)
            case ast.Filter(primary, _):
                pending.append(primary)
            case ast.Path(_, start, _) if start is not None:
                pending.append(start)
            case _:
                pass
