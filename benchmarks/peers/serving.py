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

    def load(self, form: bytes) -> dict[str, dict[str, float]]: ...

    def set(self, path: str, value: str) -> None: ...

    def language(self, number: int) -> None: ...

    def serialise(self) -> None: ...

    def choices(self, path: str) -> int: ...

    def add(self, path: str) -> None: ...

    def get(self, path: str) -> str: ...


READING, BEGINNING = "of it, reading the form", "of it, beginning"


class Watch:
    """Two clocks at once, from when it is made: the wall's and this thread's processor time, in milliseconds."""

    def __init__(self) -> None:
        self._cpu = time.thread_time()
        self._wall = time.perf_counter()

    def read(self) -> dict[str, float]:
        """What has gone by."""
        wall = time.perf_counter()
        return {"ms": (wall - self._wall) * 1000, "cpu": (time.thread_time() - self._cpu) * 1000}


def timed(work: Callable[[], object]) -> dict[str, float]:
    """What some work takes."""
    watch = Watch()
    work()
    return watch.read()


def answer(engine: Engine, request: dict[str, Any]) -> dict[str, Any]:
    """What the engine says to one request."""
    match request["do"]:
        case "start":
            return engine.start()
        case "load":
            with open(request["form"], "rb") as file:
                form = file.read()
            gc.collect()
            watch = Watch()
            parts = engine.load(form)
            return {**watch.read(), "parts": parts}
        case "set":
            until = time.perf_counter() + request["seconds"]
            spent: list[dict[str, float]] = []
            for path, value in request["answers"]:
                watch = Watch()
                engine.set(path, value)
                spent.append(watch.read())
                if time.perf_counter() > until:
                    break
            return {clock: [each[clock] for each in spent] for clock in ("ms", "cpu")}
        case "language":
            return timed(lambda: engine.language(request["number"]))
        case "serialise":
            return timed(engine.serialise)
        case "choose":
            path, value = request["answer"]
            watch = Watch()
            engine.set(path, value)
            count = engine.choices(request["path"])
            return {**watch.read(), "count": count}
        case "add":
            return timed(lambda: engine.add(request["path"]))
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
