"""The page docs/shortage-measures.md, from the methods themselves.

python -m corridor.labour_market.measures_page > docs/shortage-measures.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corridor.labour_market.indicators import indicators
from corridor.labour_market.method import Method, common, measures
from corridor.labour_market.verdict import shown, threshold_label

INTRODUCTION = Path(__file__).parent / "measures_page.txt"
LANG = "en"
BASES: Mapping[str, str] = {
    "stated": "stated",
    "derived": "derived",
    "assumed": "Corridor's choice",
    "recalled": "from memory [M]",
}
HEAD = ("| threshold | meaning | value | basis | confidence | source |", "|---|---|---|---|---|---|")


def page() -> str:
    """The page in English: the text of measures_page.txt, then the methods, and the indicators."""
    parts = [INTRODUCTION.read_text(encoding="utf-8").strip(), "", *HEAD]
    methods = list(measures().values())
    of_all = next(of for of in methods if all(map(of.shares, common())))
    parts += [*_parameters(of_all, common()), ""]
    for of in methods:
        parts += [*_method(of), ""]
    parts += [
        "## The indicators",
        "",
        "| id | meaning | unit | tighter when | |",
        "|---|---|---|---|---|",
        *_indicators(),
    ]
    return "\n".join(parts).strip() + "\n"


def _method(of: Method) -> Iterator[str]:
    yield f"### {of.label[LANG]}"
    yield ""
    yield f"`{of.id}` · {BASES[of.basis]}, confidence {of.confidence} · {_source(of, of.source)}"
    yield ""
    yield f"{of.summary[LANG]}"
    yield ""
    for name, route in of.rules.routes.items():
        conditions = "; ".join(f"`{c.versions[0].source_text}`" for c in route.conditions)
        yield f"- *{name}*: {conditions}"
    yield ""
    own = [name for name in of.rules.parameters if not of.shares(name)]
    if own or of.statistics:
        yield from HEAD
        yield from _parameters(of, own)
        yield from _statistics(of)
        yield ""
    for caveat in of.caveats:
        yield f"- {caveat[LANG]}"


def _parameters(of: Method, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        parameter = of.rules.parameters[name]
        basis = "stated" if name in of.statistics else of.basis_of(name)
        for dated in parameter.values:
            value = None if dated.value is None else float(dated.value)
            span = f" ({dated.start.year})" if dated.until is not None else ""
            note = f". {dated.note[LANG]}" if dated.note else ""
            source = _source(of, dated.source) if dated.source else ""
            told, label = f"{shown(value, parameter.unit, LANG)}{span}", f"{parameter.label[LANG]}{note}"
            yield f"| `{name}` | {label} | {told} | {BASES[basis]} | {dated.confidence} | {source} |"


def _statistics(of: Method) -> Iterator[str]:
    for name, statistic in of.statistics.items():
        at = f", `{statistic.at}`" if statistic.at else ""
        label = threshold_label(of, name, LANG) if name not in of.rules.parameters else "in other years"
        yield f"| `{name}` | {label}{at} | from the table | {BASES[statistic.basis]} | {of.confidence} | |"


def _source(of: Method, name: str) -> str:
    source = of.rules.sources[name]
    return f"[{source.title[LANG]}]({source.url})" if source.url else source.title[LANG]


def _indicators() -> Iterator[str]:
    for of in indicators().values():
        tighter = {"higher": "higher", "lower": "lower", "none": "–"}[of.direction]
        yield f"| `{of.id}` | {of.label[LANG]} | {of.unit} | {tighter} | {of.meaning[LANG]} |"


if __name__ == "__main__":
    sys.stdout.write(page())
