"""Ordinary sentences of a town hall, to calibrate the voices on and to measure them with."""

from __future__ import annotations

CALIBRATION: dict[str, tuple[str, ...]] = {
    "fr": (
        "Votre carte est valable dix ans.",
        "Prenez une photo de moins de six mois et un justificatif de domicile.",
        "Le guichet est ouvert du lundi au vendredi, de neuf heures à midi.",
        "Vous pouvez demander de l'aide à tout moment.",
        "Rien n'est envoyé avant votre accord.",
        "Le parking est derrière la mairie.",
        "La bibliothèque prête des livres à tous les habitants de la commune.",
        "Apportez une enveloppe et un timbre.",
        "Vous recevrez une réponse par courrier dans les deux semaines.",
    ),
    "en": (
        "Your card is valid for ten years.",
        "Bring a photo that is less than six months old and a proof of address.",
        "The counter is open from Monday to Friday, from nine o'clock to noon.",
        "You can ask for help at any time.",
        "Nothing is sent before you agree.",
        "The car park is behind the town hall.",
        "The library lends books to everyone who lives in the town.",
        "Bring an envelope and a stamp.",
        "You will get an answer by post within two weeks.",
    ),
    "ar": (
        "بِطَاقَتُكَ صَالِحَةٌ لِعَشْرِ سَنَوَاتٍ.",
        "أَحْضِرْ صُورَةً حَدِيثَةً وَإِثْبَاتًا لِلسَّكَنِ.",
        "المَكْتَبُ مَفْتُوحٌ مِنَ الاثْنَيْنِ إِلَى الجُمُعَةِ مِنَ التَّاسِعَةِ صَبَاحًا إِلَى الظُّهْرِ.",
        "يُمْكِنُكَ طَلَبُ المُسَاعَدَةِ فِي أَيِّ وَقْتٍ.",
        "لَا يُرْسَلُ شَيْءٌ قَبْلَ مُوَافَقَتِكَ.",
        "مَوْقِفُ السَّيَّارَاتِ خَلْفَ البَلَدِيَّةِ.",
        "المَكْتَبَةُ تُعِيرُ الكُتُبَ لِجَمِيعِ سُكَّانِ المَدِينَةِ.",
        "أَحْضِرْ ظَرْفًا وَطَابِعًا.",
        "سَتَصِلُكَ الإِجَابَةُ بِالبَرِيدِ خِلَالَ أُسْبُوعَيْنِ.",
        "الحَافِلَةُ رَقْمُ اثْنَيْنِ تَقِفُ أَمَامَ مَكْتَبِ البَرِيدِ.",
        "إِذَا فَقَدْتَ بِطَاقَتَكَ فَقُمْ أَوَّلًا بِالتَّصْرِيحِ بِالفِقْدَانِ.",
        "يَجِبُ أَنْ يَأْتِيَ الطِّفْلُ مَعَ أَحَدِ وَالِدَيْهِ.",
        "الطَّلَبُ مَجَّانِيٌّ إِلَّا فِي حَالَةِ الضَّيَاعِ أَوِ السَّرِقَةِ.",
    ),
    "de": (
        "Ihr Ausweis gilt zehn Jahre.",
        "Bringen Sie ein Foto mit, das weniger als sechs Monate alt ist, und einen Nachweis Ihrer Adresse.",
        "Der Schalter ist von Montag bis Freitag geöffnet, von neun Uhr bis mittags.",
        "Sie können jederzeit um Hilfe bitten.",
        "Nichts wird gesendet, bevor Sie zustimmen.",
        "Der Parkplatz ist hinter dem Rathaus.",
        "Die Bibliothek leiht allen Einwohnern der Stadt Bücher.",
        "Bringen Sie einen Umschlag und eine Briefmarke mit.",
        "Sie bekommen innerhalb von zwei Wochen eine Antwort per Post.",
    ),
}

NUMBERS: dict[str, tuple[str, str]] = {
    "fr": ("Née le 21 mars 1948. Appelez le 03 87 55 12 34 avant 17:30. Il faut 25,50 €.", ""),
    "en": ("Born on 21 March 1948. Call 020 7946 0958 before 5:30 pm. It costs £25.50.", ""),
    "ar": (
        "الموعد يوم 21 مارس 1948. الهاتف 03 87 55 12 34. الثمن 25 يورو.",
        "المَوْعِدُ يَوْمَ 21 مَارِسَ 1948. الهَاتِفُ 03 87 55 12 34. الثَّمَنُ 25 يُورُو.",
    ),
    "de": ("Geboren am 21. März 1948. Rufen Sie um 14:30 Uhr 0651 12 34 56 an. Es kostet 25,50 €.", ""),
}
"""Dates, times, telephone numbers and amounts: what is shown, and what is said where that is not worked out from it."""
