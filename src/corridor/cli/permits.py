"""`corridor permits check` and `routes`. (`ask`, `procedure` and `reform` have files of their own.)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli.reading import UMBRELLAS, best_route, nearest_route, read_aloud
from corridor.cli.speech import say
from corridor.permits.answers import Answer, Books, answered, catalogue
from corridor.permits.book import book
from corridor.permits.case import REGIONS, read_region
from corridor.permits.case_file import is_table, read_cases
from corridor.rules.errors import CaseError, RulesError

if TYPE_CHECKING:
    import polars as pl

WRONG = 2
"""Exit code for wrong use or input."""
READ_ALOUD = 3
"""Up to so many cases are read aloud; more are a table."""


def check(
    file: Path,
    *,
    format: str = "table",
    lang: str = "en",
    explain: bool = False,
    as_of: str | None = None,
    reform: Path | None = None,
    quarantine: Path | None = None,
) -> int:
    """Answer the cases of a file; returns the exit code."""
    try:
        day = parsed_day(as_of)
        books = Books(reform)
        if is_table(file):
            return _check_table(file, books, format, lang, explain, day, quarantine)
        raw = read_cases(file)
    except RulesError as error:
        return refused(error, lang)
    if not raw:
        return refused(CaseError(str(file), "no_cases"), lang)
    answers = [answered(item, position, books, lang, explain, day) for position, item in enumerate(raw, 1)]
    return printed(answers, books, format, lang, explain)


def parsed_day(text: str | None) -> date | None:
    """A date given on the command line.

    Raises:
        CaseError: no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CaseError("--as-of", "no_date", raw=repr(text)) from None


def refused(error: RulesError, lang: str) -> int:
    """Print an error of input or rules; the exit code for it."""
    if isinstance(error, CaseError):
        output.failed(error.place, *error.told(lang), lang)
    else:
        output.remark(f"{say('error', lang)}: {error}")
    return WRONG


def printed(answers: list[Answer], books: Books, format: str, lang: str, explain: bool = False) -> int:
    """Print answers in a format; the exit code is 2 where one is an error."""
    bad = [a for a in answers if "error" in a]
    if format == "json":
        output.result(output.as_json(answers))
    elif format == "csv":
        output.result(output.as_csv(CSV_COLUMNS, map(_csv_row, answers)))
    elif len(answers) <= READ_ALOUD:
        for found in answers:
            if "error" not in found:
                output.result(read_aloud(found, books.of(found["law"]["region"]).rules, lang, explain=explain))
    else:
        print_table(answers, books, lang)
    if format != "json":
        for found in bad:
            e = found["error"]
            output.failed(f"{found['id']}, {e['place']}", e["message"], e["remedy"], lang)
    return WRONG if bad else 0


CSV_COLUMNS = ("id", "region", "as_of", "permit_needed", "open", "closed", "unknown", "next_question", "error")


def _csv_row(found: Answer) -> list[Any]:
    if "error" in found:
        e = found["error"]
        return [found["id"], None, None, None, None, None, None, None, f"{e['place']}: {e['message']}; {e['remedy']}"]
    by_state = {
        s: " ".join(n for n, r in found["routes"].items() if r["state"] == s) for s in ("open", "closed", "unknown")
    }
    law = found["law"]
    return [
        found["id"],
        law["region"],
        law["as_of"],
        found["permit_needed"],
        *by_state.values(),
        found["next_question"],
        None,
    ]


def print_table(answers: list[Answer], books: Books, lang: str) -> None:
    """Many answers as a table: what is open, or what is nearest and why it is not."""
    columns = [say(f"col_{c}", lang) for c in ("case", "region", "date", "permit", "answer", "missing")]
    output.as_table(None, columns, (_row(a, books, lang) for a in answers))


def _row(found: Answer, books: Books, lang: str) -> list[str]:
    if "error" in found:
        e = found["error"]
        return [found["id"], "", "", "", say("error", lang), f"{e['place']}: {e['message']}; {e['remedy']}"]
    routes = found["routes"]
    needed = {True: say("yes", lang), False: say("no", lang), None: "?"}[found["permit_needed"]]
    best = best_route(found)
    if best is not None:
        opened = [
            r["label"]
            for n, r in routes.items()
            if r["state"] == "open" and n not in UMBRELLAS and r["kind"] != "status"
        ]
        return [*_head(found, lang), needed, f"{say('open', lang)}: {'; '.join(opened)}", ""]
    near = nearest_route(found, books.of(found["law"]["region"]).rules)
    if near is None:
        return [*_head(found, lang), needed, say("none_open", lang), ""]
    route = routes[near]
    failing = [c["text"] for c in route["conditions"] if c["result"] == "not_met"]
    waiting = [c["text"] for c in route["conditions"] if c["result"] == "unknown"]
    lacking = "; ".join((failing or waiting)[:2])
    return [
        *_head(found, lang),
        needed,
        f"{say('nearest', lang)}: {route['label']} ({say(route['state'], lang)})",
        lacking,
    ]


