"""`corridor shortages measure` and `compare-methods`: verdicts of methods on an indicator table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output, refusing
from corridor.cli.shortages_lists import DONE, OPTIONS, WRONG
from corridor.cli.speech import Words

if TYPE_CHECKING:
    import polars as pl

    from corridor.labour_market.indicator_table import IndicatorTable
    from corridor.labour_market.method import Method
    from corridor.labour_market.verdict import Verdicts

MESSAGES = Path(__file__).parent / "shortages_measure_messages.json"
say = Words(MESSAGES)
TOLD = 5
"""Rows of the quarantine that are told one by one."""
UNKNOWN = "unknown"
BESIDE = ", "


class MeasureRefusal(refusing.Refusal):
    """What these commands cannot do as asked, told from this module's messages."""

    words = say


def headings(columns: Iterable[str], lang: str) -> list[str]:
    """Headings of columns."""
    return [say(f"col_{column}", lang) for column in columns]


def measured(
    file: Path,
    *,
    method: str,
    region: str | None,
    period: str | None,
    given: Sequence[str],
    occupation: str | None,
    with_tipping: bool,
    quarantine: Path | None,
    format: str,
    lang: str,
) -> int:
    """Print the verdicts of one method; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.comparison import tipping
        from corridor.labour_market.measure import measure

        table = _read(file, quarantine, lang)
        place, when = _chosen(table, "region", region), _chosen(table, "period", period)
        thresholds = dict(_pair(raw) for raw in given)
        verdicts = measure(table, method, region=place, period=when, thresholds=thresholds)
        if occupation is not None:
            verdicts.one(occupation)
        tips = None
        if with_tipping:
            tips = tipping(table, method, region=place, period=when, thresholds=thresholds)
            tips = tips if occupation is None else tips.filter(tips["isco08"] == occupation)
        _print(verdicts, occupation, tips, format, lang)
        output.remark(say("counts", lang, **verdicts.counts()) + " " + say("unknown_is", lang))
        return DONE
    return WRONG


def compared(
    file: Path,
    *,
    methods: str | None,
    region: str | None,
    period: str | None,
    given: Sequence[str],
    quarantine: Path | None,
    format: str,
    lang: str,
) -> int:
    """Print methods side by side; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.comparison import compare_methods
        from corridor.labour_market.method import measures, method

        wanted = list(measures()) if methods is None else [name.strip() for name in methods.split(",") if name.strip()]
        chosen = [method(name) for name in dict.fromkeys(wanted)]
        table = _read(file, quarantine, lang)
        place, when = _chosen(table, "region", region), _chosen(table, "period", period)
        thresholds = _by_method(given)
        for name in thresholds:
            method(name)
        found = compare_methods(table, [m.id for m in chosen], region=place, period=when, thresholds=thresholds)
        if format == "table":
            _print_comparison(chosen, found, lang)
        elif format == "csv":
            output.result(output.as_csv(found.columns, found.rows()))
        else:
            marks = {m.id: {"basis": m.basis, "confidence": m.confidence, "label": m.label[lang]} for m in chosen}
            document = {"region": place, "period": when, "methods": marks, "occupations": found.to_dicts()}
            output.result(output.as_json(document))
        output.remark(say("unknown_is", lang))
        return DONE
    return WRONG


def _print_comparison(chosen: Sequence[Method], found: pl.DataFrame, lang: str) -> None:
    """A row an occupation, a column a verdict: the methods that reach it; what is from memory is marked."""
    from corridor.labour_market.verdict import STATES, words

    marked = {of.id: of.id + (" [M]" if of.basis == "recalled" else "") for of in chosen}
    rows = [
        [
            row["isco08"],
            _title(row["isco08"], lang),
            *(BESIDE.join(told for name, told in marked.items() if row[name] == state) for state in STATES),
        ]
        for row in found.iter_rows(named=True)
    ]
    verdicts = [words()["verdict"][state][lang] for state in STATES]
    output.as_table(None, [*headings(["isco08", "occupation"], lang), *verdicts], rows)


# ---- what was asked ----


