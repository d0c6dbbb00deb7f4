"""The cache is bounded by bytes, keeps what is used, and forgets with the visit."""

from __future__ import annotations

from accessibility.speech.cache import Cache, Recording, Wanted


def wanted(text: str, rate: int = 120, language: str = "fr") -> Wanted:
    return Wanted(text, language, rate)


def recording(size: int) -> Recording:
    return Recording(22050, (), bytes(size))


def test_what_differs_is_kept_apart() -> None:
    cache = Cache()
    cache.put(wanted("a"), recording(2))
    assert cache.get(wanted("a")) == recording(2)
    assert cache.get(wanted("a", rate=60)) is None
    assert cache.get(wanted("a", language="ar")) is None


def test_the_least_recently_used_goes_first() -> None:
    cache = Cache(limit=300)
    for text in "abc":
        cache.put(wanted(text), recording(100))
    cache.get(wanted("a"))
    cache.put(wanted("d"), recording(100))
    assert [text for text in "abcd" if cache.get(wanted(text))] == ["a", "c", "d"]
    assert cache.size == 300


def test_never_above_the_limit() -> None:
    cache = Cache(limit=100)
    cache.put(wanted("a"), recording(101))
    assert cache.get(wanted("a")) is None
    cache.put(wanted("b"), recording(60))
    cache.put(wanted("b"), recording(80))
    assert cache.size == 80
    cache.put(wanted("c"), recording(100))
    assert cache.size == 100
    assert cache.get(wanted("b")) is None


def test_forgets_all() -> None:
    cache = Cache()
    cache.put(wanted("a"), recording(10))
    cache.clear()
    assert cache.get(wanted("a")) is None
    assert cache.size == 0
