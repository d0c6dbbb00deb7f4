"""Numbers, dates, addresses and foreign words as people say them, held against what espeak-ng really says."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.saying.voicing import LONGEST_SAID, Segment, voiced
from accessibility.sentences import around, speakable
from accessibility.utterances import Script, Utterance
from kiosk.pages.lexicon import Lexicon

ADDRESS = {"town.example/aide": "la ville barre oblique aide"}
LEXICON = Lexicon(
    {
        "fr": {"CNI": "C N I", "e-mail": "imèl", "SMS": "èsèmès"} | ADDRESS,
        "fr-x-falc": {"CNI": "carte d’identité"},
    },
    {"fr": {"Wi-Fi": "en", "Rivemont City": "en"}},
    ("fr", "fr-x-falc", "en", "ar"),
)


def phonemes(text: str, language: str) -> str:
    """What espeak-ng says, without stress, pauses and the joints between words."""
    asked = ["espeak-ng", "-q", "-x", "-v", language, "--", text]
    said = subprocess.run(asked, capture_output=True, check=True, text=True, timeout=60).stdout
    return re.sub(r"[\s',_!|;-]|\d(?=\s|$)", "", said)


def speech(text: str, language: str) -> str:
    (segment,) = voiced(text, language, LEXICON)
    return segment.speech


FRENCH = [
    ("né le 21/03/1948", "né le vingt et un mars mille neuf cent quarante-huit"),
    ("1948-03-21", "vingt et un mars mille neuf cent quarante-huit"),
    ("01/03/2024", "premier mars deux mille vingt-quatre"),
    ("le 1er mars", "le premier mars"),
    ("14 h 30", "quatorze heures trente"),
    ("14h30", "quatorze heures trente"),
    ("09:30", "neuf heures trente"),
    ("8\u00a0h", "huit heures"),
    ("1 h", "une heure"),
    ("01 23 45 67 89", "zéro un, vingt-trois, quarante-cinq, soixante-sept, 89"),
    ("0123456789", "zéro un, vingt-trois, quarante-cinq, soixante-sept, 89"),
    ("01.23.45.67.89", "zéro un, vingt-trois, quarante-cinq, soixante-sept, 89"),
    ("0 800 123 456", "zéro, huit cents, cent vingt-trois, quatre cent cinquante-six"),
    ("12,50 €", "douze euros cinquante"),
    ("25 €", "vingt-cinq euros"),
    ("0,50 €", "cinquante centimes"),
    ("1\u202f234,50\u00a0€", "mille deux cent trente-quatre euros cinquante"),
    ("12 £", "douze livres"),
    ("12\u202f500 places", "douze mille cinq cents places"),
    ("50 %", "cinquante pour cent"),
    ("le 2e étage", "le deuxième étage"),
    ("la 1re fois", "la première fois"),
    ("le XVIe siècle", "le seizième siècle"),
    ("n° 12", "numéro douze"),
    ("M. Dupont", "Monsieur Dupont"),
    ("06200 Nice", "zéro six, deux cents Nice"),
    ("57000 Metz", "cinquante-sept mille Metz"),
    ("5 kg", "cinq kilos"),
    ("12 cm", "douze centimètres"),
    ("20-30 ans", "vingt à trente ans"),
    ("24h/24", "vingt-quatre heures sur vingt-quatre"),
    ("mairie@rivemont.fr", "mairie arobase rivemont point F R"),
    ("ants.gouv.fr", "ants point gouv point F R"),
    ("http://portail.rivemont.example/", "portail point rivemont point example"),
    ("https://town.example/aide", "la ville barre oblique aide"),
    ("facture.pdf", "facture point P D F"),
    ("20260157", "deux zéro deux six, zéro un cinq sept"),
    ("votre CNI", "votre C N I"),
    ("123456789", "un deux trois, quatre cinq six, sept huit neuf"),
    ("1/2 journée", "un demi journée"),
    ("20 €/mois", "vingt euros par mois"),
    ("20 km/h", "vingt kilomètres à l'heure"),
    ("9h-12h", "neuf heures à 12 heures"),
    ("de 9h à 12h", "de neuf heures à 12 heures"),
    ("l'article L. 123-4", "l'article L. 123-4"),
    ("35 x 45 mm", "35 sur 45 millimètres"),
    ("-5 °C", "moins cinq degrés"),
    ("né(e)", "né"),
    ("le(s) enfant(s)", "le enfant"),
    ("étudiant(e)", "étudiant ou étudiante"),
    ("M./Mme Roux", "Monsieur ou Madame Roux"),
    ("+33 (0)3 53 01 57 00", "plus 33, zéro, 3, 53, 01, 57, 00"),
]
GERMAN = [
    ("am 21. März 1948", "am einundzwanzigsten März 1948"),
    ("21.03.1948", "einundzwanzigster März 1948"),
    ("im 1. Stock", "im ersten Stock"),
    ("14:30 Uhr", "14 Uhr dreißig"),
    ("14:30", "14 Uhr dreißig"),
    ("12,50 €", "zwölf Euro fünfzig"),
    ("1 €", "ein Euro"),
    ("1,50 €", "ein Euro fünfzig"),
    ("0176 1234567", "null eins sieben sechs, eins zwei drei vier fünf sechs sieben"),
    ("z. B. Nr. 5", "zum Beispiel Nummer fünf"),
    ("z.\u00a0B. heute", "zum Beispiel heute"),
    ("5 cm", "fünf Zentimeter"),
    ("3-5 Tage", "drei bis fünf Tage"),
    ("am 1. 5. 2026", "am ersten Mai 2026"),
    ("am 21.03.1948", "am einundzwanzigsten März 1948"),
    ("9.00-17.00 Uhr", "9 Uhr bis 17 Uhr"),
    ("20 €/Monat", "20 Euro pro Monat"),
    ("info@stadt.de", "info ät stadt Punkt D E"),
]
ENGLISH = [
    ("21/03/1948", "twenty-first of March nineteen 48"),
    ("21 March 1948", "twenty-first of March nineteen 48"),
    ("5 May 2024", "fifth of May twenty twenty-four"),
    ("5 May 1905", "fifth of May nineteen oh five"),
    ("8:05", "eight oh five"),
    ("8:00", "eight o'clock"),
    ("£12.50", "twelve pounds fifty"),
    ("€12.50", "twelve euros fifty"),
    ("$1", "one dollar"),
    ("03 87 00 00 00", "zero three, eight seven, zero zero, zero zero, zero zero"),
    ("5 cm", "five centimetres"),
    ("SW1A 1AA", "S W one A one A A"),
    ("20-30 days", "twenty to thirty days"),
    ("info@town.org", "info at town dot org"),
    ("50 %", "fifty per cent"),
    ("No. 5", "number five"),
    ("No. Thank you", "No. Thank you"),
    ("May 3, 2026", "May 3rd twenty 26"),
    ("in 1948", "in nineteen 48"),
    ("9:00-17:00", "nine o'clock to seventeen hundred"),
    ("£20/month", "twenty pounds a month"),
]
ARABIC = [
    ("21/03/1948", "21 مَارْس 1948"),
    ("25 €", "25 يُورُو"),
    ("12,50 €", "12 يُورُو وَ 50 سَنْت"),
    ("5 kg", "5 كِيلُوغْرَام"),
    ("50%", "50 بِالمِئَة"),
    ("12,5", "12 فَاصِلَة 5"),
    ("14:30", "14 وَ 30 دَقِيقَة"),
    ("03 87 00 00 00", "0 3, 8 7, 0 0, 0 0, 0 0"),
    ("٠٣ ٨٧ ٠٠ ٠٠ ٠٠", "٠ ٣, ٨ ٧, ٠ ٠, ٠ ٠, ٠ ٠"),
]


@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [(language, *case) for language, cases in (("fr", FRENCH), ("de", GERMAN), ("en", ENGLISH)) for case in cases],
)
def test_v_5_2_e_signs_are_said_as_people_say_them(language: str, written: str, meant: str) -> None:
    assert phonemes(speech(written, language), language) == phonemes(meant, language)


@pytest.mark.parametrize(("written", "meant"), ARABIC)
def test_v_5_2_e_arabic_signs_are_said_in_words_with_their_vowels(written: str, meant: str) -> None:
    # As texts: espeak-ng gives the phonemes of a long Arabic number differently from one time to the next.
    assert speech(written, "ar") == meant


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fr", "Choisissez une réponse."),
        ("fr", "le 17, le 112 ou le 114"),
        ("fr", "21 mars 1948"),
        ("fr", "31/31/2024"),
        ("fr", "25:61"),
        ("fr", "A4, B2, C3P"),
        ("fr", "CNIL, le SMSI"),
        ("fr", "etc.mais"),
        ("fr", "12 bis, rue du Pont"),
        ("de", "Bitte warten. 5 Personen"),
        ("en", "Question 3 of 9"),
        ("en", "1,234.50"),
        ("ar", "بطاقة الهوية 12"),
        # Mim with its vowel begins a month here and stands for no metre.
        ("ar", "21 مَارِسَ"),
        ("pl", "21/03/1948, 14:30, 12,50 €, 5 kg, a@b.pl"),
    ],
)
def test_what_needs_no_help_is_said_as_it_is_written(language: str, written: str) -> None:
    assert speech(written, language) == written


def lit(written: str, language: str, text: str = "") -> list[tuple[str, str]]:
    """Each spoken word with what is lit on the screen while it is said."""
    shown = text or written
    script = Script((Utterance("p", shown, speakable(written), language),), language, LEXICON)
    return [
        (word, shown[span.start : span.start + span.length])
        for sentence in script.sentences(answers_aloud=True)
        for word, span in zip(sentence.speech.split(), sentence.spans, strict=True)
    ]


def test_own_3_the_sign_on_the_screen_is_lit_while_its_words_are_said() -> None:
    assert lit("Payez 12,50 € le 01/03/2024.", "fr") == [
        ("Payez", "Payez"),
        ("12", "12,50 €"),
        ("euros", "12,50 €"),
        ("50", "12,50 €"),
        ("le", "le"),
        ("premier", "01/03/2024."),
        ("mars", "01/03/2024."),
        ("2024.", "01/03/2024."),
    ]
    assert lit("01 23 45", "fr") == [("01", "01"), ("23", "23"), ("45", "45")]
    assert [shown for _, shown in lit("03 87 00 00 00", "en")][::2] == ["03", "87", "00", "00", "00"]
    assert lit("am 21. März", "de") == [("am", "am"), ("einundzwanzigsten", "21."), ("März", "März")]
    assert lit("(CNI), né", "fr") == [("(C", "(CNI),"), ("N", "(CNI),"), ("I),", "(CNI),"), ("né", "né")]


def test_own_3_a_vowelled_wording_still_lights_its_printed_word_around_a_number() -> None:
    pairs = lit("حَوَالَيْ 25 € هُنَا", "ar", "حوالي 25 € هنا")
    assert [shown for _, shown in pairs] == ["حوالي", "25 €", "25 €", "هنا"]


def test_acronyms_are_said_as_the_pack_says_and_only_whole() -> None:
    assert speech("Votre CNI (CNI) et la CNIL", "fr") == "Votre C N I (C N I) et la CNIL"
    assert speech("votre cni", "fr") == "votre cni"
    assert speech("Votre CNI", "en") == "Votre CNI"
    assert speech("un e\u2011mail, un SMS", "fr") == "un imèl, un èsèmès"


def test_easy_french_takes_the_words_of_french_unless_it_has_its_own() -> None:
    assert speech("CNI par SMS", "fr-x-falc") == "carte d’identité par èsèmès"


def voices(text: str, language: str, lexicon: Lexicon = LEXICON) -> list[tuple[str, str]]:
    return [(segment.language, segment.speech) for segment in voiced(text, language, lexicon)]


def test_en_5_1_3_14_a_foreign_word_is_said_by_its_own_voice() -> None:
    assert voices("Le Wi\u2011Fi est gratuit.", "fr") == [("fr", "Le"), ("en", "Wi\u2011Fi"), ("fr", "est gratuit.")]
    assert voices("Le Wi-Fi ?", "fr") == [("fr", "Le"), ("en", "Wi-Fi ?")]
    assert voices("l’Wi-Fi", "fr") == [("fr", "l’Wi-Fi")]


def test_en_5_1_3_14_another_script_is_said_by_the_packs_first_voice_for_it() -> None:
    assert voices("بطاقة Rivemont هنا.", "ar") == [("ar", "بطاقة"), ("fr", "Rivemont"), ("ar", "هنا.")]
    assert voices("اكتب إلى mairie@rivemont.fr", "ar")[-1] == ("fr", "mairie arobase rivemont point F R")
    assert voices("Voir العربية ici", "fr") == [("fr", "Voir"), ("ar", "العربية"), ("fr", "ici")]
    assert voices("اكتب CNI هنا", "ar")[1] == ("fr", "C N I")
    address = voices("المساعدة، 1 place du Marché, 57999 Rivemont", "ar")
    assert address == [("ar", "المساعدة،"), ("fr", "1 place du Marché, 57999 Rivemont")]
    assert voices("12 rue des Saules, appartement 3.", "ar") == [("fr", "12 rue des Saules, appartement 3.")]
    assert voices("ولد Lina 30 نوفمبر؟", "ar")[-1] == ("ar", "30 نُوفَمْبَر؟")
    assert voices("ما اسم Noé؟", "ar")[-1] == ("fr", "Noé?")
    assert voices("12 غراما، 5 kg", "ar") == [("ar", "12 غراما، 5 كِيلُوغْرَام")]
    assert voices("بطاقة Rivemont هنا.", "ar", Lexicon(languages=("ar",))) == [("ar", "بطاقة Rivemont هنا.")]


def test_en_5_1_3_14_voices_keep_the_light_on_their_own_words() -> None:
    assert lit("Le Wi-Fi est là", "fr") == [("Le", "Le"), ("Wi-Fi", "Wi-Fi"), ("est", "est"), ("là", "là")]
    script = Script((Utterance("p", "Le Wi-Fi est là.", "Le Wi-Fi est là.", "fr"),), "fr", LEXICON)
    sentences = script.sentences(answers_aloud=True)
    assert [(said.begins, said.pause_ms > 0) for said in sentences] == [(True, False), (False, False), (False, True)]


def test_en_5_1_3_8_private_words_stay_private_however_they_are_said() -> None:
    secret = Utterance("p", "CNI 0612345678 Wi-Fi", "CNI 0612345678 Wi-Fi", "fr", True, "[quiet]")
    script = Script((secret,), "fr", LEXICON)
    assert [said.speech for said in script.sentences(answers_aloud=False)] == ["[quiet]"]
    assert "06, 12, 34, 56, 78" in script.sentences(answers_aloud=True)[0].speech


def test_what_would_become_too_long_is_said_as_it_is() -> None:
    text = " ".join(["987654321"] * 50)
    assert speech(text, "fr") == text
    assert len(speech(" ".join(["987654321"] * 20), "fr")) <= LONGEST_SAID


LANGUAGES = ("fr", "de", "en", "ar", "pl")
TEXT = st.text(alphabet=st.sampled_from("aZé 190/.:-,€%@hم٣e\u202fWi'«x×(s)+"), max_size=120)


SIGNS = (
    *("12", "1,50", "0,05", "2018", "03 53 01 57 00", "21/03/1948", "21.", "1. 5. 2026", "12 500", "3/4", "-5", "٣٤"),
    *("€", "%", "kg", "km/h", "/mois", "x", "-", "–", "9h", "14:30", "9am", "1er", "XIVe siècle", "°C", "(e)", "né"),
    *("a@b.fr", "www.x.fr/", "https://e-mail", "facture.pdf", "Wi-Fi", "CNI", "l’", "مرحبا", "،", "؟", "L.", "art. "),
    *(" März", "in 1948", "No. 5", "z.\u00a0B.", "AB123CD", "+33 (0)3 53 01 57 00", " ", "\n", "«", "»", "(", ")"),
)
SENTENCE = st.lists(st.sampled_from(SIGNS), max_size=12).map(" ".join)


@given(TEXT | SENTENCE | st.lists(st.sampled_from(SIGNS), max_size=6).map("".join), st.sampled_from(LANGUAGES))
def test_every_word_says_a_written_one_and_none_is_forgotten(text: str, language: str) -> None:
    count = len(text.split())
    segments: tuple[Segment, ...] = voiced(text, language, LEXICON)
    assert all(len(segment.words) == len(segment.speech.split()) for segment in segments)
    assert all(0 <= first <= last < count for segment in segments for first, last in segment.words)
    said = {word for segment in segments for first, last in segment.words for word in range(first, last + 1)}
    assert said == set(range(count))


def test_the_pieces_of_one_sentence_are_repeated_together() -> None:
    text = "Ici. Le Wi-Fi est là. Fin."
    script = Script((Utterance("p", text, text, "fr"),), "fr", LEXICON)
    sentences = script.sentences(answers_aloud=True)
    assert [said.speech for said in sentences] == ["Ici.", "Le", "Wi-Fi", "est là.", "Fin."]
    assert [around(sentences, index) for index in range(5)] == [(0, 1), (1, 4), (1, 4), (1, 4), (4, 5)]
