"""`corridor partnerships`: the register of schemes, designs to start from, and what all its commands share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli import refusing as errors
from corridor.cli.speech import Words

if TYPE_CHECKING:
    from corridor.partnerships.design import Design
    from corridor.partnerships.scheme import Scheme

MESSAGES = Path(__file__).parent / "partnerships_messages.json"
say = Words(MESSAGES)
DONE, FINDINGS, WRONG = 0, 1, 2
LISTED = ("id", "short", "origins", "destinations", "start", "end", "sectors", "status", "confidence")
FILTERS = ("origin", "destination", "sector", "isco", "model", "status", "text", "draws", "by", "probability")
OPTIONS = {**{name: f"--{name}" for name in FILTERS}, "active_in": "--years"}
"""Arguments of the library by the option that gives them."""
NEAREST = 3


# ---- the register ----


def list_(
    filters: Mapping[str, str | None], *, years: str | None, undecided: bool = False, format: str, lang: str
) -> int:
    """Print the schemes that pass every filter, or those of which one is undecided; returns the exit code."""
    with refusing(lang):
        from corridor.partnerships.registry import select
        from corridor.partnerships.scheme import schemes

        given: dict[str, Any] = {name: value for name, value in filters.items() if value is not None}
        if years is not None:
            given["active_in"] = _span(years)
        selection = select(schemes(), **given)
        _print_list(selection.unknown if undecided else selection.found, selection.unknown, format, lang)
        output.remark(say("found", lang, n=len(selection.found)))
        if selection.unknown:
            ids = ", ".join(scheme.id for scheme in selection.unknown)
            key = "undecided_shown" if undecided else "undecided"
            output.remark(say(key, lang, n=len(selection.unknown), ids=ids))
        return DONE
    return WRONG


def _span(raw: str) -> tuple[int, int]:
    ends = raw.split("-")
    if len(ends) > 2 or not all(len(end) == 4 and end.isdecimal() for end in ends):
        raise Refusal("--years", "bad_years", raw=raw)
    return int(ends[0]), int(ends[-1])


def _print_list(shown: Sequence[Scheme], unknown: Sequence[Scheme], format: str, lang: str) -> None:
    from corridor.partnerships.scheme_tables import fields, heading

    if format == "table":
        cells = fields() | {"short": lambda scheme, lang, grouped: scheme.short}
        columns = [heading("name" if key == "short" else key, lang) for key in LISTED]
        rows = [[_known(cells[key](scheme, lang, True), lang) for key in LISTED] for scheme in shown]
        output.as_table(None, columns, rows)
    elif format == "json":
        document = {"schemes": [record(scheme) for scheme in shown], "unknown": [scheme.id for scheme in unknown]}
        output.result(output.as_json(document))
    else:
        _export(shown, format, lang)


def _export(found: Iterable[Scheme], format: str, lang: str) -> None:
    from corridor.partnerships.registry import to_csv, to_jsonld

    output.result(to_csv(found, lang) if format == "csv" else output.as_json(to_jsonld(found)))


def show(given: str, *, format: str, lang: str) -> int:
    """Print one scheme; returns the exit code."""
    with refusing(lang):
        scheme = scheme_named(given)
        if format == "table":
            _print_scheme(scheme, lang)
        elif format == "json":
            output.result(output.as_json(record(scheme)))
        else:
            _export([scheme], format, lang)
        return DONE
    return WRONG


def _print_scheme(scheme: Scheme, lang: str) -> None:
    """Every field with its value, then what each school finds."""
    from corridor.partnerships.classification import Verdict, classify, schools
    from corridor.partnerships.registry import comparison
    from corridor.partnerships.scheme_words import label

    found = comparison([scheme], lang)
    rows = [(row.label, _with_basis(row.values[0], row.bases[0], lang)) for row in found.rows]
    columns = [say("col_field", lang), say("col_value", lang)]
    output.as_table(f"{scheme.id} {scheme.short}", columns, [r for r in rows if r[1] is not None])
    missing = "; ".join(row.label for row in found.rows if row.values[0] is None)
    if missing:
        output.result(f"{label('verdict.unknown', lang)}: {missing}.\n")
    verdicts: tuple[Verdict, ...] = ("passes", "partly", "fails", "unknown")
    lines = [
        [
            schools().schools[name].label[lang],
            *("; ".join(label(f"criterion.{c}", lang) for c in score.criteria(verdict)) for verdict in verdicts),
        ]
        for name, score in classify(scheme).schools.items()
    ]
    heads = [label(f"verdict.{verdict}", lang) for verdict in verdicts]
    output.as_table(None, [say("col_school", lang), *heads], lines)


def compare(given: Sequence[str], *, format: str, lang: str) -> int:
    """Print schemes side by side; returns the exit code."""
    with refusing(lang):
        from corridor.partnerships.registry import comparison

        chosen = {scheme.id: scheme for scheme in map(scheme_named, given)}
        if len(chosen) < 2:
            raise Refusal("ID", "one_scheme")
        found = comparison(chosen, lang)
        if format == "table":
            heads = [f"{id} {name}" for id, name in zip(found.ids, found.names, strict=True)]
            cells = [
                [_known(_with_basis(v, b, lang), lang) for v, b in zip(row.values, row.bases, strict=True)]
                for row in found.rows
            ]
            rows = [[row.label, *cell] for row, cell in zip(found.rows, cells, strict=True)]
            output.as_table(None, [say("col_field", lang), *heads], rows)
        elif format == "csv":
            columns = ["key", "label", *(name for id in found.ids for name in (id, f"{id}_basis"))]
            pairs = [[cell for pair in zip(r.values, r.bases, strict=True) for cell in pair] for r in found.rows]
            lines = [[row.key, row.label, *pair] for row, pair in zip(found.rows, pairs, strict=True)]
            output.result(output.as_csv(columns, lines))
        else:
            rows_ = [
                {"key": r.key, "label": r.label, "values": r.values, "bases": r.bases, "differs": r.differs}
                for r in found.rows
            ]
            output.result(output.as_json({"ids": found.ids, "names": found.names, "rows": rows_}))
        return DONE
    return WRONG


def scheme_named(given: str) -> Scheme:
    """The scheme of that number or acronym.

    Raises:
        Refusal: there is none, or several have the acronym.
    """
    from difflib import get_close_matches

    from corridor.partnerships.scheme import schemes

    known = schemes()
    if given.upper() in known:
        return known[given.upper()]
    named = [scheme for scheme in known.values() if (scheme.acronym or "").casefold() == given.casefold()]
    if len(named) == 1:
        return named[0]
    names = {name.casefold(): s.id for s in known.values() for name in (s.id, s.acronym) if name}
    near = [names[name] for name in get_close_matches(given.casefold(), names, NEAREST, 0)]
    raise Refusal("ID", "no_scheme", given=given, near=", ".join(dict.fromkeys([s.id for s in named] or near)))


def record(scheme: Scheme) -> dict[str, Any]:
    """A scheme as plain values: the keys of its file, and under `schools` what each school finds."""
    from pydantic import TypeAdapter

    from corridor.partnerships.classification import classify
    from corridor.partnerships.scheme import Scheme

    found: dict[str, Any] = TypeAdapter(Scheme).dump_python(scheme, mode="json")
    found["schools"] = {
        name: {
            "low": score.low,
            "high": score.high,
            "fits": score.fits,
            **{verdict: score.criteria(verdict) for verdict in ("passes", "partly", "fails", "unknown")},
        }
        for name, score in classify(scheme).schools.items()
    }
    return found


def _known(cell: str | None, lang: str) -> str:
    return say("not_known", lang) if cell is None else cell


def _with_basis(value: str | None, basis: str | None, lang: str) -> str | None:
    if value is None or basis is None:
        return value
    return f"{value} ({say(basis, lang)})"


# ---- designs ----


def write_out(given: str | None, *, lang: str) -> int:
    """Print the file of a design that ships, or which there are; returns the exit code."""
    with refusing(lang):
        from corridor.partnerships.design import FOLDER, shipped

        if given is None:
            columns = [say("col_id", lang), say("col_name", lang)]
            output.as_table(None, columns, [(d.id, d.name.told(lang)) for d in shipped().values()])
        elif given in shipped():
            output.result((FOLDER / f"{given}.yaml").read_text(encoding="utf-8"))
        else:
            raise _no_design(given)
        return DONE
    return WRONG


def design_named(given: str) -> Design:
    """The design of a file, or one that ships.

    Raises:
        Refusal: there is neither.
        PartnershipErrors: the file has faults.
    """
    from corridor.partnerships.design import read_design, shipped

    if Path(given).is_file():
        return read_design(given)
    if given in shipped():
        return shipped()[given]
    raise _no_design(given)


def _no_design(given: str) -> Refusal:
    from corridor.partnerships.design import shipped

    return Refusal(given, "no_design", known=", ".join(shipped()), first=next(iter(shipped())))


def read_day(option: str, raw: str) -> date:
    """A date as it was typed.

    Raises:
        Refusal: it is no date.
    """
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Refusal(option, "bad_date", raw=raw) from None


def within(option: str, number: float, low: float, high: float) -> None:
    """See that a number lies within its bounds.

    Raises:
        Refusal: it does not.
    """
    if not low <= number <= high:
        raise Refusal(option, "out_of_range", raw=number, low=low, high=high)


# ---- errors ----


class Refusal(errors.Refusal):
    """What the command cannot do as asked; told from `partnerships_messages.json`."""

    words = say


class refusing(errors.refusing):
    """As all commands tell errors, in the options of these."""

    words = say

    def __init__(self, lang: str) -> None:
        super().__init__(lang, OPTIONS)
