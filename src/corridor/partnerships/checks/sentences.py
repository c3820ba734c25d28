"""The sentences of a check with its thresholds and the design's facts filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from corridor.partnerships.checks.book import words
from corridor.partnerships.reading import LANGUAGES
from corridor.rules.interpret import Reading
from corridor.rules.wording import show

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def filled(reading: Reading, text: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    """A text in three languages with {fact} and {p.threshold} filled in; what is not known says so in words.

    `known` holds the texts that only the reader needs: one for all languages, or one for each.
    """
    return {
        lang: PLACEHOLDER.sub(lambda found, lang=lang: _value(reading, known, found[1], lang), text[lang])  # type: ignore[misc]
        for lang in LANGUAGES
    }


def _value(reading: Reading, known: Mapping[str, Any], name: str, lang: str) -> str:
    if name.startswith("p."):
        parameter = reading.rules.parameters[name[2:]]
        dated = reading.moment.dated[parameter.name]
        return show(dated.value if dated else None, lang, unit=parameter.unit)
    fact = reading.rules.facts[name]
    if fact.type == "text":
        raw = known.get(name)
        return str(words()["not_known"][lang] if raw is None else raw[lang] if isinstance(raw, Mapping) else raw)
    value = reading.fact(name)
    if value is None:
        return str(words()["not_known"][lang])
    unit = fact.scheme if fact.scheme == "isco08" else fact.unit
    return show(value, lang, unit=unit, labels=fact.value_labels)
