"""`corridor partnerships simulate`: people, placements, cost and winners of a design, as tables or files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli.partnerships import DONE, WRONG, Refusal, design_named, read_day, refusing, say, within
from corridor.cli.progress import waiting

if TYPE_CHECKING:
    from corridor.partnerships.design import Design
    from corridor.partnerships.results import Band, Result
    from corridor.partnerships.sensitivity import Effect
    from corridor.partnerships.simulation import Run
    from corridor.partnerships.win import Win

MOST_DRAWS = 100_000
"""Memory grows with draws: some 0.7 GB for a design of five years at this number."""
YEAR = 12
DECIDING = 5
NOISE = 0.01
"""Smaller parts of the spread are as likely chance."""
COLUMNS = ("month", "date", "quantity", "stage", "mean", "p5", "p50", "p95")
PLACED = ("placed_abroad", "placed_home", "returned", "employed")


def simulate(
    given: str,
    *,
    draws: int,
    seed: int,
    at_least: int | None,
    by: str | None,
    with_win: bool,
    out: Path | None,
    format: str,
    lang: str,
) -> int:
    """Simulate a design and print the result; returns the exit code."""
    with refusing(lang):
        from corridor.partnerships.results import summary
        from corridor.partnerships.simulation import simulate as simulated

        within("--draws", draws, 1, MOST_DRAWS)
        design = design_named(given)
        aim = _aim(design, at_least, by)
        if out is not None:
            _can_write(out)
        with waiting(say, "simulate", lang):
            run = simulated(design, draws=draws, seed=seed)
            result = summary(run, marginal=True)
            account = _account(run) if with_win else None
        if out is not None:
            _write(out, run, result, aim, account, lang)
        _print(run, result, aim, account, format, lang)
        return DONE
    return WRONG


def _account(run: Run) -> Win:
    from corridor.partnerships.win import win

    return win(run)


# ---- what is asked ----


def _aim(design: Design, at_least: int | None, by: str | None) -> tuple[int, date] | None:
    """How many are asked for and by when.

    Raises:
        Refusal: one of both makes no sense.
    """
    from corridor.partnerships.months import month_end

    start, end = design.start, month_end(design.start, design.horizon_months)
    day = end if by is None else read_day("--by", by)
    if at_least is None:
        if by is not None:
            raise Refusal("--by", "without_number")
        return None
    within("--at-least", at_least, 1, 1_000_000)
    if day < start:
        raise Refusal("--by", "before_start", day=day, start=start)
    if day > end:
        raise Refusal("--by", "after_end", day=day, end=end)
    return at_least, day


# ---- files ----


def _can_write(out: Path) -> None:
    from corridor.cli.plan import Refusal as CannotWrite
    from corridor.cli.plan import can_write

    try:
        can_write(out)
    except CannotWrite as error:
        raise Refusal(str(out), "cannot_write", **error.values) from error


def _write(out: Path, run: Run, result: Result, aim: tuple[int, date] | None, account: Win | None, lang: str) -> None:
    """The files, each whole or not at all.

    Raises:
        Refusal: the folder cannot be written to.
    """
    from corridor.cli.partnerships_drawing import drawing

    texts = {
        "result.json": output.as_json(document(run, result, aim, account)) + "\n",
        "months.csv": output.as_csv(COLUMNS, months(result)),
        "people.svg": drawing(result, lang),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            part = out / f".{name}.part"
            part.write_text(text, encoding="utf-8")
            os.replace(part, out / name)
    except OSError as error:
        raise Refusal(str(out), "cannot_write", why=error.strerror or error) from error
    output.remark(say("written", lang, files=", ".join(str(out / name) for name in texts)))


def document(run: Run, result: Result, aim: tuple[int, date] | None, account: Win | None) -> dict[str, Any]:
    """The result as JSON has it, with the probability and the account that were asked for (else null)."""
    from corridor.partnerships.results import probability, to_json
    from corridor.partnerships.win import to_json as account_json

    asked = None
    if aim is not None:
        asked = {"at_least": aim[0], "by": aim[1].isoformat(), "share": probability(run, *aim)}
    return {**to_json(result), "probability": asked, "win": None if account is None else account_json(account)}


def months(result: Result) -> Iterator[tuple[Any, ...]]:
    """One row a month end and quantity; `stage` is empty where the quantity is of no stage."""
    for name in PLACED:
        band = getattr(result, f"{name}_by_month")
        if band is not None:
            yield from _rows(result, name, None, band)
    for stage in result.stages:
        yield from _rows(result, "inside", stage.id, stage.inside_by_month)
        yield from _rows(result, "waiting", stage.id, stage.waiting_by_month)


def _rows(result: Result, quantity: str, stage: str | None, band: Band) -> Iterator[tuple[Any, ...]]:
    from corridor.partnerships.months import month_end

    for month, figures in enumerate(zip(band.mean, band.p5, band.p50, band.p95, strict=True)):
        yield month, month_end(result.start, month).isoformat(), quantity, stage, *figures


# ---- standard output ----


def _print(run: Run, result: Result, aim: tuple[int, date] | None, account: Win | None, format: str, lang: str) -> None:
    if format == "json":
        output.result(output.as_json(document(run, result, aim, account)))
    elif format == "csv":
        output.result(output.as_csv(COLUMNS, months(result)))
    else:
        _print_tables(run, result, aim, account, lang)


def _print_tables(run: Run, result: Result, aim: tuple[int, date] | None, account: Win | None, lang: str) -> None:
    from corridor.partnerships.months import month_end
    from corridor.reports.numbers import count, share
    from corridor.rules.wording import show

    end = month_end(result.start, result.horizon_months)
    days = {"start": show(result.start, lang), "end": show(end, lang)}
    draws = count(result.draws, lang)
    output.result(say("simulated", lang, name=run.design.name.told(lang), draws=draws, **days))
    _print_stages(run.design, result, lang)
    _print_outcomes(result, lang)
    if aim is not None:
        from corridor.partnerships.results import probability

        found = share(probability(run, *aim), 1, lang)
        output.result(say("probability", lang, n=aim[0], day=show(aim[1], lang), share=found))
    _print_costs(result, lang)
    _print_deciding(run, lang)
    if account is not None:
        _print_account(account, end, lang)
    assumed = sum(one.basis == "assumed" for one in result.assumptions)
    output.remark(say("assumed_count", lang, n=assumed, all=len(result.assumptions)))


def _print_stages(design: Design, result: Result, lang: str) -> None:
    """People at the end of each year since the start."""
    from corridor.partnerships.months import month_end
    from corridor.partnerships.phases import phases
    from corridor.reports.numbers import decimal
    from corridor.rules.wording import show

    last = result.horizon_months
    ends = [*range(YEAR, last, YEAR), last]
    rows = []
    for stage in result.stages:
        if stage.phase is None:
            name = say("waiting_for_post", lang)
        else:
            name = f"{phases()[stage.phase].label.told(lang)} ({stage.id})"
        pairs = [(stage.inside_by_month.mean[end], stage.waiting_by_month.mean[end]) for end in ends]
        rows.append([name, *(" + ".join(decimal(number, lang) for number in pair) for pair in pairs)])
    for quantity in PLACED:
        band = getattr(result, f"{quantity}_by_month")
        if band is not None:
            rows.append([say(quantity, lang), *(_figures(band, end, lang) for end in ends)])
    heads = [show(month_end(result.start, end), lang) for end in ends]
    output.as_table(say("stages", lang), [say("col_stage", lang), *heads], rows)


def _figures(band: Band, month: int, lang: str) -> str:
    from corridor.reports.numbers import decimal

    low, high = (decimal(ends[month], lang) for ends in (band.p5, band.p95))
    return f"{decimal(band.mean[month], lang)} ({low}–{high})"


def _print_outcomes(result: Result, lang: str) -> None:
    from corridor.reports.numbers import decimal, share

    rows: list[list[str | None]] = []
    names = ("begun", "posts", "placed_abroad", "placed_home", "unmatched", "employed", "left_job", "returned")
    for name in (*names, "retained_years"):
        found = getattr(result, name)
        if found is not None:
            mean, low, middle, high = (decimal(n, lang) for n in (found.mean, found.p5, found.p50, found.p95))
            rows.append([say(name, lang), mean, f"{low}–{high}", middle])
    for kept in (result.kept_12, result.kept_24):
        label = say("kept", lang, n=kept.months)
        if kept.share is None or kept.p5 is None or kept.p95 is None:
            rows.append([label, say("nobody_followed", lang), None, None])
        else:
            between = f"{share(kept.p5, 1, lang)}–{share(kept.p95, 1, lang)}"
            rows.append([label, share(kept.share, 1, lang), between, None])
    heads = [say(f"col_{name}", lang) for name in ("what", "mean", "interval", "median")]
    output.as_table(say("outcomes", lang), heads, rows)


def _print_costs(result: Result, lang: str) -> None:
    from corridor.partnerships.phases import words
    from corridor.partnerships.win_statement import money
    from corridor.reports.numbers import share

    costs = result.costs

    def cells(figures: Any) -> list[str | None]:
        mean, low, middle, high = (
            None if value is None else money(value, lang)
            for value in (figures.mean, figures.p5, figures.p50, figures.p95)
        )
        if low is not None and high is not None:
            return [mean, f"{low} – {high}", middle]
        return [mean, say("never", lang, share=share(figures.none, 1, lang)), middle]

    rows = [[say("cost_total", lang), *cells(costs.total)]]
    rows += [[say(name, lang), *cells(getattr(costs, name))] for name in ("per_placement", "per_retained_year")]
    if costs.marginal is not None:
        more = costs.marginal.per_placement
        said = say("no_gain", lang) if more is None else money(more, lang)
        rows.append([say("marginal", lang), said, None, None])
    for payer, spread in costs.by_payer:
        name = say("payer_unknown", lang) if payer == "unknown" else words("payers")[payer].told(lang)
        rows.append([say("paid_by", lang, payer=name), *cells(spread)])
    heads = [say(f"col_{name}", lang) for name in ("what", "mean", "interval", "median")]
    output.as_table(say("costs", lang), heads, rows)


def _print_deciding(run: Run, lang: str) -> None:
    """The few quantities that the number placed abroad depends on most, and what each rests on."""
    from corridor.partnerships.sensitivity import sensitivity
    from corridor.partnerships.simulation_words import parameter_label
    from corridor.reports.numbers import decimal, share

    rows = [
        [
            parameter_label(run.design, effect.name, lang),
            share(effect.share, 1, lang),
            f"{decimal(effect.low, lang)} – {decimal(effect.high, lang)}",
            _basis(effect, lang),
            say(effect.confidence, lang),
        ]
        for effect in sensitivity(run)[:DECIDING]
        if effect.share >= NOISE
    ]
    heads = [say(f"col_{name}", lang) for name in ("quantity", "share", "from_to", "basis", "confidence")]
    if rows:
        output.as_table(say("decides", lang), heads, rows)


def _basis(effect: Effect, lang: str) -> str:
    said = say(effect.basis, lang)
    return say("default", lang, basis=said) if effect.default else said


def _print_account(account: Win, end: date, lang: str) -> None:
    """First what must be said, in its order; then a line a party."""
    from corridor.partnerships.price_list import price_list
    from corridor.partnerships.win_statement import money, statement

    verdicts = price_list().verdicts
    output.result("\n".join(statement(account, lang, until=end)) + "\n")
    rows = [
        [
            one.label.told(lang),
            money(one.gains.mean, lang),
            money(one.costs.mean, lang),
            money(one.total.mean, lang),
            f"{money(one.total.lo90, lang)} – {money(one.total.hi90, lang)}",
            verdicts[one.verdict].told(lang),
        ]
        for one in account.accounts
    ]
    heads = [say(f"col_{name}", lang) for name in ("party", "gains", "costs", "total", "interval", "verdict")]
    output.as_table(say("win_title", lang), heads, rows)
