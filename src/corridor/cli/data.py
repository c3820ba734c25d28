"""`corridor data`: refresh, status and import of figures from official sources."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from corridor.cli import output, refusing
from corridor.cli.speech import Words

if TYPE_CHECKING:
    import datetime as dt

    import polars as pl

    from corridor.labour_market.errors import LabourMarketError
    from corridor.labour_market.sources.catalogue import Form, Table
    from corridor.labour_market.sources.importing import Imported
    from corridor.labour_market.sources.refresh import Outcome
    from corridor.labour_market.sources.store import Status

MESSAGES = Path(__file__).parent / "data_messages.json"
say = Words(MESSAGES)
DONE, WRONG = 0, 2
REFRESHED = ("table", "result", "rows", "before", "age", "remark")
STATUS = ("table", "label", "office", "area", "age", "updated", "rows", "licence", "remark")


# ---- refresh ----


def refresh(
    tables: Sequence[str],
    *,
    source: str | None = None,
    force: bool = False,
    form: str | None = None,
    base: str | None = None,
    format: str = "table",
    lang: str = "en",
) -> int:
    """Fetch tables and say what came of each; returns the exit code."""
    with refusing.refusing(lang):
        from corridor.labour_market.sources import store
        from corridor.labour_market.sources.catalogue import chosen
        from corridor.labour_market.sources.refresh import Wish
        from corridor.labour_market.sources.refresh import refresh as run

        wanted = chosen(tables, source, store.folder())
        wish = Wish(force=force, base=base, form=cast("Form | None", form))
        found: list[Outcome] = []
        with _Bar(len(wanted), lang) as bar:
            for outcome in run(wanted, wish, progress=bar.tell):
                found.append(outcome)
                bar.done(outcome)
        _print_outcomes(found, format, lang)
        sums = Counter(outcome.result for outcome in found)
        counts = {result: sums[result] for result in ("fetched", "unchanged", "failed")}
        output.remark(say("sum", lang, folder=store.folder(), **counts))
        return WRONG if sums["failed"] else DONE
    return WRONG


class _Bar:
    """Progress on standard error: a bar at a terminal; else a line a table."""

    def __init__(self, tables: int, lang: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

        self.lang, self.tables, self.number = lang, tables, 0
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True) if sys.stderr.isatty() else None
        self.task = None if self.bar is None else self.bar.add_task("", total=None)

    def __enter__(self) -> _Bar:
        if self.bar is not None:
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    def tell(self, table: str, done: int, total: int) -> None:
        """Bytes of a table that have come."""
        if self.bar is not None and self.task is not None:
            told = f"{self.number + 1}/{self.tables} {table}"
            self.bar.update(self.task, description=told, completed=done, total=total or None)

    def done(self, outcome: Outcome) -> None:
        """A table is done."""
        self.number += 1
        key = "line_nothing" if outcome.age is None else "line"
        values = {"table": outcome.table, "result": say(outcome.result, self.lang)}
        if outcome.age is not None:
            values |= {"rows": str(outcome.rows), "age": age_told(outcome.age, self.lang)}
        output.remark(say(key, self.lang, **values))
        if outcome.error is not None:
            output.failed(outcome.error.place, *outcome.error.told(self.lang), self.lang)
            if outcome.age is not None:
                output.remark(say("still", self.lang, table=outcome.table, age=age_told(outcome.age, self.lang)))


def _print_outcomes(found: Sequence[Outcome], format: str, lang: str) -> None:
    if format == "json":
        records = [
            {
                "table": outcome.table,
                "result": outcome.result,
                "rows": outcome.rows,
                "before": outcome.before,
                "age_days": _days(outcome.age),
                "error": None if outcome.error is None else _error(outcome.error, lang),
            }
            for outcome in found
        ]
        output.result(output.as_json(records))
        return
    rows = [
        [
            outcome.table,
            outcome.result if format == "csv" else say(outcome.result, lang),
            outcome.rows,
            outcome.before,
            _days(outcome.age) if format == "csv" else age_told(outcome.age, lang),
            "" if outcome.error is None else outcome.error.told(lang)[0],
        ]
        for outcome in found
    ]
    _print(REFRESHED, rows, format, lang)


def _error(error: LabourMarketError, lang: str) -> dict[str, str]:
    message, remedy = error.told(lang)
    return {"place": error.place, "message": message, "remedy": remedy}


# ---- status ----


def status(*, stored: bool = False, format: str = "table", lang: str = "en") -> int:
    """Say which tables are stored and how old they are; returns the exit code."""
    with refusing.refusing(lang):
        from corridor.labour_market.sources.store import status as run

        found = [each for each in run() if each.provenance is not None or not stored]
        if format == "json":
            output.result(output.as_json([_record(each, lang) for each in found]))
        else:
            _print(STATUS, [_status_row(each, format, lang) for each in found], format, lang)
        return DONE
    return WRONG


def _status_row(each: Status, format: str, lang: str) -> list[Any]:
    table, known = each.table, each.provenance
    return [
        table.name,
        table.label[lang],
        table.publisher.label[lang],
        _area(table, lang),
        _days(each.age) if format == "csv" else age_told(each.age, lang),
        None if known is None else known.updated,
        None if known is None else known.rows,
        _licence(table, lang),
        _remark(each, lang),
    ]


def _area(table: Table, lang: str) -> str:
    regions = any(code.startswith("BE") and code != "BE" for code in table.filter.get("geo", ()))
    if table.national:
        return say("national", lang)
    return say("regional", lang) if regions or not table.dimensions else ""


def _licence(table: Table, lang: str) -> str:
    licence = table.publisher.licence
    return say("share_alike", lang, licence=licence.name) if licence.share_alike else licence.name


def _remark(each: Status, lang: str) -> str:
    told = list[str]()
    if each.old:
        told.append(say("old", lang, n=each.table.fresh_days))
    known, checked = each.provenance, each.checked
    if checked is not None and checked.error is not None and (known is None or checked.at > known.retrieved):
        told.append(say("last_failed", lang, why=checked.error.told(lang)[0]))
    if known is not None and known.form == "rearranged":
        told.append(say("extract", lang))
    if each.provenance is None and each.table.by_file:
        told.append(say("by_file", lang))
    return "; ".join(told)


def _record(each: Status, lang: str) -> dict[str, Any]:
    from pydantic import TypeAdapter

    from corridor.labour_market.sources.store import Provenance

    known = each.provenance
    return {
        "table": each.table.name,
        "label": each.table.label[lang],
        "office": each.table.office,
        "national": each.table.national,
        "basis": each.table.basis,
        "age_days": _days(each.age),
        "old": each.old,
        "vintages": each.vintages,
        "remark": _remark(each, lang),
        "provenance": None if known is None else TypeAdapter(Provenance).dump_python(known, mode="json"),
    }


# ---- import ----


def import_(table: str, file: Path, *, force: bool = False, format: str = "table", lang: str = "en") -> int:
    """Read a file into the store and say what was read; returns the exit code."""
    with refusing.refusing(lang):
        from corridor.labour_market.sources.importing import import_file

        found = import_file(table, file, force=force)
        known = found.provenance
        if found.quarantine.height:
            place = file.with_name(f"{file.stem}.quarantine.csv")
            _quarantine(found.quarantine, lang).write_csv(place)
            output.remark(say("quarantined", lang, rows=found.quarantine.height, file=place))
        _print_imported(found, format, lang)
        if known.unread_labels:
            output.remark(say("unread_labels", lang, labels="; ".join(known.unread_labels)))
        if known.form == "rearranged":
            output.remark(say("rearranged", lang))
        output.remark(known.attribution[lang])
        return DONE
    return WRONG


def _quarantine(rows: pl.DataFrame, lang: str) -> pl.DataFrame:
    import polars as pl

    from corridor.labour_market.sources.agency_file import told

    reasons = [told(each, lang) for each in rows["reasons"]]
    return rows.with_columns(pl.Series("reasons", reasons, dtype=pl.String)).rename({"reasons": say("reasons", lang)})


def _print_imported(found: Imported, format: str, lang: str) -> None:
    known = found.provenance
    values = {"table": known.table, "rows": known.rows, "vintage": known.vintage, "quarantined": known.quarantined}
    if format == "json":
        output.result(output.as_json({**values, "sha256": known.sha256, "flags": dict(known.flags)}))
    elif format == "csv":
        output.result(output.as_csv(tuple(values), [list(values.values())]))
    else:
        output.result(say("imported", lang, **values))


# ---- in common ----


def age_told(age: dt.timedelta | None, lang: str) -> str:
    """How long ago, in words."""
    days = _days(age)
    if days is None:
        return say("not_stored", lang)
    return say("age_today", lang) if days == 0 else say("age_one" if days == 1 else "age_days", lang, n=days)


def _days(age: dt.timedelta | None) -> int | None:
    return None if age is None else max(0, age.days)


def _print(columns: Sequence[str], rows: Sequence[Sequence[Any]], format: str, lang: str) -> None:
    if format == "csv":
        output.result(output.as_csv(columns, rows))
    else:
        output.as_table(None, [say(f"col_{column}", lang) for column in columns], rows)
