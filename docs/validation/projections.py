"""The validation page of projections, made anew: `python docs/validation/projections.py`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from string import Template

from corridor.labour_market.migration_paths import LEAST_PAIRS, fit_ar1
from corridor.labour_market.population_belgium import (
    BelgiumSeries,
    Tested,
    back_test,
    births_in,
    immigration_coverage,
    read_extracts,
)
from corridor.labour_market.projection_checks import Check, checks, not_computable
from corridor.labour_market.projection_facts import Fact, facts, rows
from corridor.labour_market.projection_parameters import parameter
from corridor.labour_market.projection_words import word

HERE = Path(__file__).parent
EUROSTAT = Path(os.environ.get("CORRIDOR_SHARED", HERE.parents[2] / "shared")) / "eurostat"
BASES = (2015, 2018, 2020)
LAST = 2024
LANG = "en"
NAMES = {"population": "all ages", "working_age": "15-64"}


def main() -> None:
    """Write the page."""
    for path, text in pages(EUROSTAT).items():
        path.write_text(text, encoding="utf-8")
        print(path.name)


def pages(eurostat: Path) -> dict[Path, str]:
    """The page with its text."""
    page = Template((HERE / "projections.txt").read_text("utf-8")).substitute(fields(eurostat))
    return {HERE / "projections.md": page}


def fields(eurostat: Path) -> dict[str, str]:
    """What stands in the text's places."""
    found, series = checks(eurostat), read_extracts(eurostat)
    tests = tested(series)
    known = [one for one in tests if one.observed_immigration]
    unknown = [one for one in tests if not one.observed_immigration]
    coverage = immigration_coverage(series.immigration)
    noise = fit_ar1(series.immigration)
    return {
        "compared": str(sum(check.against is not None for check in found)),
        "agree": str(sum(check.verdict == "agrees" for check in found)),
        "differ": str(sum(check.verdict == "differs" for check in found)),
        "alone": str(sum(check.verdict == "computed" for check in found)),
        "rows": by_row(found),
        "differences": differences(found),
        "fertility": f"{parameter('total_fertility_2018').value:.2f}",
        "emigrants": f"{emigrants():,.0f}",
        "population": population(tests),
        "known_error": percent(max(abs(one.error) for one in known)),
        "unknown_error": percent(max(abs(one.error) for one in unknown)),
        "inside": str(sum(one.inside for one in unknown)),
        "all": str(len(unknown)),
        "first": str(BASES[0]),
        "last": str(LAST),
        "left_over": f"{left_over(series):,.0f}",
        "births": births(series),
        "pairs": str(LEAST_PAIRS),
        "coverage": table(
            ["years ahead", "tested", "in the 80 % interval"],
            [[str(one.ahead), str(one.tested), str(one.inside)] for one in coverage],
        ),
        "covered": str(sum(one.inside for one in coverage)),
        "tested": str(sum(one.tested for one in coverage)),
        "rho": f"{noise.rho:.2f}",
        "sigma": f"{noise.sigma:.3f}",
        "used": str(noise.pairs),
    }


# ---- figures ----


def by_row(found: Sequence[Check]) -> str:
    """Each row of the dossier with its figures, source, and computations."""
    reasons = {row: without.why[LANG] for without in not_computable() for row in without.rows}
    body = []
    for row in rows():
        own = [fact for fact in facts().values() if fact.row == row]
        computed = [told(check) for check in found if row in check.rows] or [reasons[row]]
        body.append([str(row), "; ".join(map(figure, own)), source(own[0]), "<br>".join(computed)])
    return table(["row", "published", "source", "computed"], body, words=4)


def figure(fact: Fact) -> str:
    """A figure in words."""
    return f"{fact.told(LANG)}: {fact.value_told(LANG)}"


def source(fact: Fact) -> str:
    """Where a figure stands, and how sure it is."""
    when = f", {fact.published}" if fact.published else ", no date in the copy read"
    return f"[{fact.source}]({fact.url}){when}; {fact.confidence}"


