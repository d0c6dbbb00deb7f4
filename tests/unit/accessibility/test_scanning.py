"""The scan's state, step by step, and the groups that it goes through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from accessibility.input.grouping import BUNDLE, FEW, KEYBOARD, MANY, Target, tree
from accessibility.input.scanning import CYCLES, ROUNDS_WITHIN, Group, Node, Scan, parts

ROOT = Group(("a", Group(("b", "c", "d")), "e"))


def ticked(scan: Scan, times: int) -> Scan:
    for _ in range(times):
        scan = scan.tick()
    return scan


def column(*names: str, region: str = "page", pitch: float = 100.0, top: float = 0.0) -> list[Target]:
    return [Target(name, region, top + place * pitch, 80.0) for place, name in enumerate(names)]


def test_own_7_a_tick_moves_the_highlight_and_the_press_takes_it() -> None:
    scan = Scan(ROOT)
    assert scan.there == "a"
    scan = scan.tick()
    assert scan.there == Group(("b", "c", "d"))
    scan, part = scan.choose()
    assert (scan.there, part) == ("b", "")
    scan, part = scan.tick().choose()
    assert part == "c"
    assert scan.there == Group(("b", "c", "d"))


def test_own_7_it_rests_after_three_rounds_and_a_press_only_wakes_it() -> None:
    scan = ticked(Scan(ROOT), 3 * CYCLES - 1)
    assert scan.there == "e"
    scan = scan.tick()
    assert scan.there is None
    assert ticked(scan, 10) == scan
    awake, part = scan.choose()
    assert (awake.there, part) == ("a", "")
    assert not ticked(awake, 3 * CYCLES - 1).resting


def test_own_7_a_group_taken_by_mistake_is_left_again() -> None:
    inside, _ = Scan(ROOT).tick().choose()
    assert ticked(inside, 3 * ROUNDS_WITHIN - 1).there == "d"
    assert ticked(inside, 3 * ROUNDS_WITHIN).there == Group(("b", "c", "d"))


def test_own_7_with_two_switches_the_end_of_a_group_leads_out_of_it() -> None:
    inside, _ = Scan(ROOT).onward().choose()
    seen: list[Node | None] = []
    for _ in range(4):
        inside = inside.onward()
        seen.append(inside.there)
    assert seen == ["c", "d", Group(("b", "c", "d")), "e"]
    for _ in range(50):
        inside = inside.onward()
        assert inside.there is not None


def test_own_7_what_appears_or_goes_leaves_the_highlight_where_it_was() -> None:
    scan = Scan(ROOT, (2,), rounds=1)
    more = Group(("a", "new", Group(("b", "c", "d")), "e"))
    assert scan.over(more).there == "e"
    assert scan.over(more).rounds == 1
    assert scan.over(Group(("a",))).there == "a"
    assert scan.over(Group(())).there is None
    assert Scan(Group(())).tick().there is None
    assert Scan(Group(())).choose()[1] == ""


def test_own_7_a_cycle_counts_the_way_into_the_largest_group() -> None:
    assert Scan(ROOT).steps == 3 + 3


def test_own_7_few_controls_are_gone_through_one_by_one() -> None:
    names = [str(number) for number in range(FEW)]
    assert tree(column(*names)) == Group(tuple(names))


def test_own_7_more_are_gone_through_row_by_row() -> None:
    row = [Target(part, "page", 500.0, 80.0) for part in ("back", "forward")]
    bar = [Target(f"bar.{number}", "bar", 600.0, 60.0) for number in range(6)]
    assert tree([*column("one", "two"), *row, *bar]) == Group(
        ("one", "two", Group(("back", "forward")), Group(tuple(f"bar.{number}" for number in range(6))))
    )


def test_own_7_the_keyboard_comes_first_and_the_page_is_one_group_behind_it() -> None:
    keys = [Target(f"key:{letter}", KEYBOARD, 100.0 * (number // 3), 80.0) for number, letter in enumerate("abcdef")]
    assert tree([*column("field", "forward"), *keys]) == Group(
        (Group(("key:a", "key:b", "key:c")), Group(("key:d", "key:e", "key:f")), Group(("field", "forward")))
    )


def test_own_7_a_long_list_is_bundled() -> None:
    names = [str(number) for number in range(MANY + 3)]
    nodes = tree(column(*names)).nodes
    assert [len(parts(node)) for node in nodes] == [BUNDLE] * 3
    assert [part for node in nodes for part in parts(node)] == names


def test_own_7_a_bundle_is_no_higher_than_what_is_seen_at_once() -> None:
    names = [str(number) for number in range(MANY + 3)]
    assert [len(parts(node)) for node in tree(column(*names), 290.0).nodes] == [3] * 4
    assert [len(parts(node)) for node in tree(column(*names), 50.0).nodes] == [1] * 12


def test_own_7_what_is_scrolled_under_a_button_is_no_row_with_it() -> None:
    foot = [Target(part, "foot", 300.0, 80.0) for part in ("up", "down", "forward")]
    below = Target("d", "page", 300.0, 80.0)
    assert tree([*column("a", "b", "c"), below, *foot]) == Group(("a", "b", "c", "d", Group(("up", "down", "forward"))))


PLACES = st.lists(
    st.tuples(st.sampled_from(["page", "bar", KEYBOARD]), st.floats(0, 2000), st.floats(1, 300)), max_size=60
)


@given(PLACES)
def test_own_7_every_control_is_in_one_group_and_can_be_taken(places: list[tuple[str, float, float]]) -> None:
    targets = [Target(f"{number}", *place) for number, place in enumerate(places)]
    root = tree(targets)
    assert sorted(parts(root)) == sorted(target.part for target in targets)
    for target in targets:
        scan, taken = Scan(root), ""
        for _ in range(300):
            here = scan.there
            assert here is not None
            if target.part in parts(here):
                scan, taken = scan.choose()
                if taken:
                    break
            else:
                scan = scan.tick()
        assert taken == target.part


@given(st.lists(st.sampled_from(["tick", "onward", "choose"]), max_size=80))
def test_own_7_no_order_of_events_loses_the_way(events: list[str]) -> None:
    scan = Scan(ROOT)
    for event in events:
        scan = scan.tick() if event == "tick" else scan.onward() if event == "onward" else scan.choose()[0]
        assert scan.resting or scan.there is not None
