"""The back-test page of the manual and its plot, made anew: `python docs/validation/partnerships.py`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

import numpy as np
from scipy import stats

from corridor.partnerships.backtest import METHODS, BackTest, Gap, Tested, back_test, read_otherwise
from corridor.partnerships.backtest_pairs import rules
from corridor.partnerships.forecast_scores import central
from corridor.partnerships.priors import priors

HERE = Path(__file__).parent
DRAWS, SEED = 2_000, 0
MODEL, *OTHERS = METHODS
BASIS = {"planned": "p", "as_it_was": "a", "median": "m"}


def main() -> None:
    """Write the page and the plot."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.name)


def pages(test: BackTest | None = None) -> dict[Path, str]:
    """Both files with their text."""
    test = back_test(draws=DRAWS, seed=SEED) if test is None else test
    page = Template((HERE / "partnerships.txt").read_text("utf-8")).substitute(fields(test))
    return {HERE / "partnerships.md": page, HERE / "partnerships.svg": drawing(test)}


def fields(test: BackTest) -> dict[str, str]:
    """What stands in the text's places."""
    count = len(test.rows)
    mean = {method: f"{test.scores(method, 0.1).mean():.2f}" for method in METHODS}
    unseen = [row for row in test.rows if row.pair.start.scheme not in cases()]
    fewest, most = (int(value) for value in stats.binom(count, 0.9).interval(0.95))
    lower = test.scores("unsplit", 0.1).mean() < test.scores("pooled_spread", 0.1).mean()
    return {
        "tested": str(count),
        "all": str(count + len(test.excluded)),
        "draws": f"{test.draws:,}",
        "model_90": mean[MODEL],
        "pooled_90": mean["pooled"],
        "spread_90": mean["pooled_spread"],
        "quantiles_90": mean["quantiles"],
        "unsplit_90": mean["unsplit"],
        "unsplit_word": "better than" if lower else "no better than",
        **{f"verdict_{name}": verdict(test.gap(method, 0.1)) for name, method in verdicts().items()},
        "inside_90": str(test.covered(MODEL, 0.1)),
        "inside_80": str(test.covered(MODEL, 0.2)),
        "scores": scores(test),
        "gaps": gaps(test),
        "rows": rows(test),
        "notes": notes(test),
        "readings": readings(test),
        "movers": ", ".join(rules().movers),
        "unseen": listed([row.pair.start.name for row in unseen]),
        "unseen_places": listed([percent(row.place) for row in unseen]),
        "fewest": str(fewest),
        "most": str(most),
        "differing": differing(test),
        "excluded_count": str(len(test.excluded)),
        "excluded": excluded(test),
    }


def verdicts() -> dict[str, str]:
    """The methods that a sentence speaks of, by the name of its place."""
    return {method.removeprefix("pooled_"): method for method in OTHERS}


def verdict(gap: Gap) -> str:
    """A difference of mean scores in words: better or worse only where the interval leaves zero out."""
    if gap.low > 0:
        return "better than"
    return "worse than" if gap.high < 0 else "not to be told apart from"


def cases() -> set[str]:
    """The schemes that the priors of the families were estimated from."""
    found = (priors()[family.prior].cases for family in rules().families.values() if family.prior)
    return {case.scheme for of_family in found for case in of_family}


# ---- tables ----


def table(head: Sequence[str], body: Sequence[Sequence[str]], *, words: int = 1) -> str:
    """A table of which the first `words` columns are words."""
    ruler = ["---"] * words + ["---:"] * (len(head) - words)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ruler, *body))


def scores(test: BackTest) -> str:
    """Every method with its mean scores."""
    head = ["method", "IS 90 %", "IS 80 %", "IS 90 %, log", "IS 80 %, log", "CRPS", "in 90 %", "in 80 %"]
    body = []
    for method in METHODS:
        means = [test.scores(method, alpha, counts=logs).mean() for logs in (False, True) for alpha in (0.1, 0.2)]
        means.append(test.ranked(method).mean())
        inside = [str(test.covered(method, alpha)) for alpha in (0.1, 0.2)]
        name = f"**{method}**" if method == MODEL else f"`{method}`"
        body.append([name, *(f"{value:.2f}" for value in means), *inside])
    return table(head, body)


def gaps(test: BackTest) -> str:
    """Every other method against the simulation."""
    kinds = ((0.1, False), (0.2, False), (0.1, True))
    head = ["method"]
    for name in ("90 %", "80 %", "90 %, log"):
        head += [name, "95 % interval", "won"]
    body = []
    for method in OTHERS:
        found = [test.gap(method, alpha, counts=logs) for alpha, logs in kinds]
        told = [cell for gap in found for cell in (f"{gap.mean:.2f}", f"{gap.low:.2f} to {gap.high:.2f}", str(gap.won))]
        body.append([f"`{method}`", *told])
    return table(head, body)


