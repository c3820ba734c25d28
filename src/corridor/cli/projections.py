"""`corridor projections population`, and what all commands of the group share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.cli import output
from corridor.cli import refusing as errors
from corridor.cli.progress import Progress
from corridor.cli.speech import Words

if TYPE_CHECKING:
    import polars as pl

    from corridor.labour_market.migration_paths import Scenario
    from corridor.labour_market.population import Projection
    from corridor.labour_market.population_inputs import PopulationInputs

MESSAGES = Path(__file__).parent / "projections_messages.json"
say = Words(MESSAGES)
DONE, WRONG = 0, 2
MOST_DRAWS = 20_000
MOST_BYTES = 4_000_000_000
"""Of all years, paths, regions, sexes and ages together, which are held in memory."""
STEP = 5
"""The table shows every so many years; JSON and CSV have all."""
SHOWN_FAULTS = 5


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
        size = found.people.size * draws * max(until - found.base_year, 0) * 8
        if size > MOST_BYTES:
            raise Refusal(
                "--draws",
                "too_large",
                size=output.figure(size / 1e9, lang, 1),
                most=output.figure(MOST_BYTES / 1e9, lang, 0),
            )
        chosen = _scenario(scenario, found.regions, lang)
        told = Progress(say, "project", lang)
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
    aside(folder.quarantine(lang), quarantine, lang)
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
        aside(reading.told(lang), None, lang)
        return chosen
    return scenario_named(given)


def aside(faults: pl.DataFrame, out: Path | None, lang: str) -> None:
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


def _basis(basis: str, lang: str) -> str:
    from corridor.labour_market.projection_words import word

    return word(f"basis.{basis}", lang)


# ---- errors ----


class Refusal(errors.Refusal):
    """What the command cannot do as asked; told from `projections_messages.json`."""

    words = say


class refusing(errors.refusing):
    """As all commands tell errors; besides, a file that cannot be opened."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, OSError):
            why = error.strerror or error
            told = say("no_file", self.lang, why=why), say("no_file_remedy", self.lang)
            output.failed(str(error.filename), *told, self.lang)
            return True
        return super().__exit__(kind, error, trace)
