"""The forms of fields that the files of this room share: texts, keys, regions, days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

LANGUAGES = ("en", "fr", "nl")
Text = Mapping[str, str]
"""What is said, by language: en, fr, nl; at least one of them."""
Region = Literal["flanders", "wallonia", "brussels", "german_community", "belgium"]
Confidence = Literal["high", "medium", "low"]
FORM = ConfigDict(extra="forbid")
KEY = r"^[a-z0-9][a-z0-9_.-]{0,79}$"
ADDRESS = re.compile(r"https?://\S{1,1000}")
"""What may stand behind a link: nothing but a page of the web."""


def fault(key: str, **values: Any) -> PydanticCustomError:
    """A fault that becomes the ConsultationError of that key."""
    return PydanticCustomError(cast(Any, key), cast(Any, key), values or None)


def _some_language(text: Any) -> Any:
    if not isinstance(text, Mapping):
        raise fault("dossier_languages", given=str(text)[:80])
    unknown = [key for key in text if key not in LANGUAGES]
    found = {lang: str(text[lang]).strip() for lang in LANGUAGES if str(text.get(lang) or "").strip()}
    if unknown or not found:
        raise fault("dossier_languages", given=", ".join(map(str, unknown or text)) or "{}")
    return found


def _name(text: Any) -> Any:
    return dict.fromkeys(LANGUAGES, text.strip()) if isinstance(text, str) and text.strip() else _some_language(text)


def _day(day: Any) -> Any:
    if isinstance(day, datetime.datetime):
        return day.date()
    if isinstance(day, str):
        try:
            return datetime.date.fromisoformat(day)
        except ValueError:
            raise fault("dossier_day", given=day) from None
    return day


def _address(address: Any) -> Any:
    if isinstance(address, str) and not ADDRESS.fullmatch(address):
        raise fault("dossier_address", given=address[:80])
    return address


def _listed(raw: Any) -> Any:
    return () if raw is None else raw


Said = Annotated[Text, BeforeValidator(_some_language)]
Name = Annotated[Text, BeforeValidator(_name)]
"""A proper name, the same in every language; or a text by language."""
Key = Annotated[str, Field(pattern=KEY)]
"""Small letters, figures, `_`, `-` and `.`; what other items point at."""
Day = Annotated[datetime.date, BeforeValidator(_day)]
Address = Annotated[str, BeforeValidator(_address)]
"""An address of the web: https:// or http://."""
Short = Annotated[str, Field(max_length=500)]
"""A name, path or place: no text."""
Listed = BeforeValidator(_listed)
"""`key: null` is the same as no key: nothing is listed."""
Keys = Annotated[tuple[Key, ...], Listed]


def said(text: Text | None, lang: str) -> str:
    """A text in a language; in the first language that it has where it lacks this one; empty where there is none."""
    if not text:
        return ""
    return text.get(lang) or next((text[one] for one in LANGUAGES if text.get(one)), "")
