"""Titles as people write them, made comparable: gender marks, brackets, slashes, abbreviations and trailing noise.

Pure functions. `plain` only unifies letters; `forms` gives the ways in which one title may be read, the whole one
first.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "title_words.json"
MOST_FORMS = 6
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
_GENDER_LETTERS = r"[hfmvwdx]"
_MARKS = re.compile(
    rf"\(\s*{_GENDER_LETTERS}(?:\s*[/|,.·\-]?\s*{_GENDER_LETTERS}){{1,3}}\s*\)"  # (m/v/x), (H-F), (mvx)
    rf"|(?<![\w/]){_GENDER_LETTERS}(?:\s*[/|]\s*{_GENDER_LETTERS}){{1,3}}(?![\w/])"  # m/v, H / F / X
    rf"|(?<=\s)[mhMH]\s*[-.]\s*[vfVF](?:\s*[-.]\s*[xX])?(?=\s|$)",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"\b(?:ref|réf|referentie|référence|job\s*id|vacaturenummer)\b\.?\s*[:#n°]*\s*[\w./-]*\d[\w./-]*"
    r"|#\s*\d+|\b\d{1,3}\s*%|€\s*[\d.,]+|[\d.,]+\s*(?:€|eur\b|euro\b)"
    r"|\b\d{1,2}(?:[.,]\d+)?\s*(?:u|h|uur|heures|uren|hours)(?:\s*/\s*(?:week|w|sem|semaine))?\b|\b[1-4]/5(?:\s*e?)?\b",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"(\w*)\((\w{1,8})\)(\w*)")
_INCLUSIVE = re.compile(
    r"(\w{3,})[·•.\-](e|ne|le|te|se|euse|rice|trice|ère|ere|ière|iere|ienne|ive)(?:[·•.\-]?s)?\b(?!-)"
)
_SUFFIX = re.compile(r"(\w{3,})\s?/\s?-?(e|ne|le|te|se|euse|rice|trice|ère|ere|ière|ienne|ive|ster|vrouw|in|es)\b")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_FEMININE = (
    ("trice", "teur"), ("rice", "eur"), ("euse", "eur"), ("ère", "er"), ("ere", "er"), ("ière", "ier"), ("iere", "ier"),
    ("ienne", "ien"), ("ive", "if"), ("ster", "er"), ("vrouw", "man"),
)  # fmt: skip
"""Feminine endings and the masculine ending that they replace; any other ending is added."""


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1 << 17)
def plain(text: str) -> str:
    """Lower case without accents, signs and Arabic vowel marks, words separated by one space.

    >>> plain("Éducateur (spécialisé), 1er cycle")
    'educateur specialise 1er cycle'
    """
    text = unicodedata.normalize("NFKC", text).lower().translate(_ARABIC)
    text = text.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"[^\w#+]+|_", " ", text)
    return " ".join(_without_article(word) for word in text.split())


def _without_article(word: str) -> str:
    """An Arabic word without its article."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def is_arabic(text: str) -> bool:
    """Whether most letters are Arabic."""
    letters = [c for c in text if c.isalpha()]
    return sum("\u0600" <= c <= "\u06ff" for c in letters) * 2 > len(letters)


def without_marks(text: str) -> str:
    """A title without gender marks, references, working hours and pay.

    >>> without_marks("Verpleegkundige (m/v/x) 38u/week ref. 2291")
    'Verpleegkundige'
    """
    text = _MARKS.sub(" | ", unicodedata.normalize("NFKC", text))
    text = _REFERENCES.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip(" -–—|,;:/")


@lru_cache(maxsize=1 << 16)
def forms(text: str) -> tuple[str, ...]:
    """The ways to read a title, each in the form of `plain`; the first is the whole title in its first gender.

    >>> forms("Vendeur/vendeuse en alimentation (h/f) - CDI - Liège")
    ('vendeur en alimentation', 'vendeuse en alimentation')
    """
    found: dict[str, None] = {}
    for whole in _readings(text):
        found.setdefault(" ".join(_expanded(w) for w in _without_noise(plain(whole)).split()))
    kept = [form for form in found if form]
    return tuple(kept[:MOST_FORMS]) or (plain(text),)


@lru_cache(maxsize=1 << 16)
def spelled(text: str) -> tuple[str, ...]:
    """The ways to read a title as `forms` has them, but with accents and signs: what a language model reads.

    >>> spelled("Opérateur / Opératrice d’entretien (h/f) - CDI")
    ('opérateur d’entretien', 'opératrice d’entretien')
    """
    found: dict[str, None] = {}
    for whole in _readings(text):
        found.setdefault(_spelled(whole))
    kept = [form for form in found if form]
    return tuple(kept[:MOST_FORMS]) or (" ".join(text.lower().split()),)


def _spelled(reading: str) -> str:
    """One reading in lower case. Where noise or abbreviations are in it, only the words that say something."""
    lower = " ".join(unicodedata.normalize("NFKC", reading).lower().split())
    whole = plain(lower)
    kept = _without_noise(whole).split()
    if kept == whole.split() and not any(word in _words()["abbreviations"] for word in kept):
        return lower.strip(" -–—|,;:/")
    words, at = [], 0
    for word in re.findall(r"[\w#+]+", lower):
        if at < len(kept) and plain(word) == kept[at]:
            words.append(_expanded(kept[at]) if kept[at] in _words()["abbreviations"] else word)
            at += 1
    return " ".join(words)