def ordered(test: BackTest) -> list[Tested]:
    """By family, and within it by outcome."""
    families = list(rules().families)
    return sorted(test.rows, key=lambda row: (families.index(row.pair.start.family), row.pair.ratio))


def rows(test: BackTest) -> str:
    """Every scheme that was tested."""
    head = ["scheme", "who must act", "placed / target", "ratio", "months", "median", "80 %", "90 %", "falls at"]
    head += ["pooled 90 %", "IS simulation", "IS pooled", "IS pooled_spread"]
    body = []
    for row in ordered(test):
        pair, start = row.pair, row.pair.start
        ratios = row.forecasts[MODEL].ratios
        body.append(
            [
                f"{start.name} ({start.scheme})",
                rules().families[start.family].label["en"],
                f"{'≥ ' if pair.at_least else ''}{pair.count} / {start.target}",
                f"{pair.ratio:.2f}",
                f"{start.months:.0f} {BASIS[start.months_basis]}",
                f"{np.median(ratios):.2f}",
                span(ratios, 0.2),
                span(ratios, 0.1),
                percent(row.place),
                span(row.forecasts["pooled"].ratios, 0.1),
                *(f"{row.forecasts[m].score(pair.ratio, 0.1):.2f}" for m in (MODEL, "pooled", "pooled_spread")),
            ]
        )
    return table(head, body, words=2)


def notes(test: BackTest) -> str:
    """What was decided by a rule that a reader may want to know."""
    found = []
    for row in ordered(test):
        pair = row.pair
        told = [f"other targets in the register: {values(pair.other_targets)}"] if pair.other_targets else []
        told += [f"other counts: {values(pair.other_counts)}"] if pair.other_counts else []
        told += [f"{pair.why['en']}"] if pair.why else []
        told += ["counted by those who came back"] if pair.by_return else []
        told += [one.why["en"] for one in rules().planned if one.scheme == pair.start.scheme]
        if told:
            found.append(f"- {pair.start.name}: {'; '.join(told)}.")
    return "\n".join(found)


def values(numbers: Sequence[object]) -> str:
    """Numbers of the register that were not taken."""
    return ", ".join(f"{number.n} {number.unit.replace('_', ' ')}" for number in numbers)  # type: ignore[attr-defined]


def readings(test: BackTest) -> str:
    """The scores with one scheme read in another way."""
    tried = [("as above", "", test)]
    for reading in rules().readings:
        again = read_otherwise(test, reading)
        row = next(row for row in again.rows if row.pair.start.scheme == reading.scheme)
        told = f"{reading.count} / {reading.target}: {reading.why['en']}; falls at {percent(row.place)}"
        tried.append((row.pair.start.name, told, again))
    body = []
    for name, told, again in tried:
        gap = again.gap("pooled_spread", 0.1)
        means = [f"{again.scores(method, 0.1).mean():.2f}" for method in (MODEL, "pooled", "pooled_spread")]
        body.append([name, told, *means, f"{gap.mean:.2f} ({gap.low:.2f} to {gap.high:.2f})"])
    return table(["scheme", "reading", "simulation", "pooled", "pooled_spread", "gain (95 %)"], body, words=2)


def differing(test: BackTest) -> str:
    """Cases of the priors with another ratio than the table."""
    found = []
    for row in test.rows:
        start = row.pair.start
        for family in rules().families.values():
            for case in priors()[family.prior].cases if family.prior else ():
                if case.scheme == start.scheme and case.value is not None and abs(case.value - row.pair.ratio) > 0.01:
                    found.append(f"{start.name} ({case.value:.2f} in the prior, {row.pair.ratio:.2f} in the table)")
    if not found:
        return ""
    return (
        "The priors are tested as they are shipped. In one case or more they hold another ratio than the table, "
        f"because a count or a target was read otherwise: {listed(found)}."
    )


def excluded(test: BackTest) -> str:
    """Every scheme that was left out."""
    body = []
    for one in test.excluded:
        told = [rules().reasons[reason]["en"] for reason in one.reasons]
        told += [one.why["en"]] if one.why else []
        body.append([one.scheme, one.name, "; ".join(told)])
    return table(["id", "scheme", "why"], body, words=3)


def span(draws: np.ndarray, alpha: float) -> str:
    """A central interval."""
    low, high = central(draws, alpha)
    return f"{low:.2f} to {high:.2f}"


def percent(share: float) -> str:
    """A share in per cent."""
    return f"{100 * share:.0f} %"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# ---- the plot ----

