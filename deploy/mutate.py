"""Break the XPath engine on purpose, one small change after another, and list the changes that no test noticed.

mutmut makes the mutants and keeps what came of them (`mutmut results`, `mutmut show NAME`). Trying them is done here:
mutmut would start a pytest for each of five thousand mutants, which is mostly waiting for pytest to find its tests.
Here the tests are found once, and every mutant is a fork of that process, which stops at the first test that fails.

A mutant is tried by the tests that reach its function, those of XPath itself first, until one fails or until
`--seconds` of tests (as long as they take without a mutant) have passed.
"""

from __future__ import annotations

import argparse
import ast
import fnmatch
import gc
import os
import pickle
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

# mutmut calls every function through a wrapper of its own: stacks are three times as deep.
_FRAMES: Final = 3_000
_ARGUMENTS: Final = [
    "--rootdir=.", "-o", "addopts=--import-mode=importlib", "-q", "--tb=no", "--assert=plain", "--capture=no",
    "--no-header", "-p", "no:cacheprovider", "-k", "not would_take_all_memory", "tests/unit/forms",
]  # fmt: skip
_LONG: Final = 0.5
"""Seconds: a test that takes longer than this is not worth repeating for every mutant."""
_KILLED, _SURVIVED, _UNREACHED, _ENDLESS = 1, 0, 33, 36
"""What mutmut writes down of a mutant."""


@dataclass
class Reach:
    """What the tests do without a mutant."""

    seconds: dict[str, float] = field(default_factory=dict)
    """How long a test takes, by its name."""
    tests: dict[str, set[str]] = field(default_factory=dict)
    """The tests that call a function, by the function's name."""