def told(check: Check) -> str:
    """A computation on one line."""
    shown = f"{check.id}: {number(check.computed)}"
    if check.against is not None:
        shown += f" against {number(check.stated)} (± {number(check.tolerance)})"
    verdict = "computed" if check.verdict == "computed" else f"**{word(f'verdict.{check.verdict}', LANG)}**"
    return f"{shown} {word(f'unit.{check.unit}', LANG)}, {verdict}"


def differences(found: Sequence[Check]) -> str:
    """What differs, with its formula and what is known of the reason."""
    lines = []
    for check in found:
        if check.verdict == "differs":
            remark = check.remark[LANG] if check.remark else ""
            where = f"rows {', '.join(map(str, check.rows))}"
            both = f"{number(check.computed)} against {number(check.stated)} {word(f'unit.{check.unit}', LANG)}"
            lines.append(f"- **{check.id}** ({where}): {both}. {check.what[LANG]} {remark}")
    return "\n".join(lines)


def number(value: float | None) -> str:
    """A number with up to three figures behind the point, fewer for large ones."""
    if value is None:
        return "not known"
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 3
    shown = f"{value:,.{digits}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


# ---- back-tests ----


def emigrants() -> float:
    """Emigrants a year before 2020: the middle of what the Federal Planning Bureau gave in 2017."""
    fact = facts()["emigration_2017"]
    assert fact.low is not None
    assert fact.high is not None
    return (fact.low + fact.high) / 2 * 1000


def tested(series: BelgiumSeries) -> list[Tested]:
    """Every back-test, those that know the immigrants first."""
    fertility = parameter("total_fertility_2018").value
    return [
        one
        for observed in (True, False)
        for base in BASES
        for one in back_test(
            series, base, LAST, emigrants=emigrants(), total_fertility=fertility, observed_immigration=observed
        )
    ]


def population(tests: Sequence[Tested]) -> str:
    """The back-tests of the population as a table."""
    head = ["immigrants", "from", "ages", "projected", "80 % interval", "came", "error", "inside"]
    body = []
    for one in tests:
        interval = "-" if one.observed_immigration else f"{one.low:,.0f} to {one.high:,.0f}"
        inside = "-" if one.observed_immigration else "yes" if one.inside else "no"
        known = "those that came" if one.observed_immigration else "not known"
        body.append(
            [known, str(one.base_year), NAMES[one.name], f"{one.projected:,.0f}", interval, f"{one.came:,.0f}",
             percent(one.error), inside]
        )  # fmt: skip
    return table(head, body, words=3)


def left_over(series: BelgiumSeries) -> float:
    """Immigrants less growth of the population, a year: emigration and deaths less births."""
    came = sum(series.immigration[year] for year in range(BASES[0], LAST))
    grown = series.population[LAST] - series.population[BASES[0]]
    return (came - grown) / (LAST - BASES[0])


def births(series: BelgiumSeries) -> str:
    """Births of two years as a table."""
    emigration = facts()["emigration_2022"].value
    assert emigration is not None
    body = []
    for year, rate in ((2022, "total_fertility_2022"), (2023, "total_fertility")):
        computed = births_in(series, year, emigrants=emigration * 1000, total_fertility=parameter(rate).value)
        came = parameter(f"births_{year}").value
        body.append(
            [
                str(year),
                f"{parameter(rate).value:.2f}",
                f"{computed:,.0f}",
                f"{came:,.0f}",
                percent(computed / came - 1),
            ]
        )
    return table(["year", "total fertility", "computed", "counted", "error"], body)


def percent(share: float) -> str:
    """A share in per cent with one decimal."""
    return f"{100 * share:.1f} %"


def table(head: Sequence[str], body: Sequence[Sequence[str]], *, words: int = 1) -> str:
    """A table of which the first `words` columns are words."""
    ruler = ["---"] * words + ["---:"] * (len(head) - words)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ruler, *body))


if __name__ == "__main__":
    main()
