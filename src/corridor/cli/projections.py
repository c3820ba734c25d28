"""`corridor projections`: population and labour force, gaps by occupation, templates, and checks of published figures."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output

if TYPE_CHECKING:
    import polars as pl

    from corridor.labour_market.gap import GapFigure
    from corridor.labour_market.migration_paths import Scenario
    from corridor.labour_market.population import Projection
    from corridor.labour_market.population_inputs import PopulationInputs

MESSAGES = Path(__file__).parent / "projections_messages.json"
DONE, WRONG = 0, 2
PATIENCE = 2.0
"""Seconds of silence before progress is told, and between two lines of it."""
YEARS = (2030, 2035)
MOST_DRAWS = 20_000
STEP = 5
"""The table shows every so many years; JSON and CSV have all."""
SHOWN_FAULTS = 5


@cache
def _messages() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(MESSAGES.read_text(encoding="utf-8"))
    return found


def say(key: str, lang: str, **values: object) -> str:
    """A message in a language."""
    text = _messages()[key][lang]
    return text.format(**values) if values else text


def headings(columns: Iterable[str], lang: str) -> list[str]:
    """Headings of columns in a language."""
    return [say(f"col_{column}", lang) for column in columns]


# ---- population ----


def population(
    *,
    inputs: Path | None,
    synthetic: bool,
    eurostat: Path | None,
    until: int,
    scenario: str,
    draws: int,
    seed: int,
    quarantine: Path | None,
    format: str,
    lang: str,
) -> int:
    """Project a population and, where activity is given, its labour force; returns the exit code."""
    with refusing(lang):
        if sum((inputs is not None, synthetic, eurostat is not None)) != 1:
            raise Refusal("--inputs", "which_inputs")
        if not 1 <= draws <= MOST_DRAWS:
            raise Refusal("--draws", "out_of_range", raw=draws, low=1, high=MOST_DRAWS)
        from corridor.labour_market.population import project

        frames, found = _start(inputs, synthetic, eurostat, quarantine, lang)
        chosen = _scenario(scenario, found.regions, lang)
        told = Progress("project", lang)
        projection = project(found, chosen, until=until, draws=draws, seed=seed, progress=told)
        _print_population(projection, frames, draws, seed, format, lang)
        output.remark(say(_kind(synthetic, eurostat), lang))
        output.remark(say("scenario_told", lang, scenario=chosen.id, basis=_basis(chosen.basis, lang)))
        return DONE
    return WRONG


def _kind(synthetic: bool, eurostat: Path | None) -> str:
    return "told_synthetic" if synthetic else "told_eurostat" if eurostat is not None else "told_inputs"


def _start(
    inputs: Path | None, synthetic: bool, eurostat: Path | None, quarantine: Path | None, lang: str
) -> tuple[dict[str, pl.DataFrame], PopulationInputs]:
    """The tables and arrays to start from; what was put aside is told, or written where asked."""
    from corridor.labour_market.population_inputs import population_inputs
    from corridor.labour_market.projection_inputs import check_table, read_folder

    if synthetic:
        from corridor.labour_market.synthetic_population import synthetic_tables

        frames = {name: check_table(table, name).frame for name, table in synthetic_tables().items()}
        return frames, population_inputs(frames)
    if eurostat is not None:
        return {}, _belgium(eurostat)
    assert inputs is not None
    folder = read_folder(inputs, "population")
    _aside(folder.quarantine(lang), quarantine, lang)
    return folder.frames, population_inputs(folder.frames)


def _belgium(eurostat: Path) -> PopulationInputs:
    """Belgium on the last 1 January that the extracts have, with assumed ages."""
    from corridor.labour_market.population_belgium import belgium_inputs, read_extracts
    from corridor.labour_market.projection_facts import facts

    series = read_extracts(eurostat)
    year = max(set(series.population) & set(series.working_age))
    emigrants = facts()["emigration_2022"].value
    assert emigrants is not None
    return belgium_inputs(series, year, emigrants=emigrants * 1000)


def _scenario(given: str, regions: Sequence[str], lang: str) -> Scenario:
    """A scenario that ships, or one of a user's file."""
    from corridor.labour_market.migration_paths import read_scenario, scenario_named

    if given.endswith(".csv") or Path(given).is_file():
        chosen, reading = read_scenario(Path(given), tuple(regions))
        _aside(reading.told(lang), None, lang)
        return chosen
    return scenario_named(given)