def _head(found: Answer, lang: str) -> list[str]:
    return [found["id"], say(found["law"]["region"], lang), found["law"]["as_of"]]


# ---- tables of cases ----
def _check_table(
    file: Path, books: Books, format: str, lang: str, explain: bool, as_of: date | None, quarantine: Path | None
) -> int:
    import polars as pl

    from corridor.permits import table
    from corridor.permits.case_table import read_cases as read_table

    cases = read_table(file, lang)
    frame = (
        cases.frame
        if as_of is None
        else cases.frame.with_columns(pl.lit(as_of).alias("application_date")).drop("start_date", strict=False)
    )
    for line in cases.remarks:
        output.remark(f"{say('note', lang)}: {line}")
    if frame.height > 200_000:
        output.remark(say("evaluating", lang, n=frame.height))
    if format == "json":
        answers = [answered(raw, i, books, lang, explain, None) for i, raw in enumerate(_as_cases(frame, books), 1)]
        answers += [_quarantined(row) for row in cases.quarantine.iter_rows(named=True)]
        output.result(output.as_json(answers))
    else:
        found = [table.decided(rows, books.of(region)) for region, rows in _by_region(frame)]
        answered_ = pl.concat(found, how="diagonal") if found else pl.DataFrame()
        if format == "csv":
            output.result(answered_.write_csv())
        else:
            _print_counts(answered_, books, lang)
    return report_quarantine(cases.quarantine, frame.height, quarantine, lang)


def _by_region(frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    for region in REGIONS:
        rows = frame.filter(frame["region"] == region)
        if rows.height:
            yield region, rows


def _as_cases(frame: pl.DataFrame, books: Books) -> Iterator[dict[str, Any]]:
    facts = books.any().rules.facts
    for row in frame.iter_rows(named=True):
        stated = {n: v for n, v in row.items() if n in facts and v is not None and n != "application_date"}
        yield {"id": row["id"], "region": row["region"], "application_date": row["application_date"], "facts": stated}


def _quarantined(row: Mapping[str, Any]) -> Answer:
    place = f"row {row['row']}, {row['field']}"
    return {
        "id": row["id"],
        "error": {"place": place, "message": row["reason"], "remedy": row["remedy"]},
    }


def report_quarantine(bad: pl.DataFrame, good: int, path: Path | None, lang: str) -> int:
    """Tell of the rows that could not be read, and keep them where asked; the exit code."""
    if not bad.height:
        return 0
    for row in bad.head(10).iter_rows(named=True):
        place = f"{say('row', lang)} {row['row']} ({row['id']}), {row['field']}"
        output.failed(place, row["reason"], row["remedy"], lang)
    output.remark(say("quarantined", lang, n=bad["row"].n_unique(), good=good))
    if path is not None:
        bad.write_csv(path)
        output.remark(say("written", lang, path=path))
    return WRONG


def _print_counts(answered_: pl.DataFrame, books: Books, lang: str) -> None:
    """Three counts a region and route: open, closed, undecided."""
    rows = []
    for region, part in _by_region(answered_):
        for route in books.of(region).rules.routes.values():
            column = part[route.name]
            counts = [int(column.sum() or 0), int((~column).sum() or 0), column.null_count()]
            rows.append([say(region, lang), route.label[lang], *counts])
    columns = [
        say("col_region", lang),
        say("col_route", lang),
        say("open", lang),
        say("closed", lang),
        say("unknown", lang),
    ]
    output.as_table(None, columns, rows)


# ---- routes ----
def routes(region: str | None, *, format: str = "table", lang: str = "en") -> int:
    """The catalogue of routes; returns the exit code."""
    try:
        regions = [read_region(region)] if region else list(REGIONS)
    except CaseError as error:
        return refused(error, lang)
    found = [entry for r in regions for entry in catalogue(book(r), lang)]
    if format == "json":
        output.result(output.as_json(found))
        return 0
    flat = [
        [
            say(e["region"], lang) if format == "table" else e["region"],
            f"{e['label']} ({e['route']})" if format == "table" else e["route"],
            say("status_kind" if e["kind"] == "status" else e["kind"], lang) if format == "table" else e["kind"],
            say("from_to", lang, start=e["valid_from"], end=e["valid_to"] or say("now_on", lang)),
            "\n".join(f"• {c['text']}" for c in e["conditions"])
            if format == "table"
            else " | ".join(c["id"] for c in e["conditions"]),
        ]
        for e in found
    ]
    columns = [say(f"col_{c}", lang) for c in ("region", "route", "kind", "valid")] + [say("conditions", lang)]
    if format == "csv":
        output.result(output.as_csv(columns, flat))
    else:
        output.as_table(None, columns, flat)
    return 0
