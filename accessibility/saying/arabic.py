"""Arabic as its readers in France say it: Algeria's names of months, digits one by one on the telephone."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

from accessibility.saying.habits import Currency, Habits

_MONTHS: tuple[str, ...] = ("جَانْفِي", "فِيفْرِي", "مَارْس", "أَفْرِيل", "مَايْ", "جُوَان", "جْوِيلِيَّة", "أُوت")
_MONTHS += ("سِبْتَمْبَر", "أُكْتُوبَر", "نُوفَمْبَر", "دِيسَمْبَر")


def _bare(word: str) -> str:
    """As it is printed: without vowels."""
    return "".join(sign for sign in word if not unicodedata.combining(sign))


class Arabic(Habits):
    """Words carry their vowels: the synthesizer cannot guess them."""

    months = _MONTHS
    currencies = MappingProxyType(
        {
            "€": Currency("يُورُو", "يُورُو", "سَنْت", "سَنْت"),
            "£": Currency("جُنَيْه", "جُنَيْه", "بِنْس", "بِنْس"),
            "$": Currency("دُولَار", "دُولَار", "سَنْت", "سَنْت"),
        }
    )
    units = MappingProxyType(
        {
            unit: (name, name)
            for units, name in (
                (("kg", "كغ", "كلغ"), "كِيلُوغْرَام"),
                (("g", "غ"), "غْرَام"),
                (("km", "كم", "كلم"), "كِيلُومِتْر"),
                (("m", "م"), "مِتْر"),
                (("cm", "سم"), "سَنْتِيمِتْر"),
                (("mm", "مم"), "مِيلِيمِتْر"),
                (("min",), "دَقِيقَة"),
                (("MB", "Mo", "ميغابايت"), "مِيغَابَايْت"),
                (("GB", "Go", "غيغابايت"), "غِيغَابَايْت"),
                (("KB", "Ko", "كيلوبايت"), "كِيلُوبَايْت"),
            )
            for unit in units
        }
    )
    signs = MappingProxyType({"@": "آتْ", ".": "نُقْطَة", "-": "شَرْطَة", "_": "شَرْطَة سُفْلِيَّة", "/": "شَرْطَة مَائِلَة", "+": "زَائِد"})
    words = MappingProxyType({_bare(month): month for month in _MONTHS})
    to = "إِلَى"
    by = "فِي"
    minus = "نَاقِص"
    percent = "بِالمِئَة"
    plus = "زَائِد"

    def clock(self, hour: int, minute: int) -> str:
        return f"{hour} وَ {minute} دَقِيقَة" if minute else f"{hour} تَمَامًا"

    def money(self, whole: str, cents: str, sign: str) -> str:
        said = super().money(whole, "", sign)
        if not cents or int(cents) == 0:
            return said
        part = f"{int(cents)} {self.currencies[sign].cents}"
        return part if int(whole) == 0 else f"{said} وَ {part}"

    def decimal(self, whole: str, fraction: str) -> str:
        return f"{whole} فَاصِلَة {fraction}"