class Trial:
    """A plugin that takes the tests once pytest has found them, and tries the mutants instead of running them."""

    def __init__(self, patterns: list[str], again: bool, children: int, seconds: float) -> None:
        self._patterns = patterns
        self._again = again
        self._children = children
        self._seconds = seconds
        self._items: dict[str, pytest.Item] = {}
        self._reach = Reach()
        self._running: dict[int, tuple[str, Any]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take pytest's place once the tests are found."""
        sys.setrecursionlimit(_FRAMES)
        self._items = {item.nodeid: item for item in session.items if not _is_property(item)}
        self._reach = self._measured()
        gc.freeze()
        self._try_all()
        return True

    def _measured(self) -> Reach:
        """Run every test once, in a fork that leaves nothing behind, and see what it calls."""
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(reading)
            with os.fdopen(writing, "wb") as out:
                pickle.dump(self._run_all(), out)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            reach: Reach = pickle.load(told)
        os.wait()
        return reach

    def _run_all(self) -> Reach:
        from mutmut.mutation import trampoline

        called: set[str] = set()
        trampoline.record_trampoline_hit = lambda name, caller=None: called.add(name)
        trampoline.set_mutant_under_test("stats")
        reach = Reach()
        for name, item in self._items.items():
            called.clear()
            begun = time.process_time()
            passes = _passes(item)
            took = time.process_time() - begun
            if not passes or took > _LONG:
                print(f"left out, {f'it takes {took:.1f} s' if passes else 'it fails by itself'}: {name}", flush=True)
                continue
            reach.seconds[name] = took
            for function in called:
                reach.tests.setdefault(function, set()).add(name)
        return reach

    def _order(self, function: str) -> list[str]:
        """The tests of a function: those of XPath first, some cases of each test before more, the short before the
        long."""
        rank: dict[str, int] = defaultdict(int)
        order = []
        for name in sorted(self._reach.tests.get(function, ()), key=self._reach.seconds.__getitem__):
            test = name.partition("[")[0]
            far = not any(part in test for part in ("xpath", "function", "indexed"))
            order.append((far, rank[test] // 8, self._reach.seconds[name], name))
            rank[test] += 1
        return [name for *_, name in sorted(order)]

    def _try_all(self) -> None:
        from mutmut.utils.format_utils import mangled_name_from_mutant_name

        for name, data in list(self._mutants()):
            order = self._order(mangled_name_from_mutant_name(name))
            if not order:
                _keep(data, name, _UNREACHED)
                continue
            while len(self._running) >= self._children:
                self._settle()
            self._running[self._forked(name, order)] = (name, data)
        while self._running:
            self._settle()

    def _mutants(self) -> Iterator[tuple[str, Any]]:
        from mutmut.mutation.data import SourceFileMutationData

        for meta in sorted(Path().glob("kiosk/forms/xpath/**/*.py.meta")):
            os.chdir("..")
            data = SourceFileMutationData(path=str(meta).removesuffix(".meta"))
            data.load()
            os.chdir("mutants")
            for name, before in data.exit_code_by_key.items():
                wanted = before is None or (self._again and before in (_SURVIVED, _UNREACHED))
                if wanted and (not self._patterns or any(fnmatch.fnmatch(name, one) for one in self._patterns)):
                    yield name, data

    def _forked(self, name: str, order: list[str]) -> int:
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            self._tried(name, order)
        return pid

    def _tried(self, name: str, order: list[str]) -> None:
        """Try one mutant, in its fork. Ends the process."""
        from mutmut.mutation.trampoline import set_mutant_under_test

        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        # A mutant may never end, or want all memory.
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        limit = int(time.process_time() + self._seconds * 3 + 10)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        signal.alarm(int(self._seconds * 20 + 90))
        set_mutant_under_test(name)
        spent = 0.0
        for test in order:
            try:
                passes = _passes(self._items[test])
            except BaseException:
                passes = False
            if not passes:
                os._exit(_KILLED)
            spent += self._reach.seconds[test]
            if spent > self._seconds:
                break
        os._exit(_SURVIVED)

    def _settle(self) -> None:
        pid, status = os.wait()
        name, data = self._running.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            code = _ENDLESS if -code in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL) else _KILLED
        if code == _SURVIVED:
            print(f"survived: {name}", flush=True)
        _keep(data, name, code)


def _keep(data: Any, name: str, code: int) -> None:
    os.chdir("..")
    data.exit_code_by_key[name] = code
    data.save()
    os.chdir("mutants")


def _is_property(item: pytest.Item) -> bool:
    """Whether a test invents its examples: it would take long, and could kill by chance."""
    return hasattr(getattr(item, "obj", None), "hypothesis")


def _passes(item: pytest.Item) -> bool:
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def _undecorated(source: str) -> str:
    """The same module with its calls of `eager` and `lazy` after the functions: mutmut leaves decorated ones alone."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            wrappers = [ast.unparse(each) for each in node.decorator_list]
            if all(each.startswith(("eager(", "lazy(")) for each in wrappers):
                lines[node.end_lineno : node.end_lineno] = [f"{each}({node.name})" for each in reversed(wrappers)]
                del lines[node.decorator_list[0].lineno - 1 : node.lineno - 1]
    return "\n".join(lines) + "\n"


def _make() -> None:
    """The mutants, where the source has changed since they were made."""
    from mutmut import __main__ as mutmut
    from mutmut.mutation.trampoline import set_mutant_under_test

    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutate = mutmut.mutate_file_contents
    mutmut.mutate_file_contents = lambda name, source, *rest: mutate(name, _undecorated(source), *rest)
    mutmut.create_mutants(os.cpu_count() or 2)


def main() -> None:
    """Make the mutants, find the tests, and try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--again", action="store_true", help="try also what survived before")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 2, help="how many at once")
    parser.add_argument("--seconds", type=float, default=2.0, help="of tests, for one mutant")
    parser.add_argument("patterns", nargs="*", help='which, by name: "kiosk.forms.xpath.values*"')
    options = parser.parse_args()
    _make()
    os.chdir("mutants")
    here = Path.cwd()
    sys.path[:] = [str(here), *(one for one in sys.path if Path(one).resolve() not in (here, here.parent))]
    trial = Trial(options.patterns, options.again, options.children, options.seconds)
    sys.exit(pytest.main(_ARGUMENTS, plugins=[trial]))


if __name__ == "__main__":
    main()
