"""A few sentences in each language, by which a voice's pace is measured before it speaks."""

from __future__ import annotations

_SAMPLES = {
    "fr": "Votre carte est valable dix ans. Le guichet est ouvert du lundi au vendredi. Demandez de l'aide.",
    "en": "Your card is valid for ten years. The counter is open from Monday to Friday. You can ask for help.",
    "de": "Ihr Ausweis gilt zehn Jahre. Der Schalter ist von Montag bis Freitag geöffnet. Sie können um Hilfe bitten.",
    "ar": "بِطَاقَتُكَ صَالِحَةٌ لِعَشْرِ سَنَوَاتٍ. المَكْتَبُ مَفْتُوحٌ مِنَ الاثْنَيْنِ إِلَى الجُمُعَةِ. يُمْكِنُكَ طَلَبُ المُسَاعَدَةِ.",
}


def sample(language: str) -> str:
    """What a voice of this language says to show its pace; numbers where nobody has written anything."""
    return _SAMPLES.get(language, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.")
