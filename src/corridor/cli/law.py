"""`corridor law status`: how sure and how fresh the values are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from corridor.cli import output
from corridor.cli.permits import parsed_day, refused
from corridor.cli.speech import say
from corridor.permits.book import all_books
from corridor.permits.status import Standing, standings
from corridor.rules.errors import RulesError
from corridor.rules.wording import show


def status(*, format: str = "table", lang: str = "en", day: str | None = None, everything: bool = False) -> int:
    """Print the values to watch on a day (or all of them); returns the exit code."""
    try:
        on = parsed_day(day) or date.today()
        found = standings(all_books().values(), on)
    except RulesError as error:
        return refused(error, lang)
    marked = [s for s in found if s.marks]
    shown = found if everything else marked
    if format == "json":
        output.result(output.as_json([_plain(s, lang) for s in shown]))
        return 0
    columns = [say(f"col_{c}", lang) for c in ("region", "value", "status", "until", "checked", "why")]
    rows = list(_rows(shown, lang))
    if format == "csv":
        output.result(output.as_csv(columns, rows))
        return 0
    output.as_table(None, columns, rows)
    output.result(say("status_summary", lang, n=sum(s.value is not None for s in found), day=on, marked=len(marked)))
    return 0


def _rows(found: list[Standing], lang: str) -> Iterator[list[str]]:
    for s in found:
        value = show(s.value, lang, unit=s.unit)
        marks = "; ".join(say(f"status_{m}", lang) for m in s.marks) or say("status_ok", lang)
        region = "" if s.region == "federal" else say(s.region, lang)
        unit = "" if s.unit.startswith("EUR") or s.unit == "bool" else f" {s.unit}"
        label = f"{s.label[lang]}: {value}{unit}"
        note = s.note[lang] if s.note else ""
        yield [region, label, marks, str(s.valid_to or ""), str(s.last_checked or ""), note]


def _plain(s: Standing, lang: str) -> dict[str, Any]:
    out = asdict(s)
    out["label"], out["note"] = s.label[lang], s.note[lang] if s.note else None
    return {k: float(v) if isinstance(v, Decimal) else str(v) if isinstance(v, date) else v for k, v in out.items()}
