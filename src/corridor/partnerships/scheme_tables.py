"""Schemes as tables: side by side to compare, and one row a scheme as CSV. Unknown is None, and an empty cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from corridor.partnerships.classification import classify, schools
from corridor.partnerships.scheme import CRITERIA, Scheme, Text, circularity_types, sectors
from corridor.partnerships.scheme_form import Money
from corridor.partnerships.scheme_words import (
    figure,
    joined,
    label,
    money_words,
    number_words,
    place_name,
    value_label,
)

COUNTED = ("target", "applicants", "selected", "trained", "placed_abroad", "placed_home", "returned")
RUNS_IN_A_SPREADSHEET = re.compile(r"^[=+\-@\t\r]")
Cell = Callable[[Scheme, str, bool], str | None]


@dataclass(frozen=True)
class ComparisonRow:
    """One field of several schemes. `values` and `bases` (how each is known) follow the order of the schemes."""

    key: str
    label: str
    values: tuple[str | None, ...]
    bases: tuple[str | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the known values are not all the same."""
        return len({value for value in self.values if value is not None}) > 1


@dataclass(frozen=True)
class Comparison:
    """Schemes side by side: `ids` and `names` head the columns of `rows`."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]


def comparison(schemes: Mapping[str, Scheme] | Iterable[Scheme], lang: str) -> Comparison:
    """The schemes side by side, one row a field, in the words of a language; unknown is None."""
    chosen = _listed(schemes)
    rows = tuple(
        ComparisonRow(
            key=key,
            label=heading(key, lang),
            values=tuple(cell(scheme, lang, True) for scheme in chosen),
            bases=tuple(_basis(scheme, key) for scheme in chosen),
        )
        for key, cell in fields().items()
        if key != "id"
    )
    return Comparison(tuple(s.id for s in chosen), tuple(s.short for s in chosen), rows)


def to_csv(schemes: Mapping[str, Scheme] | Iterable[Scheme], lang: str) -> str:
    """One row a scheme. Columns are named by key, texts stand in the language, unknown is an empty cell.

    Numbers have no signs for thousands and a decimal point. `<criterion>_basis` says how a criterion is known;
    `<school>_low` and `_high` are the ends of its score, 0..1.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    chosen = _listed(schemes)
    columns = {key: cell for key, cell in fields().items() if not key.startswith("school.")}
    ends = [f"{name}_{end}" for name in schools().schools for end in ("low", "high")]
    heads = [head for key in columns for head in ([key, f"{key}_basis"] if key in CRITERIA else [key])]
    rows.writerow([*heads, *ends])
    for scheme in chosen:
        cells: list[str | None] = []
        for key, cell in columns.items():
            cells.append(cell(scheme, lang, False))
            if key in CRITERIA:
                cells.append(_basis(scheme, key))
        scores = classify(scheme).schools.values()
        cells += [f"{end:.3f}" for score in scores for end in (score.low, score.high)]
        rows.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def heading(key: str, lang: str) -> str:
    """The label of a field, a criterion or a school."""
    if key.startswith("school."):
        return schools().schools[key.removeprefix("school.")].label[lang]
    return label(f"criterion.{key}" if key in CRITERIA else f"field.{key}", lang)


