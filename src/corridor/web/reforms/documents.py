"""Reform documents as they travel: a file that somebody brings, JSON in the database, YAML to take away.

What comes from outside is bounded before it is read: size, depth, aliases, numbers, length of rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from pydantic import ValidationError

from corridor.rules.amendment import as_yaml, parse_yaml
from corridor.rules.errors import RuleFileError
from corridor.rules.reform import Reform
from corridor.web.reforms.errors import ReformRefusal

PARTS = ("parameters", "lists", "conditions", "terms", "routes")
LARGEST = 64 * 1024
"""Bytes of a reform file; the examples that ship have about two thousand."""
DEEPEST = 24
LONGEST = 2000
"""Characters of one rule."""
MOST = 300
"""Changes of one reform."""
DIGITS, DECIMALS = 12, 4
LANGUAGES = ("en", "fr", "nl")
Document = dict[str, Any]


# ---- files --------------------------------------------------------------------------------------


def read_file(raw: bytes) -> Reform:
    """A reform from the bytes of a reform file.

    Raises:
        ReformRefusal: it is none, or one that a page does not take.
    """
    if len(raw) > LARGEST:
        raise ReformRefusal("file_large", limit=LARGEST // 1024)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReformRefusal("file_text") from None
    try:
        _plainly_written(text)
        found = parse_yaml(text)
    except RuleFileError as error:
        raise ReformRefusal("file_faulty", why=_first(error)) from None
    except yaml.YAMLError as error:
        raise ReformRefusal("file_faulty", why=getattr(error, "problem", None) or "YAML") from None
    except (ValueError, ArithmeticError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, ReformRefusal):
            raise
        raise ReformRefusal("file_faulty", why=type(error).__name__) from None
    bounded(found)
    return found


def _plainly_written(text: str) -> None:
    """No aliases, which would grow when they are written out, and no depth that a reader could drown in."""
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise ReformRefusal("file_alias")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ReformRefusal("file_alias")


def _first(error: RuleFileError) -> str:
    fault = error.faults[0]
    where = f"{fault.line}: " if fault.line else ""
    return f"{where}{fault.message}; {fault.remedy}"[:300]


def bounded(reform: Reform) -> None:
    """What no page takes, whoever wrote it: too many changes, endless rules, numbers beyond all measure.

    Raises:
        ReformRefusal: something of it.
    """
    if sum(len(getattr(reform, part)) for part in PARTS) > MOST:
        raise ReformRefusal("many", limit=MOST)
    for path, change in reform.parameters.items():
        if not isinstance(change.value, bool) and not fits(Decimal(change.value)):
            raise ReformRefusal("number", place=path, raw=str(change.value)[:20])
    for path, rule in _rules(reform):
        if len(rule) > LONGEST:
            raise ReformRefusal("long_rule", place=path, limit=LONGEST)


def _rules(reform: Reform) -> Iterator[tuple[str, str]]:
    for part in (reform.conditions, reform.terms):
        for path, change in part.items():
            yield path, change.expr
    for path, route in reform.routes.items():
        for text in _strings(route.model_dump() if route else None):
            yield path, text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def fits(value: Decimal) -> bool:
    """Whether a number is one that a law could name."""
    return value.is_finite() and abs(value) < 10**DIGITS and value == round(value, DECIMALS)


# ---- JSON ---------------------------------------------------------------------------------------


def as_json(reform: Reform) -> Document:
    """A reform as JSON holds it: dates as text, numbers as numbers; `of_json` gives the same reform back."""
    found: Document = _plain(reform.model_dump(by_alias=True, exclude_unset=True))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value


def of_json(document: Any) -> Reform:
    """A reform from a document of JSON.

    Raises:
        ReformRefusal: it is none.
    """
    try:
        exact = json.loads(json.dumps(document), parse_float=Decimal)
        return Reform.model_validate(exact)
    except ValidationError as error:
        first = error.errors()[0]
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:300]
        raise ReformRefusal("file_faulty", why=why) from None
    except (ValueError, ArithmeticError, TypeError, RecursionError) as error:
        raise ReformRefusal("file_faulty", why=type(error).__name__) from None


def yaml_of(document: Document) -> str:
    """A kept document as the text of a reform file."""
    return as_yaml(of_json(document))


# ---- texts --------------------------------------------------------------------------------------


def in_all_languages(texts: Mapping[str, str], otherwise: str = "") -> dict[str, str]:
    """Texts in three languages: what is missing is taken from English, then any other, then `otherwise`."""
    given = {lang: text.strip() for lang, text in texts.items() if lang in LANGUAGES and text and text.strip()}
    spare = given.get("en") or next(iter(given.values()), otherwise.strip())
    return {lang: given.get(lang, spare) for lang in LANGUAGES} if spare else {}
