"""`corridor shortages compare`: two editions of a list, or regions on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.cli import output, refusing
from corridor.cli.shortages_lists import (
    DONE,
    OPTIONS,
    WRONG,
    Refusal,
    as_json,
    edition_record,
    headings,
    read_day,
    say,
    title_record,
)

if TYPE_CHECKING:
    from corridor.labour_market.list_changes import Difference, OccupationByRegion, RegionDifference
    from corridor.labour_market.list_files import Title

CHANGES = ("added", "dropped", "renamed", "perhaps_added", "perhaps_dropped", "kept")


def compare(
    *,
    name: str | None,
    before: str | None,
    after: str | None,
    regions: str | None,
    on: str | None,
    format: str,
    lang: str,
) -> int:
    """Print the differences; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.list_changes import difference, difference_between

        if (name is None) is (regions is None):
            raise Refusal("--list", "one_way")
        if name is not None:
            _print_editions(difference(name, *_editions(name, before, after)), format, lang)
        else:
            named = [part.strip() for part in (regions or "").split(",") if part.strip()]
            _print_regions(difference_between(named, read_day(on) or date.today()), format, lang)
        return DONE
    return WRONG


def _editions(name: str, before: str | None, after: str | None) -> tuple[str, str]:
    """The two editions asked for: by default the last that has titles, and the one that came before."""
    from corridor.labour_market.shortage_lists import edition_named, list_named

    told = [e.id for e in list_named(name).editions if not e.draft]
    last = edition_named(name, after).id if after else told[-1]
    if before is not None:
        return edition_named(name, before).id, last
    place = told.index(last) if last in told else len(told)
    if place == 0:
        raise Refusal("--from", "no_earlier", list=name, edition=last)
    return told[place - 1], last


# ---- editions ----
def changes(found: Difference) -> list[tuple[str, Title | None, Title | None]]:
    """Every change with the title before and after."""
    pairs: dict[str, Sequence[tuple[Title | None, Title | None]]] = {
        "added": [(None, t) for t in found.added],
        "dropped": [(t, None) for t in found.dropped],
        "renamed": found.renamed,
        "perhaps_added": [(None, t) for t in found.perhaps_added],
        "perhaps_dropped": [(t, None) for t in found.perhaps_dropped],
        "kept": [(t, t) for t in found.kept],
    }
    return [(change, one, other) for change in CHANGES for one, other in pairs[change]]


def _print_editions(found: Difference, format: str, lang: str) -> None:
    from corridor.labour_market.list_words import marks_told, title_told, word

    rows = changes(found)
    if format == "table":
        heads = [f"{e.id}\n{marks_told(e.marks, lang)}" for e in (found.before, found.after)]
        lines = [
            [word(f"change.{change}", lang), *(title_told(t, lang) if t else None for t in pair)]
            for change, *pair in rows
        ]
        output.as_table(found.list, [*headings(["change"], lang), *heads], lines)
    elif format == "csv":
        keys = ("change", "before", "before_isco08", "after", "after_isco08", "mapping")
        output.result(output.as_csv(keys, [_change_cells(*row, lang) for row in rows]))
    else:
        document = {
            "list": found.list,
            "from": edition_record(found.before, lang),
            "to": edition_record(found.after, lang),
            "published_change": found.published,
            "changes": [
                {
                    "change": change,
                    "before": title_record(one, lang) if one else None,
                    "after": title_record(other, lang) if other else None,
                }
                for change, one, other in rows
            ],
        }
        output.result(as_json(document))
    _remarks(found, lang)


def _change_cells(change: str, one: Title | None, other: Title | None, lang: str) -> list[Any]:
    cells: list[Any] = [change]
    for title in (one, other):
        cells += [title.title[lang], " ".join(title.codes)] if title else [None, None]
    last = other or one
    return [*cells, last.mapping if last else None]


def _remarks(found: Difference, lang: str) -> None:
    from corridor.labour_market.list_words import count_told, word

    counts = [count_told(e, lang) or word("on.none", lang) for e in (found.before, found.after)]
    output.remark(say("published_change", lang, before=counts[0], after=counts[1]))
    if found.after.came is not None and found.after.left is not None:
        told = found.after
        output.remark(say("movement", lang, edition=told.id, came=told.came, left=told.left))
    if found.undecided:
        output.remark(say("undecided", lang, n=len(found.undecided)))
    output.remark(say("mapped", lang))


# ---- regions ----
def _print_regions(found: RegionDifference, format: str, lang: str) -> None:
    from corridor.labour_market.list_words import on_told, word
    from corridor.occupations.isco08 import group

    states = [(state, row) for state in ("common", "differs", "undecided") for row in found.of(state)]
    if format == "table":
        heads = [*headings(("on", "isco08", "occupation"), lang), *(word(f"region.{r}", lang) for r in found.regions)]
        lines = [
            [
                word(f"state.{state}", lang),
                row.isco08,
                group(row.isco08).title(lang),
                *(on_told(o, lang) for _, o in row.on),
            ]
            for state, row in states
        ]
        output.as_table(str(found.day), heads, lines)
    elif format == "csv":
        keys = ["state", "isco08", "occupation", *(key for r in found.regions for key in (r, f"{r}_titles"))]
        output.result(output.as_csv(keys, [_region_cells(state, row, lang) for state, row in states]))
    else:
        document = {
            "day": found.day,
            "regions": found.regions,
            "editions": [
                {"region": r, "list": n, "edition": e.id if e else None, "marks": list(e.marks) if e else None}
                for r, n, e in found.editions
            ],
            "occupations": [
                {
                    "state": state,
                    "isco08": row.isco08,
                    "occupation": group(row.isco08).title(lang),
                    "on": dict(row.on),
                    "titles": {r: [t.title[lang] for t in titles] for r, titles in row.titles},
                }
                for state, row in states
            ],
        }
        output.result(as_json(document))
    for region, name, edition in found.editions:
        if edition is None or edition.holding == "gap":
            output.remark(say("gap", lang, list=f"{region}/{name}", day=found.day))
    if undecided := found.of("undecided"):
        output.remark(say("undecided", lang, n=len(undecided)))
    output.remark(say("mapped", lang))


def _region_cells(state: str, row: OccupationByRegion, lang: str) -> list[Any]:
    from corridor.occupations.isco08 import group

    cells: list[Any] = [state, row.isco08, group(row.isco08).title(lang)]
    titles = dict(row.titles)
    for region, on in row.on:
        cells += [on, "; ".join(t.title[lang] for t in titles[region])]
    return cells