def fields() -> dict[str, Cell]:
    """The fields in the order in which they are shown; each gives a scheme's value in words, or None."""
    found: dict[str, Cell] = {
        "id": lambda s, lang, grouped: s.id,
        "name": lambda s, lang, grouped: s.name,
        "acronym": lambda s, lang, grouped: s.acronym,
        "origins": lambda s, lang, grouped: joined(place_name(place, lang) for place in s.origins),
        "destinations": lambda s, lang, grouped: joined(place_name(place, lang) for place in s.destinations),
        "implementers": _partners("implementer"),
        "funders": _partners("funder"),
        "partners": _partners("partner"),
        "start": lambda s, lang, grouped: s.period.start,
        "end": lambda s, lang, grouped: s.period.end,
        "period_note": lambda s, lang, grouped: _in(s.period.note, lang),
        "status": _status,
        "sectors": lambda s, lang, grouped: joined(sectors()[code][lang] for code in s.sectors.codes),
        "sector_text": lambda s, lang, grouped: _in(s.sectors.text, lang),
        "occupations": lambda s, lang, grouped: _in(s.occupations.text, lang),
        "isco08": lambda s, lang, grouped: joined(s.occupations.isco08),
        "money": lambda s, lang, grouped: joined(money_words(m, lang, grouped=grouped) for m in _known(s.money)),
    }
    found |= {name: _counts(name) for name in COUNTED}
    found |= {
        "route": lambda s, lang, grouped: _in(s.route.text, lang),
        "circularity": lambda s, lang, grouped: joined(
            circularity_types()[t]["label"][lang] for t in s.circularity.types
        ),
        "circularity_text": lambda s, lang, grouped: _in(s.circularity.text, lang),
    }
    found |= {name: _criterion(name) for name in CRITERIA}
    found |= {f"school.{name}": _school(name) for name in schools().schools}
    found |= {
        "results": lambda s, lang, grouped: _in(s.results, lang),
        "confidence": lambda s, lang, grouped: label(f"confidence.{s.confidence}", lang),
        "confidence_note": lambda s, lang, grouped: _in(s.confidence_note, lang),
        "sources": lambda s, lang, grouped: " ".join(source.url for source in s.sources),
        "checked": lambda s, lang, grouped: s.checked.isoformat(),
    }
    return found


def _listed(schemes: Mapping[str, Scheme] | Iterable[Scheme]) -> list[Scheme]:
    return list(schemes.values() if isinstance(schemes, Mapping) else schemes)


def _in(text: Text | None, lang: str) -> str | None:
    return text[lang] if text else None


def _known(money: tuple[Money, ...]) -> list[Money]:
    return [sum_ for sum_ in money if sum_.amount is not None or sum_.low is not None or sum_.note]


def _status(scheme: Scheme, lang: str, grouped: bool) -> str | None:
    said = None if scheme.status == "unknown" else label(f"status.{scheme.status}", lang)
    return joined([said, _in(scheme.status_note, lang)])


def _partners(role: str) -> Cell:
    def cell(scheme: Scheme, lang: str, grouped: bool) -> str | None:
        return joined(
            partner.name[lang]
            + (f" ({figure(100 * partner.share, lang, grouped=grouped)} %)" if partner.share is not None else "")
            for partner in scheme.partners
            if partner.role == role
        )

    return cell


def _counts(name: str) -> Cell:
    def cell(scheme: Scheme, lang: str, grouped: bool) -> str | None:
        return joined(number_words(number, lang, grouped=grouped) for number in getattr(scheme.counts, name))

    return cell


def _criterion(name: str) -> Cell:
    return lambda scheme, lang, grouped: value_label(name, getattr(scheme.criteria, name).value, lang)


def _school(name: str) -> Cell:
    def cell(scheme: Scheme, lang: str, grouped: bool) -> str | None:
        score = classify(scheme).schools[name]
        low, high = (figure(round(end, 2), lang) for end in (score.low, score.high))
        return low if low == high else label("score", lang).format(low=low, high=high)

    return cell


def _basis(scheme: Scheme, key: str) -> str | None:
    """How a value is known: of criteria, circularity, ISCO codes and scores; None where the field has no such mark."""
    if key in CRITERIA:
        criterion = getattr(scheme.criteria, key)
        return criterion.basis if criterion.value is not None else None
    if key == "circularity" and scheme.circularity.types:
        return scheme.circularity.basis
    if key == "isco08" and scheme.occupations.isco08:
        return scheme.occupations.isco08_basis
    return schools().basis if key.startswith("school.") else None


def _harmless(cell: str | None) -> str:
    """A cell that a spreadsheet shows and does not run."""
    if cell is None:
        return ""
    return f"'{cell}" if RUNS_IN_A_SPREADSHEET.match(cell) else cell