def _read(file: Path, quarantine: Path | None, lang: str) -> IndicatorTable:
    """The table; what cannot be used is told on standard error, and written where asked."""
    from corridor.labour_market.indicator_table import read_indicators

    table = read_indicators(file, lang=lang)
    faults = table.quarantine
    if quarantine is not None:
        try:
            faults.write_csv(quarantine)
        except OSError as error:
            raise MeasureRefusal("--quarantine", "unwritable", why=str(error)) from error
    if faults.height:
        bad = faults["row"].n_unique()
        output.remark(say("quarantined", lang, n=bad, rows=bad + table.rows.height))
        for row in faults.head(TOLD).iter_rows(named=True):
            output.remark(say("quarantine_row", lang, **row))
        if faults.height > TOLD:
            output.remark(say("more", lang, n=faults.height - TOLD))
    return table


def _chosen(table: IndicatorTable, column: str, given: str | None) -> str:
    """What was asked for, or the only one that the table has."""
    if given is not None:
        return given
    known = table.rows[column].unique().sort().to_list()
    if len(known) != 1:
        raise MeasureRefusal(f"--{column}", "several", known=BESIDE.join(known) or "–")
    return str(known[0])


def _pair(raw: str, form: str = "--set name=1.5") -> tuple[str, float | None]:
    name, sign, value = raw.partition("=")
    if not sign or not name.strip():
        raise MeasureRefusal("--set", "bad_set", raw=raw, form=form)
    if value.strip().lower() == UNKNOWN:
        return name.strip(), None
    try:
        return name.strip(), float(value)
    except ValueError:
        raise MeasureRefusal("--set", "bad_set", raw=raw, form=form) from None


def _by_method(given: Sequence[str]) -> dict[str, dict[str, float | None]]:
    form = "--set vdab.fill_rate_median=80"
    found: dict[str, dict[str, float | None]] = {}
    for raw in given:
        name, value = _pair(raw, form)
        method, point, threshold = name.partition(".")
        if not point:
            raise MeasureRefusal("--set", "bad_set", raw=raw, form=form)
        found.setdefault(method, {})[threshold] = value
    return found


# ---- what is printed ----


def _print(verdicts: Verdicts, occupation: str | None, tips: pl.DataFrame | None, format: str, lang: str) -> None:
    if format == "json":
        output.result(output.as_json(_document(verdicts, occupation, tips, lang)))
    elif format == "csv":
        _print_csv(verdicts, occupation)
    elif occupation is not None:
        output.result("\n".join(verdicts.one(occupation).told(lang)))
        _print_tipping(verdicts, tips, lang)
    else:
        _print_tables(verdicts, lang)
        _print_tipping(verdicts, tips, lang)
        output.result("\n".join(verdicts.caveats(lang)))


def _title(code: str, lang: str) -> str:
    from corridor.occupations.isco08 import group

    return group(code).title(lang)


def _met(verdicts: Verdicts) -> Mapping[str, str]:
    """Per occupation, conditions met of those that have an answer."""
    found: dict[str, list[str]] = {}
    for code, result in verdicts.conditions.select("isco08", "result").iter_rows():
        found.setdefault(code, []).append(result)
    return {code: f"{r.count('met')}/{len(r) - r.count('unknown')}" for code, r in found.items()}


def _print_tables(verdicts: Verdicts, lang: str) -> None:
    from corridor.labour_market.verdict import words

    method, met, told = verdicts.method, _met(verdicts), words()
    place = told["region"].get(verdicts.region, {}).get(lang, verdicts.region)
    title = f"{method.label[lang]}, {place}, {verdicts.period}"
    rows = [
        [
            row["isco08"],
            _title(row["isco08"], lang),
            _graded(verdicts, row["verdict"], lang),
            BESIDE.join(told["cause"][cause][lang] for cause in row["causes"]),
            met[row["isco08"]],
            "; ".join(told["mark"][mark][lang] for mark in row["marks"]),
        ]
        for row in verdicts.table.iter_rows(named=True)
    ]
    columns = ["isco08", "occupation", "verdict", "causes", "conditions", "marks"]
    output.as_table(title, headings(columns, lang), rows)
    output.as_table(
        say("thresholds", lang),
        headings(["name", "label", "value", "basis", "source"], lang),
        [_threshold(verdicts, row, lang) for row in verdicts.thresholds.iter_rows(named=True)],
    )