def _aside(faults: pl.DataFrame, out: Path | None, lang: str) -> None:
    """Tell what was put aside, and write it where asked."""
    if out is not None:
        faults.write_csv(out)
    if faults.is_empty():
        return
    output.remark(say("quarantined", lang, n=faults.select("table", "row").n_unique()))
    for row in faults.head(SHOWN_FAULTS).iter_rows(named=True):
        output.failed(f"{row['table']}.csv: {row['row']}: {row['field']}", row["reason"], row["remedy"], lang)


def _print_population(
    projection: Projection, frames: dict[str, pl.DataFrame], draws: int, seed: int, format: str, lang: str
) -> None:
    import polars as pl

    from corridor.labour_market.labour_force import force_table
    from corridor.labour_market.population import account, summary

    people = summary(projection).select(pl.lit("population").alias("measure"), pl.all())
    table = pl.concat([people, force_table(projection, frames)]) if "activity" in frames else people
    if format == "csv":
        output.result(output.as_csv(table.columns, table.rows()))
    elif format == "json":
        document = {
            "base_year": projection.inputs.base_year,
            "scenario": {"id": projection.scenario.id, "basis": projection.scenario.basis},
            "noise": {"rho": projection.noise.rho, "sigma": projection.noise.sigma},
            "draws": draws,
            "seed": seed,
            "interval": 0.8,
            "rows": table.to_dicts(),
            "account": account(projection).to_dicts(),
        }
        output.result(output.as_json(document))
    else:
        _population_table(table, lang)


def _population_table(table: pl.DataFrame, lang: str) -> None:
    import polars as pl

    from corridor.labour_market.projection_words import region_told, word
    from corridor.reports.numbers import count

    ends = (table["year"].min(), table["year"].max())
    shown = table.filter((pl.col("year") % STEP == 0) | pl.col("year").is_in(ends))
    rows = [
        [word(f"measure.{measure}", lang), region_told(region, lang), year, *(count(v, lang) for v in figures)]
        for measure, region, year, *figures in shown.iter_rows()
    ]
    output.as_table(None, headings(("measure", "region", "year", "median", "low", "high"), lang), rows)


# ---- gap ----

GAP_COLUMNS = (
    "isco08", "region", "year", "group", "level", "value", "low", "high", "basis", "confidence", "source", "date",
    "url", "why_unknown", "permits", "permits_low", "permits_high",
)  # fmt: skip


def gap(
    *,
    isco: str | None,
    region: str | None,
    years: Sequence[int],
    inputs: Path | None,
    quarantine: Path | None,
    format: str,
    lang: str,
) -> int:
    """Print gaps: of one occupation or all, in one region or each, to the years; returns the exit code."""
    with refusing(lang):
        from corridor.labour_market.gap import REGIONS, gaps, projected_gap, read_gap_folder

        if isco is not None and not (isco.isdecimal() and 1 <= len(isco) <= 4):
            raise Refusal("--isco", "bad_isco", raw=isco)
        evidence = None
        if inputs is not None:
            evidence, folder = read_gap_folder(inputs)
            _aside(folder.quarantine(lang), quarantine, lang)
        if evidence is not None and isco is None and region is None:
            found = gaps(evidence)
        else:
            places = REGIONS if region is None else (region,)
            found = tuple(
                projected_gap(isco, place, year, evidence=evidence) for place in places for year in years or YEARS
            )
        _print_gaps(found, format, lang)
        return DONE
    return WRONG


def _print_gaps(found: Sequence[GapFigure], format: str, lang: str) -> None:
    if format == "csv":
        output.result(output.as_csv(GAP_COLUMNS, [_gap_cells(figure, lang) for figure in found]))
    elif format == "json":
        output.result(output.as_json([_gap_record(figure, lang) for figure in found]))
    else:
        _gap_table(found, lang)


def _gap_cells(figure: GapFigure, lang: str) -> list[Any]:
    plain = [getattr(figure, name) for name in GAP_COLUMNS[:13]]
    return [*plain, figure.why(lang), figure.permits.value, figure.permits.low, figure.permits.high]


