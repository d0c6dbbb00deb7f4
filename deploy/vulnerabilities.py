"""Look the locked packages up among the known vulnerabilities, and tell "none known" from "nobody asked".

pip-audit ends with success when the index answers that it has never heard of a package, which is what a mirror without
advisories says of every one. Here a package that was not looked up is a failure of its own: exit status 3.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements-dev.txt"
OPTIONS = ("--progress-spinner", "off", "--format", "json", "--disable-pip", "--require-hashes")
CLEAN, VULNERABLE, NOT_CHECKED = 0, 1, 3
NOT_A_PASS = "This is not a pass: run 'make vulnerabilities' where pypi.org can be reached."


def judge(report: dict[str, Any]) -> tuple[int, list[str]]:
    """The exit status for a pip-audit report (its JSON form), and the lines to print."""
    packages = report["dependencies"]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    lines = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {flaw['fix_versions'] or 'no version yet'}"
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    status = VULNERABLE if lines else CLEAN
    if skipped or not packages:
        lines.append(
            f"NOT CHECKED: the advisory service did not know {len(skipped)} of {len(packages)} packages. {NOT_A_PASS}"
        )
        status = status or NOT_CHECKED
    elif status == CLEAN:
        lines.append(f"No known vulnerability in the {len(packages)} packages of {LOCK}.")
    return status, lines


def main() -> int:
    """Run pip-audit on the lock file; see `judge`."""
    outcome = subprocess.run(
        [sys.executable, "-m", "pip_audit", *OPTIONS, "--requirement", LOCK],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    try:
        report = json.loads(outcome.stdout)
    except json.JSONDecodeError:
        reason = (outcome.stderr.strip().splitlines() or ["no output"])[-1]
        print(f"pip-audit: NOT CHECKED: {reason[:300]}\n{NOT_A_PASS}", file=sys.stderr)
        return NOT_CHECKED
    status, lines = judge(report)
    for line in lines:
        print(f"pip-audit: {line}", file=sys.stderr if status else sys.stdout)
    return status


if __name__ == "__main__":
    sys.exit(main())