def _readings(text: str) -> Iterator[str]:
    """A title without marks and closing noise, in each gender that it is written in, with and without brackets."""
    for ending in _endings(_without_tail(without_marks(text))):
        for gendered in _slashed(ending):
            yield from _bracketed(gendered)


def canonical(text: str) -> str:
    """The first form of a title.

    >>> canonical("infirmier(ère) h/f")
    'infirmier'
    """
    return forms(text)[0]


# ---- endings written into the word: infirmier(e), medewerk(st)er, acheteur·euse, brandweerman/-vrouw ----
def _endings(text: str) -> list[str]:
    """The text with each ending in brackets, after a dot or a slash, read both ways."""
    text = _INCLUSIVE.sub(r"\1(\2)", text)
    text = _SUFFIX.sub(lambda m: m[0] if _is_word_pair(m[1], m[2]) else f"{m[1]}({m[2]})", text)
    found = list(_INSIDE.finditer(text))
    joined = [m for m in found if m[1] or m[3]]
    if not joined or len(joined) > 3:
        return [text]
    readings = []
    for choice in product((0, 1), repeat=len(joined)):
        if len(set(choice)) > 1:
            continue  # all words in one gender
        out, at = [], 0
        for match, pick in zip(joined, choice, strict=True):
            out += [text[at : match.start()], _read(match, pick)]
            at = match.end()
        readings.append("".join(out) + text[at:])
    return readings


def _is_word_pair(word: str, ending: str) -> bool:
    return len(ending) > 5 or word.lower() == ending.lower()


def _read(match: re.Match[str], pick: int) -> str:
    before, inside, after = match.groups()
    if not pick:
        return before + after
    if after or not before:
        return before + inside + after
    return feminine(before, inside)


def feminine(word: str, ending: str) -> str:
    """A word with a feminine ending, as it is written in full.

    >>> feminine("directeur", "trice"), feminine("infirmier", "e"), feminine("brandweerman", "vrouw")
    ('directrice', 'infirmière', 'brandweervrouw')
    """
    if ending == "e" and word.endswith("er") and len(word) > 4:
        return word[:-2] + "ère"
    for female, male in _FEMININE:
        if ending == female and word.endswith(male):
            return word[: -len(male)] + female
    return word + ending


# ---- slashes: verkoper/verkoopster, Opérateur / Opératrice de production ----
def _slashed(text: str) -> list[str]:
    """Both genders of a title that writes them on either side of a slash; else the title itself."""
    left, slash, right = text.partition("/")
    one, two = left.split(), right.split()
    if not slash or not one or not two:
        return [text]
    start = next((i for i, word in enumerate(one) if related(word, two[0])), None)
    if start is None:
        return [text]
    lead, male = one[:start], one[start:]
    shared = 0
    while shared < min(len(male), len(two)) and related(male[shared], two[shared]):
        shared += 1
    if len(two) >= len(male):
        tail = two[len(male) :] if shared == len(male) else two[shared:]
        first = [*lead, *male, *tail] if shared == len(male) else [*lead, *male]
        return [" ".join(first), " ".join([*lead, *two])]
    return [" ".join(one), " ".join([*lead, *two, *male[len(two) :]])]


def related(one: str, other: str) -> bool:
    """Whether two words look like two genders or spellings of one: they begin alike.

    >>> related("verkoper", "verkoopster"), related("kok", "kelner")
    (True, False)
    """
    a, b = plain(one).partition(" ")[0], plain(other).partition(" ")[0]
    if not a or not b:
        return False
    if a == b:
        return True
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return shared >= 3 and shared * 2 >= min(len(a), len(b))


# ---- brackets: Heffingsambtenaar (gemeentebelastingen) ----
def _bracketed(text: str) -> list[str]:
    """The title with what stands in brackets, and without it."""
    if not _BRACKETS.search(text):
        return [text]
    with_it = _BRACKETS.sub(r" \1 ", text)
    without = _BRACKETS.sub(" ", text)
    return [with_it, without] if plain(without) else [with_it]


# ---- noise: contract, place, company form ----
def _without_tail(text: str) -> str:
    """A title without closing parts (after a dash, bar, comma or bracket) that are nothing but noise or a place."""
    parts = re.split(r"(\s+[-–—|@•·:]+\s+|\s*[|,;]\s*|\s+-(?=\w)|\s*\((?=[^()]*\)\s*$))", text)
    while len(parts) > 2 and _says_nothing(parts[-1]):
        parts = parts[:-2]
    return "".join(parts)


def _says_nothing(part: str) -> bool:
    words = _noise().sub(" ", plain(part)).split()
    if words and words[0].isdigit() and len(words[0]) == 4:
        words = words[1:]  # a post code
    while words and words[0] in _words()["before_place"]:
        words = words[1:]
    return not words or " ".join(words) in _places()


@cache
def _places() -> frozenset[str]:
    return frozenset(_words()["places"])


@cache
def _noise() -> re.Pattern[str]:
    words = sorted(_words()["noise"], key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")


@cache
def _closing_place() -> re.Pattern[str]:
    lead, places = "|".join(_words()["before_place"]), "|".join(sorted(_words()["places"], key=len, reverse=True))
    return re.compile(rf"\s(?:(?:{lead})\s(?:\d{{4}}\s)?|\d{{4}}\s)(?:{places})$")


def _without_noise(text: str) -> str:
    """A title in plain form without words on contract, hours and employer, and without a place at its end."""
    short = _closing_place().sub("", " ".join(_noise().sub(" ", text).split()))
    return short or text


def _expanded(word: str) -> str:
    return str(_words()["abbreviations"].get(word, word))