def _gap_record(figure: GapFigure, lang: str) -> dict[str, Any]:
    from dataclasses import asdict

    record = {name: getattr(figure, name) for name in GAP_COLUMNS[:13]}
    return {
        **record,
        "why_unknown": figure.why(lang),
        "parts": [{"part": part.name, "sign": part.sign, **asdict(part.figure)} for part in figure.parts],
        "permits": asdict(figure.permits),
        "nearest": [{"told": fact.told(lang), **asdict(fact)} for fact in figure.nearest],
    }


def _gap_table(found: Sequence[GapFigure], lang: str) -> None:
    from corridor.labour_market.projection_words import region_told, word

    rows: list[list[Any]] = []
    for figure in found:
        group = say("all", lang) if figure.isco08 is None and figure.group in (None, "all") else figure.isco08
        if figure.group not in (None, "all", figure.isco08):
            group = f"{group or ''} ({say('of_group', lang, group=figure.group)})".strip()
        permits = _spread(figure.permits.value, figure.permits.low, figure.permits.high, lang)
        basis = word(f"basis.{figure.basis}", lang)
        source = ", ".join(v for v in (figure.source, figure.date) if v)
        value = _spread(figure.value, figure.low, figure.high, lang)
        rows.append([group, region_told(figure.region, lang), figure.year, value, permits, basis, source])
    columns = ("occupation", "region", "year", "gap", "permits", "basis", "source")
    output.as_table(None, headings(columns, lang), rows)
    _gap_notes(found, lang)


def _gap_notes(found: Sequence[GapFigure], lang: str) -> None:
    """Below the table: the parts of what is known, why the rest is not, and the totals that sources give instead."""
    from corridor.labour_market.projection_words import region_told, word

    for figure in found:
        if figure.parts:
            shown = [
                f"{'+' if part.sign > 0 else '-'} {word(f'part.{part.name}', lang)}: "
                + _spread(part.figure.value, part.figure.low, part.figure.high, lang)
                for part in figure.parts
            ]
            output.result(f"{region_told(figure.region, lang)} {figure.year}: " + "; ".join(shown))
    for reason in dict.fromkeys(figure.why(lang) for figure in found if figure.why_unknown):
        output.result(reason or "")
    nearest = {fact.id: fact for figure in found for fact in figure.nearest}
    if nearest:
        output.result(say("nearest", lang))
        for fact in nearest.values():
            source = ", ".join(v for v in (fact.source, fact.published) if v)
            output.result(f"  {fact.told(lang)}: {fact.value_told(lang)} ({source}; {fact.url})")


def _spread(value: float | None, low: float | None, high: float | None, lang: str) -> str:
    """A value with its interval, or that it is not known."""
    from corridor.reports.numbers import count

    if value is None:
        return say("not_known", lang)
    shown = count(value, lang)
    return shown if low is None or high is None else f"{shown} ({count(low, lang)} - {count(high, lang)})"


# ---- templates ----


def template(table: str | None, *, out: Path | None, format: str, lang: str) -> int:
    """Print a table's template, or what tables there are, or write all to a folder; returns the exit code."""
    with refusing(lang):
        from corridor.labour_market.projection_inputs import tables
        from corridor.labour_market.projection_inputs import template as text_of

        if table is not None and table not in tables():
            raise Refusal("TABLE", "no_table", given=table, known=", ".join(tables()))
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            for name in tables() if table is None else (table,):
                (out / f"{name}.csv").write_text(text_of(name), encoding="utf-8")
            output.remark(say("written", lang, n=len(tables()) if table is None else 1, folder=out))
        elif table is not None and format == "csv":
            output.result(text_of(table))
        else:
            _print_schema(table, format, lang)
        return DONE
    return WRONG


def _print_schema(table: str | None, format: str, lang: str) -> None:
    from corridor.labour_market.projection_inputs import SEXES, tables

    names = tables() if table is None else {table: tables()[table]}
    rows = [
        [name, column, of.type, _limits(of.min, of.max, SEXES if of.type == "sex" else of.values), of.unit,
         say("optional" if of.optional else "needed", lang), of.meaning[lang], of.example]
        for name, shape in names.items()
        for column, of in shape.columns.items()
    ]  # fmt: skip
    keys = ("table", "column", "type", "limits", "unit", "needed", "meaning", "example")
    if format == "csv":
        output.result(output.as_csv(keys, rows))
    elif format == "json":
        output.result(output.as_json([dict(zip(keys, row, strict=True)) for row in rows]))
    else:
        columns = headings(("column", "type", "limits", "unit", "needed", "meaning"), lang)
        for name, shape in names.items():
            output.result(f"{name}.csv: {shape.purpose[lang]}")
            output.as_table(None, columns, [row[1:-1] for row in rows if row[0] == name])


