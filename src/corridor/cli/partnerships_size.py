"""`corridor partnerships size`: how many people must begin for a number of placements, or for a gap by occupation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli.partnerships import (
    DONE,
    WRONG,
    Refusal,
    design_named,
    read_day,
    refusing,
    say,
    within,
)
from corridor.cli.progress import Progress

if TYPE_CHECKING:
    import polars as pl

    from corridor.partnerships.sizing import GapAnswer, Sizing

MOST_DRAWS = 20_000
GAP = ("isco08", "posts", "nobody", "not_qualified")
CODE_FIGURES, MOST_FIGURES = 4, 9
"""Of a code; of a number of posts."""
COUNTRIES = 3
"""So many corridors are named in the table; JSON has all."""
COLUMNS = (
    "isco08", "label", "target", "by", "probability", "reached", "intake", "people", "chance", "budget_mean",
    "budget_q80", "largest", "signed_vacancies", "signed_people", "signed_budget_mean", "countries",
)  # fmt: skip


def size(
    given: str | None,
    *,
    gap: Path | None,
    posts: int | None,
    by: str | None,
    probability: float,
    draws: int,
    seed: int,
    region: str,
    day: str | None,
    top: int,
    format: str,
    lang: str,
) -> int:
    """Size a scheme and print the answer; returns the exit code, 0 also where no number is enough."""
    with refusing(lang):
        _check(given, gap, posts, by, region)
        within("--probability", probability, 0.01, 0.99)
        within("--draws", draws, 100, MOST_DRAWS)
        within("--top", top, 1, 100)
        until = None if by is None else read_day("--by", by)
        told = Progress(say, "size", lang)
        asked = {"probability": probability, "draws": draws, "seed": seed, "progress": told}
        if given is None:
            assert gap is not None
            start = date.today() if day is None else read_day("--date", day)
            _size_gap(read_gap(gap), region, start, until, top, asked, format, lang)
        else:
            assert until is not None
            _size_design(given, read_gap(gap) if gap else posts or 0, until, asked, format, lang)
        return DONE
    return WRONG


def _check(given: str | None, gap: Path | None, posts: int | None, by: str | None, region: str) -> None:
    if given is None and gap is None:
        raise Refusal("DESIGN", "size_what")
    if gap is not None and posts is not None:
        raise Refusal("--posts", "size_both")
    if given is not None and gap is None:
        if posts is None:
            raise Refusal("--posts", "size_posts")
        within("--posts", posts, 1, 100_000)
    if given is not None and by is None:
        raise Refusal("--by", "size_by")
    from corridor.partnerships.design_parts import REGIONS

    if region not in REGIONS:
        raise Refusal("--region", "bad_region", raw=region, known=", ".join(REGIONS))


# ---- a gap ----


def read_gap(path: Path) -> pl.DataFrame:
    """The gap of a CSV file: `isco08` as text, `posts`, `nobody` and `not_qualified` as whole numbers.

    Raises:
        Refusal: the file cannot be read, a column is missing, or a cell is no code or number; with its line.
    """
    import csv

    import polars as pl

    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            head = lines.readline()
            mark = ";" if head.count(";") > head.count(",") else ","
            lines.seek(0)
            table = csv.reader(lines, delimiter=mark)
            known = [name.strip() for name in next(table, [])]
            rows = [dict(zip(known, cells, strict=False)) for cells in table if cells]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise Refusal(str(path), "gap_unreadable", why=why) from error
    for column in GAP:
        if column not in known:
            raise Refusal(str(path), "gap_column", column=column, known=", ".join(GAP))
    if not rows:
        raise Refusal(str(path), "gap_empty")
    read = [_gap_row(path, line, row) for line, row in enumerate(rows, 2)]
    return pl.DataFrame(read, schema={"isco08": pl.String, **dict.fromkeys(GAP[1:], pl.Int64)}, orient="row")


def _gap_row(path: Path, line: int, row: dict[str, str]) -> tuple[Any, ...]:
    cells = [(row.get(column) or "").strip() for column in GAP]
    code = cells[0]
    if not (code.isdecimal() and len(code) == CODE_FIGURES):
        raise Refusal(f"{path}: {line}: isco08", "gap_code", raw=code)
    for column, cell in zip(GAP[1:], cells[1:], strict=True):
        if not cell.isdecimal() or len(cell) > MOST_FIGURES:
            raise Refusal(f"{path}: {line}: {column}", "gap_number", raw=cell)
    return code, *(int(cell) for cell in cells[1:])


def _size_gap(
    gaps: pl.DataFrame,
    region: str,
    start: date,
    until: date | None,
    top: int,
    asked: dict[str, Any],
    format: str,
    lang: str,
) -> None:
    from corridor.partnerships.sizing import for_gap, to_json
    from corridor.rules.wording import show

    answers = for_gap(gaps, region=region, date=start, by=until, top=top, **asked)
    if format == "json":
        output.result(output.as_json([to_json(answer) for answer in answers]))
    elif format == "csv":
        output.result(output.as_csv(COLUMNS, [_cells(answer.sizing, answer, lang) for answer in answers]))
    else:
        from corridor.partnerships.proposals import caveat
        from corridor.partnerships.sizing_words import beyond

        title = say("gap_title", lang, region=say(region, lang), day=show(start, lang))
        names = ("occupation", "posts", "target", "chance", "signed", "people", "budget", "countries")
        output.as_table(title, [say(f"col_{name}", lang) for name in names], list(_gap_lines(answers, lang)))
        for answer in answers:
            for sentence in beyond(answer, lang):
                output.result(f"{answer.isco08}: {sentence}")
        output.result(caveat(lang))
        _remark_assumed([answer.sizing for answer in answers], lang)


def _gap_lines(answers: Sequence[GapAnswer], lang: str) -> Iterator[list[Any]]:
    """A line an occupation: the scheme that reaches the target, with signed vacancies where interest is too little."""
    from corridor.partnerships.win_statement import money
    from corridor.reports.numbers import count, share

    for answer in answers:
        sizing, pledged = answer.sizing, answer.sizing.pledges
        scheme = pledged or sizing
        people = say("not_reached", lang) if scheme.people is None else count(scheme.people, lang)
        budget = None if scheme.budget is None else money(scheme.budget.mean, lang)
        places = ", ".join(proposal.name.told(lang) for proposal in answer.proposals[:COUNTRIES])
        occupation = f"{answer.isco08} {answer.label.told(lang)}"
        signed = None if pledged is None else count(pledged.posts, lang)
        chance = share(sizing.chance.estimate, 1, lang)
        yield [occupation, answer.posts, answer.target, chance, signed, people, budget, places]


# ---- a design ----


def _size_design(given: str, gap: Any, until: date, asked: dict[str, Any], format: str, lang: str) -> None:
    from corridor.partnerships.sizing import size as sized
    from corridor.partnerships.sizing import to_json

    sizing = sized(gap, design_named(given), by=until, **asked)
    if format == "json":
        output.result(output.as_json(to_json(sizing)))
    elif format == "csv":
        output.result(output.as_csv(COLUMNS, [_cells(sizing, None, lang)]))
    else:
        _print_sizing(sizing, lang)


def _cells(sizing: Sizing, answer: GapAnswer | None, lang: str) -> list[Any]:
    budget, pledged = sizing.budget, sizing.pledges
    return [
        answer and answer.isco08,
        answer.label.told(lang) if answer else sizing.design.name.told(lang),
        sizing.target,
        sizing.by.isoformat(),
        sizing.probability,
        sizing.reached,
        sizing.intake,
        sizing.people,
        sizing.chance.estimate,
        budget and budget.mean,
        budget and budget.q80,
        sizing.largest,
        pledged and pledged.posts,
        pledged and pledged.people,
        pledged and pledged.budget.mean,
        ";".join(proposal.country for proposal in answer.proposals) if answer else None,
    ]


def _print_sizing(sizing: Sizing, lang: str) -> None:
    from corridor.partnerships.sizing_words import explain
    from corridor.partnerships.win_statement import money
    from corridor.reports.numbers import count, share
    from corridor.rules.wording import show

    asked = {"day": show(sizing.by, lang), "probability": share(sizing.probability, 1, lang)}
    output.result(say("sized", lang, name=sizing.design.name.told(lang), target=count(sizing.target, lang), **asked))
    none = say("not_reached", lang)
    rows: list[list[Any]] = [
        [say("intake", lang), none if sizing.intake is None else count(sizing.intake, lang)],
        [say("people", lang), none if sizing.people is None else count(sizing.people, lang)],
        [say("chance", lang), share(sizing.chance.estimate, 1, lang)],
        [say("largest", lang), count(sizing.largest, lang)],
    ]
    if sizing.budget is not None:
        rows.append([say("budget_mean", lang), money(sizing.budget.mean, lang)])
        rows.append([say("budget_q80", lang), money(sizing.budget.q80, lang)])
    output.as_table(None, [say("col_what", lang), say("col_value", lang)], rows)
    output.result("\n".join(explain(sizing, lang)))


def _remark_assumed(sizings: Sequence[Sizing], lang: str) -> None:
    """How many quantities no source states: an answer rests on them."""
    assumed = {one.name for sizing in sizings for one in sizing.assumed}
    if assumed:
        output.remark(say("sizing_assumed", lang, n=len(assumed)))