def _graded(verdicts: Verdicts, verdict: str, lang: str) -> str:
    from corridor.labour_market.verdict import words

    label: str = words()["verdict"][verdict][lang]
    grade = verdicts.method.grades.get(verdict)
    return label if grade is None else f"{label} ({grade[lang]})"


def _threshold(verdicts: Verdicts, row: Mapping[str, Any], lang: str) -> list[str]:
    from corridor.labour_market.verdict import shown, threshold_label

    known = verdicts.method.rules.sources
    where = known[row["source"]].title[lang] if row["source"] is not None else ""
    if row["occupations"] is not None:
        where = say("statistic", lang, n=row["occupations"], level=row["isco_level"])
    label = threshold_label(verdicts.method, row["name"], lang)
    return [row["name"], label, shown(row["value"], row["unit"], lang), say(f"basis_{row['basis']}", lang), where]


def _print_tipping(verdicts: Verdicts, tips: pl.DataFrame | None, lang: str) -> None:
    if tips is None:
        return
    from corridor.labour_market.verdict import threshold_label, words
    from corridor.rules.wording import number

    told = words()["verdict"]
    rows = [
        [
            row["isco08"],
            _title(row["isco08"], lang),
            say(f"kind_{row['kind']}", lang),
            threshold_label(verdicts.method, row["name"], lang),
            words()["not_known"][lang] if row["present"] is None else number(_exact(row["present"]), lang),
            number(_exact(row["tipping"]), lang),
            told[row["verdict"]][lang],
            told[row["becomes"]][lang],
        ]
        for row in tips.iter_rows(named=True)
    ]
    columns = ["isco08", "occupation", "kind", "label", "present", "tipping", "verdict", "becomes"]
    output.as_table(say("tipping", lang), headings(columns, lang), rows)


def _exact(value: float) -> Any:
    from decimal import Decimal

    return Decimal(str(round(value, 4)))


def _print_csv(verdicts: Verdicts, occupation: str | None) -> None:
    """A row a comparison, with the verdict of its occupation."""
    told = verdicts.table.rename({"causes": "cause_codes", "marks": "mark_codes"})
    joined = told.join(verdicts.conditions, on="isco08", how="left", maintain_order="left")
    bases = {name: verdicts.method.basis_of(name) for name in verdicts.method.thresholds()}
    if occupation is not None:
        joined = joined.filter(joined["isco08"] == occupation)
    columns = [*joined.columns, "threshold_basis", "method_basis"]
    rows = [
        [
            *(" ".join(cell) if isinstance(cell, list) else cell for cell in row.values()),
            bases.get(row["threshold_name"]),
            verdicts.method.basis,
        ]
        for row in joined.iter_rows(named=True)
    ]
    output.result(output.as_csv(columns, rows))


def _document(verdicts: Verdicts, occupation: str | None, tips: pl.DataFrame | None, lang: str) -> dict[str, Any]:
    from corridor.labour_market.verdict import threshold_label

    method = verdicts.method
    codes = verdicts.table["isco08"].to_list() if occupation is None else [occupation]
    known = method.rules.sources
    return {
        "method": {
            "id": method.id,
            "label": method.label[lang],
            "basis": method.basis,
            "confidence": method.confidence,
        },
        "region": verdicts.region,
        "period": verdicts.period,
        "caveats": list(verdicts.caveats(lang)),
        "counts": dict(verdicts.counts()),
        "thresholds": [
            row | {"label": threshold_label(method, row["name"], lang)}
            for row in verdicts.thresholds.iter_rows(named=True)
        ],
        "sources": {s.id: {"title": s.title[lang], "url": s.url} for s in verdicts.sources() if s.id in known},
        "occupations": [
            row
            | {"title": _title(row["isco08"], lang)}
            | ({"explanation": list(verdicts.one(row["isco08"]).told(lang))} if occupation is not None else {})
            for row in verdicts.with_conditions().iter_rows(named=True)
            if row["isco08"] in codes
        ],
        **({} if tips is None else {"tipping": tips.to_dicts()}),
    }