def _limits(low: float | None, high: float | None, values: Sequence[str]) -> str | None:
    if values:
        return ", ".join(values)
    if low is None and high is None:
        return None
    return f"{'' if low is None else f'{low:g}'} - {'' if high is None else f'{high:g}'}"


# ---- checks ----

CHECK_COLUMNS = ("id", "rows", "verdict", "computed", "stated", "tolerance", "unit", "formula", "against", "what")


def checks(*, eurostat: Path | None, format: str, lang: str) -> int:
    """Print what is computed for every published figure; returns the exit code."""
    with refusing(lang):
        from corridor.labour_market.projection_checks import checks as computed

        found = computed(eurostat)
        rows = [[_check_cell(getattr(check, name), lang) for name in CHECK_COLUMNS] for check in found]
        if format == "csv":
            output.result(output.as_csv(CHECK_COLUMNS, rows))
        elif format == "json":
            remarks = [None if check.remark is None else check.remark[lang] for check in found]
            records = [dict(zip(CHECK_COLUMNS, row, strict=True)) for row in rows]
            output.result(output.as_json([{**r, "remark": n} for r, n in zip(records, remarks, strict=True)]))
        else:
            _check_table(found, lang)
        if any(check.verdict == "unknown" for check in found):
            output.remark(say("no_extracts", lang))
        return DONE
    return WRONG


def _check_cell(value: Any, lang: str) -> Any:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return value[lang] if isinstance(value, dict) else value


def _check_table(found: Sequence[Any], lang: str) -> None:
    from corridor.labour_market.projection_words import word
    from corridor.reports.numbers import decimal

    rows = [
        [
            check.what[lang] + (f" {check.remark[lang]}" if check.remark else ""),
            None if check.computed is None else decimal(check.computed, lang, 2),
            None if check.stated is None else decimal(check.stated, lang, 2),
            word(f"unit.{check.unit}", lang),
            word(f"verdict.{check.verdict}", lang),
        ]
        for check in found
    ]
    output.as_table(None, headings(("what", "computed", "stated", "unit", "verdict"), lang), rows)


def _basis(basis: str, lang: str) -> str:
    from corridor.labour_market.projection_words import word

    return word(f"basis.{basis}", lang)


# ---- progress and errors ----


class Progress:
    """Progress of work that counts its steps, on standard error: after two seconds, then every two."""

    def __init__(self, step: str, lang: str) -> None:
        self.step, self.lang, self.last = step, lang, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last >= PATIENCE and total:
            self.last = now
            output.remark(say("progress", self.lang, step=say(f"step_{self.step}", self.lang), done=done, total=total))


class Refusal(ValueError):
    """What the command cannot do as asked; told from `projections_messages.json`."""

    def __init__(self, place: str, key: str, **values: Any) -> None:
        super().__init__(f"{place}: {key}")
        self.place, self.key, self.values = place, key, values

    def told(self, lang: str) -> tuple[str, str]:
        """Message and remedy."""
        return say(self.key, lang, **self.values), say(f"{self.key}_remedy", lang, **self.values)


class refusing:
    """Tells errors of users with place and remedy instead of raising them: `with refusing(lang): ...`."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors

        match error:
            case Refusal():
                output.failed(error.place, *error.told(self.lang), self.lang)
            case LabourMarketErrors():
                for one in error.errors:
                    output.failed(one.place, *one.told(self.lang), self.lang)
            case LabourMarketError():
                output.failed(error.place, *error.told(self.lang), self.lang)
            case OSError():
                why = error.strerror or error
                output.failed(str(error.filename), say("no_file", self.lang, why=why), say("no_file_remedy", self.lang),
                              self.lang)  # fmt: skip
            case KeyboardInterrupt():
                output.remark(say("stopped", self.lang))
            case _:
                return False
        return True
