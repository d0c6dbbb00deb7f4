"""XForms of any size, for measuring: each family says what of it depends on what.

Every question is an integer of at least 1; every running calculation adds one to the sum so far, so the right values
are known without any engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

QUESTIONS_PER_REPEAT = 50
LANGUAGES = ("English (en)", "Français (fr)")


def chain(questions: int, answer: str = "") -> str:
    """Each question has relevance on the one before, a constraint, required, and a running sum that its label tells.

    `answer` is what every question is answered with from the start; so a form can be met filled in.
    """
    numbers = range(questions)
    binds = []
    for i in numbers:
        relevant = f' relevant="/data/q{i - 1} &gt; 0"' if i else ""
        binds.append(f'<bind nodeset="/data/q{i}" type="int"{relevant} required="true()" constraint="{_CONSTRAINT}"/>')
        before = f"/data/c{i - 1} + " if i else ""
        binds.append(f'<bind nodeset="/data/c{i}" type="int" calculate="{before}coalesce(/data/q{i}, 0)"/>')
    body = [
        f'<input ref="/data/q{i}"><label>Question {i}, so far <output value="/data/c{max(0, i - 1)}"/></label></input>'
        for i in numbers
    ]
    instance = "".join(f"<q{i}>{answer}</q{i}><c{i}/>" for i in numbers)
    return _form(f"chain-{questions}", instance, "".join(binds), "".join(body))


def separate(questions: int) -> str:
    """As `chain`, in two languages, but each question stands with its neighbour alone: pairs, and no running sum."""
    numbers = range(questions)
    binds = []
    for i in numbers:
        relevant = f' relevant="/data/q{i - 1} &gt; 0"' if i % 2 else ""
        binds.append(f'<bind nodeset="/data/q{i}" type="int"{relevant} required="true()" constraint="{_CONSTRAINT}"/>')
        binds.append(f'<bind nodeset="/data/c{i}" type="int" calculate="coalesce(/data/q{i}, 0) + 1"/>')
    body = [f'<input ref="/data/q{i}"><label ref="jr:itext(\'/data/q{i}:label\')"/></input>' for i in numbers]
    instance = "".join(f"<q{i}/><c{i}/>" for i in numbers)

    def label(word: str) -> Callable[[int], str]:
        return lambda i: (
            f'<text id="/data/q{i}:label"><value>{word} {i}: <output value="/data/c{i - i % 2}"/></value></text>'
        )

    return _form(
        f"separate-{questions}",
        instance,
        _itext(numbers, (label("Question"), label("La question"))) + "".join(binds),
        "".join(body),
    )


def repeats() -> str:
    """A repeat of fifty questions, each with relevance on the one before, and a sum over all of them.

    One instance is there from the start; the others are added.
    """
    numbers = range(QUESTIONS_PER_REPEAT)
    last = QUESTIONS_PER_REPEAT - 1
    binds = ['<bind nodeset="/data/total" type="int" calculate="sum(/data/person/sum)"/>']
    for i in numbers:
        relevant = f' relevant=" ../q{i - 1}  &gt; 0"' if i else ""
        binds.append(
            f'<bind nodeset="/data/person/q{i}" type="int"{relevant} required="true()" constraint="{_CONSTRAINT}"/>'
        )
    terms = " + ".join(f"coalesce( ../q{i} , 0)" for i in (0, last // 2, last))
    binds.append(f'<bind nodeset="/data/person/sum" type="int" calculate="{terms}"/>')
    body = "".join(
        f'<input ref="/data/person/q{i}">'
        f'<label>Question {i} after <output value=" ../q{max(0, i - 1)} "/></label></input>'
        for i in numbers
    )
    one = "".join(f"<q{i}/>" for i in numbers) + "<sum/>"
    return _form(
        "repeats",
        f'<person jr:template="">{one}</person><person>{one}</person><total/>',
        "".join(binds),
        f'<group ref="/data/person"><label>Person</label><repeat nodeset="/data/person">{body}</repeat></group>',
    )


def filtered(rows: int, per_group: int) -> str:
    """A list of so many rows, of which those of one group are offered: `per_group` of them."""
    items = "".join(
        f"<item><name>t{i}</name><label>Town {i}</label><of>{i // per_group}</of></item>" for i in range(rows)
    )
    return _form(
        f"filtered-{rows}",
        "<group/><town/>",
        f'<instance id="towns"><root>{items}</root></instance>'
        '<bind nodeset="/data/group" type="string"/><bind nodeset="/data/town" type="string"/>',
        '<input ref="/data/group"><label>Group</label></input>'
        '<select1 ref="/data/town"><label>Town</label>'
        "<itemset nodeset=\"instance('towns')/root/item[of = /data/group]\">"
        '<value ref="name"/><label ref="label"/></itemset></select1>',
    )


_CONSTRAINT = ". &gt; 0 and . &lt; 1000"


def _itext(numbers: Iterable[int], label: tuple[Callable[[int], str], ...]) -> str:
    translations = "".join(
        f'<translation lang="{language}">{"".join(each(i) for i in numbers)}</translation>'
        for language, each in zip(LANGUAGES, label, strict=True)
    )
    return f"<itext>{translations}</itext>"


def _form(name: str, instance: str, model: str, body: str) -> str:
    return (
        '<?xml version="1.0"?>'
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
        ' xmlns:jr="http://openrosa.org/javarosa">'
        f"<h:head><h:title>{name}</h:title><model>"
        f'<instance><data id="{name}" version="1">{instance}<meta><instanceID/></meta></data></instance>{model}'
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    )
