"""The audit's findings as JSON and as one HTML page that needs nothing else.

The JSON: `{"format": 1, "pack", "pages", "seconds", "glasses": [...], "rules": [{"id", "row", "asks", "faults"}],
"faults": [{"rule", "row", "page", "part", "wrong", "mend", "where": [...], "box": {"left", "top", "width", "height"} or
null}]}`. Boxes are pixels of the fault's picture in the HTML page, which has them in the same order.
"""

from __future__ import annotations

import base64
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from accessibility.audit.finding import Finding
from accessibility.audit.rule import Rule

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run of the audit has to say. `glasses` are the combinations that it looked through."""

    title: str
    findings: Sequence[Finding]
    pages: int
    seconds: float
    glasses: Sequence[str]

    def counts(self) -> Counter[str]:
        """Faults by rule."""
        return Counter(each.rule for each in self.findings)

    def to_json(self, rules: Iterable[Rule]) -> str:
        """See the module for its shape."""
        counts = self.counts()
        data: dict[str, Any] = {
            "format": FORMAT,
            "pack": self.title,
            "pages": self.pages,
            "seconds": round(self.seconds, 1),
            "glasses": list(self.glasses),
            "rules": [{"id": r.id, "row": r.row, "asks": r.asks, "faults": counts.get(r.id, 0)} for r in rules],
            "faults": [
                {key: value for key, value in asdict(each).items() if key != "picture"} for each in self.findings
            ],
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    def to_html(self, rules: Sequence[Rule]) -> str:
        """One file: it loads nothing, and can be read without a script."""
        counts = self.counts()
        rows = "".join(
            f"<tr><td>{_link(rule, counts)}</td><td>{escape(rule.row)}</td><td>{escape(rule.asks)}</td>"
            f"<td class=n>{counts.get(rule.id, 0)}</td></tr>"
            for rule in rules
        )
        groups: dict[str, list[Finding]] = defaultdict(list)
        for each in self.findings:
            groups[each.rule].append(each)
        asks = {rule.id: rule.asks for rule in rules}
        sections = "".join(_section(name, asks.get(name, ""), those) for name, those in groups.items())
        verdict = _many(len(self.findings), "fault") if self.findings else "No fault"
        return _PAGE.format(
            title=escape(self.title),
            style=_STYLE,
            verdict=verdict,
            summary=f"{_many(self.pages, 'page')}, {_many(round(self.seconds), 'second')}, "
            f"{_many(len(self.glasses), 'setting')}.",
            filters=_filters(self.findings),
            rows=rows,
            sections=sections,
            script=_SCRIPT,
        )

    def lines(self) -> Iterable[str]:
        """For the terminal: each fault once, then how many."""
        for each in self.findings:
            where = each.where[0] + (f" and {len(each.where) - 1} more" if len(each.where) > 1 else "")
            yield f"{each.rule}  {each.page}: {each.wrong} {each.mend} [{where}]"
        for rule, count in sorted(self.counts().items()):
            yield f"{count:5}  {rule}"
        told = (_many(len(self.findings), "fault"), _many(self.pages, "page"), _many(round(self.seconds), "second"))
        yield f"{told[0]} on {told[1]}, {told[2]}."


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _link(rule: Rule, counts: Counter[str]) -> str:
    name = escape(rule.id)
    return f'<a href="#{name}">{name}</a>' if counts.get(rule.id) else name


def _section(name: str, asks: str, findings: Sequence[Finding]) -> str:
    items = "".join(_item(number, each) for number, each in enumerate(findings, start=1))
    head = f"<h2>{escape(name)}: {len(findings)}</h2><p>{escape(asks)}</p>"
    return f'<section id="{escape(name)}">{head}<ol>{items}</ol></section>'


def _item(number: int, each: Finding) -> str:
    where = "".join(f"<li>{escape(place)}</li>" for place in each.where)
    return (
        f'<li data-where="{escape(" | ".join(each.where))}"><h3>{escape(each.page)}</h3>'
        f"<p>{escape(each.wrong)}</p><p><b>To mend:</b> {escape(each.mend)}</p>"
        f"<details><summary>{_many(len(each.where), 'setting')}</summary><ul>{where}</ul></details>"
        f"{_figure(number, each)}</li>"
    )


def _figure(number: int, each: Finding) -> str:
    if not each.picture:
        return ""
    data = base64.b64encode(each.picture).decode("ascii")
    box = each.box
    mark = ""
    if box is not None:
        place = f"left:{box.left:.0f}px;top:{box.top:.0f}px;width:{box.width:.0f}px;height:{box.height:.0f}px"
        mark = f'<span class=mark style="{place}"><b>{number}</b></span>'
    alternative = escape(f"The page {each.page}; {each.part} is marked with a box and the number {number}.")
    return (
        f"<details class=shot><summary>Picture</summary><figure><div class=frame>"
        f'<img alt="{alternative}" src="data:image/jpeg;base64,{data}">{mark}</div></figure></details>'
    )


def _filters(findings: Sequence[Finding]) -> str:
    """One menu for each kind of word that the glasses are told apart by."""
    words: dict[int, set[str]] = defaultdict(set)
    for each in findings:
        for place in each.where:
            for at, word in enumerate(place.split(", ")):
                words[at].add(word)
    names = ("Language", "Text size", "Palette", "Screen", "Setting")
    menus = []
    for at, name in enumerate(names):
        if len(words[at]) > 1:
            options = "".join(f"<option>{escape(word)}</option>" for word in sorted(words[at]))
            menus.append(f"<label>{name} <select><option value=''>all</option>{options}</select></label>")
    return "".join(menus)


_STYLE = """
body{font:1.1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
a{color:#0033aa}table{border-collapse:collapse}td,th{border:1px solid #767676;padding:.3rem .6rem;text-align:left}
.n{text-align:right}section>ol>li{border-top:2px solid #767676;padding:.5rem 0}
.frame{position:relative;display:inline-block}
.frame img{display:block;border:1px solid #111}.mark{position:absolute;outline:4px solid #c00;outline-offset:2px;
box-shadow:0 0 0 8px #fff8}.mark b{position:absolute;left:-4px;top:-2rem;background:#c00;color:#fff;padding:0 .4rem}
summary,select,a{min-height:2.5rem;line-height:2.5rem}:focus-visible{outline:4px solid #0033aa;outline-offset:2px}
form label{margin-right:1.5rem;display:inline-block}select{font:inherit}figure{overflow:auto;margin:2.5rem 0 1rem}
[hidden]{display:none}
"""

_SCRIPT = """
const menus=[...document.querySelectorAll('form select')],items=[...document.querySelectorAll('section>ol>li')],
told=document.querySelector('[role=status]');
function sift(){let shown=0;for(const item of items){const places=item.dataset.where.split(' | ').map(p=>p.split(', '));
item.hidden=!places.some(p=>menus.every(m=>m.value===''||p.includes(m.value)));if(!item.hidden)shown++}
for(const s of document.querySelectorAll('section'))s.hidden=!s.querySelector('ol>li:not([hidden])');
told.textContent=shown+' faults are shown.'}
menus.forEach(m=>m.addEventListener('change',sift));
"""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{verdict}: audit of {title}</title><style>{style}</style></head>
<body><main><h1>{verdict}: audit of {title}</h1><p>{summary}</p>
<form aria-label="Show only">{filters}</form><p role="status"></p>
<table><caption>Rules</caption><thead><tr><th scope="col">Rule</th><th scope="col">Row</th><th scope="col">Asks</th>
<th scope="col">Faults</th></tr></thead><tbody>{rows}</tbody></table>
{sections}</main><script>{script}</script></body></html>
"""
