"""An uncertain number of a design: stated, a range, or a prior, with the scheme's own counts.

Kinds: `rate` (a share, 0 to 1), `duration` (months), `cost` (EUR), `ratio` (a positive number without unit).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from corridor.partnerships.reading import LARGEST, Faults, Part, Text

Kind = Literal["rate", "duration", "cost", "ratio"]
BASES = ("stated", "derived", "assumed")
HIGHEST: Mapping[Kind, float] = {"rate": 1.0, "duration": 1200.0, "cost": LARGEST, "ratio": LARGEST}
"""A century of months: nothing that a person passes through takes longer."""
FORMS = ("value", "prior", "low")
KEYS = (
    "value", "prior", "low", "mode", "high", "k", "n", "sum", "scatter", "inverse", "basis", "source", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """One uncertain number, as a design states it.

    One of `value`, `prior` (an id of priors.yaml), `low` and `high` (uniform), or `low`, `mode` and `high`
    (triangular) says what is known before the scheme's own experience. `k` of `n` (rates), or a `total` over `n`
    people or prices (durations in months, costs in EUR), update the prior; a rate may be `k` of `n` alone.
    `inverse` says that the prior and the counts are of those who pass, where the design asks for those who do not.
    `scatter` is the Gamma shape of a duration between people (larger is closer together; None as the prior has it,
    and where there is no prior everyone takes equally long).
    """

    value: float | None = None
    prior: str | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    k: int | None = None
    n: int | None = None
    total: float | None = None
    scatter: float | None = None
    inverse: bool = False
    basis: str = "assumed"
    source: str | None = None
    note: Text | None = None

    def plain(self) -> float | dict[str, Any]:
        """As it is written in a file."""
        written: dict[str, Any] = {}
        for key in KEYS:
            value = getattr(self, "total" if key == "sum" else key)
            if value is None or value is False or (key == "basis" and value == "assumed"):
                continue
            written[key] = value.plain() if isinstance(value, Text) else value
        return written["value"] if written.keys() == {"value"} else written


def read_quantity(
    faults: Faults, path: str, raw: Any, kind: Kind, known: Mapping[str, str], *, needed: bool = False
) -> Quantity | None:
    """A quantity from a file, or None where it is unknown or faulty.

    `known` maps the ids of priors to their kind. Faults are noted with the path; none is raised here.
    """
    if raw is None:
        if needed:
            faults.add(path, "design_missing")
        return None
    if not isinstance(raw, Mapping):
        holder, _, key = path.rpartition(".")
        alone = Part(faults, holder, {key: raw}, (key,)).number(key, share=kind == "rate", high=HIGHEST[kind])
        return None if alone is None else Quantity(value=alone)
    part = Part(faults, path, raw, KEYS)
    before = len(faults.found)
    numbers = {
        key: part.number(key, share=kind == "rate", high=HIGHEST[kind]) for key in ("value", "low", "mode", "high")
    }
    found = Quantity(
        **numbers,
        prior=part.text("prior"),
        k=part.whole("k"),
        n=part.whole("n", low=0),
        total=part.number("sum"),
        scatter=part.number("scatter", low=0.1),
        inverse=part.truth("inverse") or False,
        basis=part.one_of("basis", BASES) or "assumed",
        source=part.text("source"),
        note=part.label("note"),
    )
    if len(faults.found) == before:
        _check_form(part, found, kind, known)
    return found if len(faults.found) == before else None


def _check_form(part: Part, found: Quantity, kind: Kind, known: Mapping[str, str]) -> None:
    own_rate = kind == "rate" and found.k is not None and found.n is not None
    forms = [form for form in FORMS if getattr(found, form) is not None]
    if len(forms) > 1 or (not forms and not own_rate):
        part.faults.add(part.path, "quantity_forms")
    if found.prior is not None and found.prior not in known:
        part.fault("prior", "quantity_prior_unknown", prior=found.prior)
    elif found.prior is not None and known[found.prior] != kind:
        part.fault("prior", "quantity_prior_kind", prior=found.prior, found=known[found.prior], wanted=kind)
    _check_range(part, found)
    _check_counts(part, found, kind)
    if found.inverse and kind != "rate":
        part.fault("inverse", "quantity_inverse")


def _check_range(part: Part, found: Quantity) -> None:
    if (found.low is None) != (found.high is None) or (found.mode is not None and found.low is None):
        part.faults.add(part.path, "quantity_range")
        return
    steps = [step for step in (found.low, found.mode, found.high) if step is not None]
    if steps != sorted(steps):
        part.faults.add(part.path, "quantity_order", steps=" / ".join(f"{step:g}" for step in steps))


def _check_counts(part: Part, found: Quantity, kind: Kind) -> None:
    counted = found.k is not None or found.total is not None
    if counted != (found.n is not None):
        part.faults.add(part.path, "quantity_counts")
    if found.k is not None and found.n is not None and found.k > found.n:
        part.fault("k", "quantity_k_over_n", k=found.k, n=found.n)
    wrong = (found.k is not None and kind != "rate") or (found.total is not None and kind == "rate")
    if wrong or (found.total is not None and found.prior is None):
        part.faults.add(part.path, "quantity_counts_kind")
    if counted and found.value is not None:
        part.fault("value", "quantity_value_counts")