WIDTH, LEFT, PANEL, GAP, LINE, TOP = 900, 170, 300, 40, 26, 62
MOST = 1.3
INK, GREY = "#1d2733", "#5d6b7a"
STYLE = f"text{{font:13px system-ui,sans-serif;fill:{INK}}}.s{{fill:{GREY};font-size:12px}}.h{{font-weight:600}}"
WORDS = (
    "Outcome of each scheme against its forecast. Left, the simulation; right, the pooled ratio of the other schemes, "
    "with the spread of its counts. Pale bar: 90 % interval; dark bar: 80 %; tick: median; diamond: outcome, filled "
    "inside the 90 % interval, hollow outside."
)


def drawing(test: BackTest) -> str:
    """The plot as SVG: two panels, a row a scheme."""
    marks: list[str] = []
    y, family = TOP, ""
    for row in ordered(test):
        if row.pair.start.family != family:
            family = row.pair.start.family
            marks.append(text(8, y + 17, rules().families[family].label["en"], "h"))
            y += LINE
        marks += row_marks(row, y)
        y += LINE
    height = y + 56
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        f'<title id="t">Back-test of partnerships</title><desc id="d">{escape(WORDS)}</desc>',
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    return "\n".join([*head, *axes(y), *marks, *legend(height - 14), "</svg>"]) + "\n"


def axes(bottom: int) -> list[str]:
    """Titles, and lines at each quarter of the target."""
    found = []
    for number, title in enumerate(("Simulation", "Pooled ratio of the others")):
        found.append(text(x_of(0, number), 22, title, "h"))
        found.append(text(x_of(0, number), 42, "placed abroad / target", "s"))
        for step in range(6):
            x = x_of(step / 4, number)
            colour = GREY if step == 4 else "#d5dbe1"
            found.append(f'<path d="M{x} {TOP - 8}V{bottom}" stroke="{colour}"/>')
            found.append(text(x, bottom + 16, f"{step / 4:g}", "s", "middle"))
    found.append(text(WIDTH - 12, 22, "falls at", "h", "end"))
    return found


def row_marks(row: Tested, y: int) -> list[str]:
    """A scheme: name, bars, median and outcome in both panels, and where it falls."""
    middle = y + LINE / 2
    found = [text(20, middle + 4, row.pair.start.name)]
    for number, method in enumerate((MODEL, "pooled")):
        ratios = row.forecasts[method].ratios
        for alpha, thick, colour in ((0.1, 12, "#b9cbe0"), (0.2, 6, "#4a76a8")):
            low, high = central(ratios, alpha)
            x, end = x_of(low, number), x_of(high, number)
            found.append(
                f'<rect x="{x}" y="{middle - thick / 2:g}" width="{end - x:.1f}" height="{thick}" fill="{colour}"/>'
            )
        x = x_of(float(np.median(ratios)), number)
        found.append(f'<path d="M{x} {middle - 9:g}V{middle + 9:g}" stroke="{INK}" stroke-width="2"/>')
        low, high = central(ratios, 0.1)
        found.append(diamond(x_of(row.pair.ratio, number), middle, low <= row.pair.ratio <= high))
    found.append(text(WIDTH - 12, middle + 4, percent(row.place), "", "end"))
    return found


def legend(y: int) -> list[str]:
    """What the marks mean."""
    found = [
        f'<rect x="20" y="{y - 10}" width="26" height="12" fill="#b9cbe0"/>',
        text(52, y, "90 %", "s"),
        f'<rect x="96" y="{y - 7}" width="26" height="6" fill="#4a76a8"/>',
        text(128, y, "80 %", "s"),
        f'<path d="M176 {y - 13}V{y + 5}" stroke="{INK}" stroke-width="2"/>',
        text(184, y, "median", "s"),
        diamond(250, y - 4, True),
        text(262, y, "outcome, inside the 90 % interval", "s"),
        diamond(480, y - 4, False),
        text(492, y, "outcome, outside", "s"),
    ]
    return found


def x_of(ratio: float, panel: int) -> float:
    """The place of a ratio in a panel."""
    return round(LEFT + panel * (PANEL + GAP) + min(ratio, MOST) / MOST * PANEL, 1)


def diamond(x: float, y: float, filled: bool) -> str:
    """The mark of an outcome."""
    fill = "#b3400e" if filled else "#fff"
    return f'<path d="M{x} {y - 7:g}l6 7l-6 7l-6-7z" fill="{fill}" stroke="#b3400e" stroke-width="2"/>'


def text(x: float, y: float, words: str, style: str = "", anchor: str = "start") -> str:
    """A line of text."""
    kind = f' class="{style}"' if style else ""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y:g}"{kind}{where}>{escape(words)}</text>'


if __name__ == "__main__":
    main()
