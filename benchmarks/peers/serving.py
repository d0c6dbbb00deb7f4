"""The protocol for engines that Python can call."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol


class Engine(Protocol):
    """What the protocol asks of an engine; see the package."""

    def start(self) -> dict[str, str]: ...

    def load(self, form: bytes) -> dict[str, float]: ...

    def set(self, path: str, value: str) -> None: ...

    def language(self, number: int) -> None: ...

    def serialise(self) -> None: ...

    def choices(self, path: str) -> int: ...

    def add(self, path: str) -> None: ...

    def get(self, path: str) -> str: ...


READING, BEGINNING = "of it, reading the form", "of it, beginning"


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def answer(engine: Engine, request: dict[str, Any]) -> dict[str, Any]:
    """What the engine says to one request."""
    match request["do"]:
        case "start":
            return engine.start()
        case "load":
            with open(request["form"], "rb") as file:
                form = file.read()
            gc.collect()
            began = time.perf_counter()
            parts = engine.load(form)
            return {"ms": (time.perf_counter() - began) * 1000, "parts": parts}
        case "set":
            until = time.perf_counter() + request["seconds"]
            spent: list[float] = []
            for path, value in request["answers"]:
                spent.append(_timed(lambda path=path, value=value: engine.set(path, value)))  # type: ignore[misc]
                if time.perf_counter() > until:
                    break
            return {"ms": spent}
        case "language":
            return {"ms": _timed(lambda: engine.language(request["number"]))}
        case "serialise":
            return {"ms": _timed(engine.serialise)}
        case "choose":
            path, value = request["answer"]
            began = time.perf_counter()
            engine.set(path, value)
            count = engine.choices(request["path"])
            return {"ms": (time.perf_counter() - began) * 1000, "count": count}
        case "add":
            return {"ms": _timed(lambda: engine.add(request["path"]))}
        case "get":
            return {"value": engine.get(request["path"])}
        case other:
            return {"error": f"unknown request {other}"}


def serve(engine: Engine) -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        try:
            said = answer(engine, json.loads(line))
        except Exception as error:
            said = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(said), flush=True)
