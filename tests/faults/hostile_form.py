"""Load one form within bounds, and say what became of it: `python hostile_form.py FORM.xml [FOLDER OF ITS FILES]`.

A process of its own, so that time and memory can be limited and measured, and so that a crash is seen as one.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk.forms import FormError, load
from kiosk.forms.resources import NamedFiles

ADDRESS_SPACE = 1 << 30
PROCESSOR_SECONDS = 20


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    xml = Path(sys.argv[1]).read_bytes()
    files = NamedFiles({path.name: path.read_bytes() for path in Path(sys.argv[2]).iterdir()})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told: dict[str, object] = {"error": None}
    try:
        session = load(xml, resources=files).begin(now=lambda: datetime(2026, 3, 10, tzinfo=UTC), language="")
        told["values"] = {node.path: node.value for node in session.nodes()}
        told["faults"] = [type(fault).__name__ for fault in session.faults]
    except FormError as error:
        told |= {"error": type(error).__name__, "said": str(error), "line": error.line, "path": error.path}
        told["column"] = error.column
    told["mebibytes"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps(told))


main()
