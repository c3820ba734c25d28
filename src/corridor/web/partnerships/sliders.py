"""The handful of numbers of a design that people move: what they are now, what was sent, the design that comes of it.

A number that is moved is taken as exact; people's durations go on scattering about it. A number that stays keeps the
uncertainty that the design gives it, and the same random numbers, so that a difference is the difference of the move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from corridor.partnerships.design import Capacity, Design, Quantity, Stage, chains
from corridor.partnerships.phases import phases, words
from corridor.partnerships.priors import Prior, in_months, interval, mean, priors, resolved
from corridor.partnerships.quantities import Stated, quantities
from corridor.partnerships.simulation_words import stage_label
from corridor.reports import numbers
from corridor.web.design import names
from corridor.web.design.templatetags.design import day
from corridor.web.partnerships.errors import DesignRefusal

Change = Callable[[Design, Any], Design]
ROOM = 3
"""A slider reaches to three times what the design has."""
LIMITS = {"people": 100_000, "posts": 100_000, "percent": 100, "months": 240, "eur": 500_000, "places": 100_000}
DIGITS = {"percent": 1, "months": 1}


@dataclass(frozen=True)
class Slider:
    """One number of a design.

    Attributes:
        name: of the field.
        unit: people, posts, percent, months, eur, places; `choice` for a word of a list.
        present: what the design has, rounded as it is shown; None where there is no such limit or it is not known.
        low, high: bounds of what is taken; `top`: where the slider ends.
        change: the design with another value.
        prior: the distribution that the number is the mean of; None for a plain number.
        default: the design does not know it, and the assumed prior of its place stands in.
        optional: may be left empty: no limit.
        choices: value and label, of a choice.
    """

    name: str
    unit: str
    present: Any
    change: Change
    low: float = 0
    high: float = 0
    top: float = 0
    step: str = "1"
    prior: Prior | None = None
    default: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """The present value as a field has it."""
        return "" if self.present is None else str(self.present)

    def read(self, raw: str) -> Any:
        """What was sent, as a value.

        Raises:
            DesignRefusal: it is none that this number can have.
        """
        raw = raw.strip()
        if self.unit == "choice":
            if raw not in self.choices:
                raise DesignRefusal("not_offered", place=self.name, raw=raw[:40])
            return raw
        if not raw and (self.optional or self.present is None):
            return None
        number = _number(raw, self.name)
        if not Decimal(str(self.low)) <= number <= Decimal(str(self.high)):
            low, high = (f"{end:g}" for end in (self.low, self.high))
            raise DesignRefusal("out_of_range", place=self.name, raw=raw[:40], low=low, high=high)
        if self.unit in ("people", "posts", "places"):
            if number != int(number):
                raise DesignRefusal("not_whole", place=self.name, raw=raw[:40])
            return int(number)
        return float(number)


def _number(raw: str, place: str) -> Decimal:
    try:
        found = Decimal(raw.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise DesignRefusal("not_a_number", place=place, raw=raw[:40]) from None
    if not found.is_finite() or len(raw) > 40:
        raise DesignRefusal("not_a_number", place=place, raw=raw[:40])
    return found


@dataclass(frozen=True)
class Moves:
    """What was sent: values that differ from the design's, the texts as typed, and what could not be read."""

    values: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[DesignRefusal, ...] = ()

    @property
    def query(self) -> dict[str, str]:
        """The moved numbers as an address carries them."""
        return {name: self.typed[name] for name in self.values}


def moves(design: Design, data: Mapping[str, str]) -> Moves:
    """What the sliders say. A field that was not sent, or says what the design has, is not moved."""
    values: dict[str, Any] = {}
    typed: dict[str, str] = {}
    faults: list[DesignRefusal] = []
    for slider in sliders(design):
        if slider.name not in data:
            continue
        raw = str(data[slider.name])[:60]
        typed[slider.name] = raw
        try:
            value = slider.read(raw)
        except DesignRefusal as error:
            faults.append(error)
            continue
        if value != slider.present:
            values[slider.name] = value
    return Moves(values, typed, tuple(faults))


def moved(design: Design, made: Moves) -> Design:
    """The design with the moved numbers."""
    for slider in sliders(design):
        if slider.name in made.values:
            design = slider.change(design, made.values[slider.name])
    return design


# ---- which there are ----------------------------------------------------------------------------


@lru_cache(maxsize=64)
def sliders(design: Design) -> tuple[Slider, ...]:
    """The numbers of a design that can be moved, in the order of the page."""
    stated = {one.name: one for one in quantities(design, chains(design))}
    return (
        *_waves(design),
        *_demand(design),
        *_away(stated),
        *(slider for at in range(len(design.stages)) for slider in _stage(design, at, stated)),
        *_terms(stated),
    )


def _waves(design: Design) -> Iterator[Slider]:
    for at, wave in enumerate(design.waves):
        yield _whole(f"wave.{at}", "people", wave.intake, _set_wave(at), low=1)


def _demand(design: Design) -> Iterator[Slider]:
    for at, demand in enumerate(design.demand):
        yield _whole(f"posts.{at}", "posts", demand.posts, _set_posts(at))
        grades = tuple(words("grades"))
        yield Slider(f"grade.{at}", "choice", demand.grade, _set_grade(at), choices=grades)


def _away(stated: Mapping[str, Stated]) -> Iterator[Slider]:
    if "tracks.away" in stated:
        yield _uncertain("away", "percent", stated["tracks.away"], _set_away)


def _stage(design: Design, at: int, stated: Mapping[str, Stated]) -> Iterator[Slider]:
    stage = design.stages[at]
    if not phases()[stage.phase].people:
        return
    if f"stages.{stage.id}.loss" in stated:
        yield _uncertain(f"loss.{at}", "percent", stated[f"stages.{stage.id}.loss"], _set_loss(at))
    months = stated[f"stages.{stage.id}.months"]
    yield _uncertain(f"months.{at}", "months", months, _set_months(at))
    kind = "per_month" if stage.capacity is not None and stage.capacity.per_month is not None else "places"
    limit = None if stage.capacity is None else getattr(stage.capacity, kind)
    yield _whole(f"{kind}.{at}", "places", limit, _set_capacity(at, kind), low=1, optional=True, top=design.intake())


def _terms(stated: Mapping[str, Stated]) -> Iterator[Slider]:
    named: tuple[tuple[str, str, str, Change], ...] = (
        ("salary", "eur", "contract.gross_annual_salary", _set_salary),
        ("term", "months", "contract.months", _set_term),
        ("exits", "percent", "retention.exit_per_year", _set_exits),
        ("return", "percent", "return.share", _set_return),
    )
    for name, unit, path, change in named:
        if path in stated:
            yield _uncertain(name, unit, stated[path], change)


def _whole(
    name: str, unit: str, present: int | None, change: Change, *, low: int = 0, optional: bool = False, top: int = 0
) -> Slider:
    high = LIMITS[unit]
    end = min(high, max(10, ROOM * (present or 0), top))
    return Slider(name, unit, present, change, low, high, end, optional=optional)


def _uncertain(name: str, unit: str, stated: Stated, change: Change) -> Slider:
    prior = prior_of(stated)
    scale = 100 if unit == "percent" else 1
    present = round(mean(prior) * scale, DIGITS.get(unit, 0))
    value: Any = int(present) if present == int(present) else present
    high = LIMITS[unit]
    top = 100 if unit == "percent" else min(high, max(12 if unit == "months" else 1, ROOM * present))
    step = {"percent": "1", "months": "0.5", "eur": "500"}[unit]
    return Slider(name, unit, value, change, 0, high, top, step, prior, stated.quantity is None)


def prior_of(stated: Stated) -> Prior:
    """The distribution of a quantity of a design; the assumed prior of its place where the design does not know it."""
    if stated.quantity is None:
        return in_months(priors()[stated.default])
    return resolved(stated.quantity, stated.kind, stated.name)


# ---- the design with another value --------------------------------------------------------------


def _set_wave(at: int) -> Change:
    return lambda design, value: replace(design, waves=_with(design.waves, at, replace(design.waves[at], intake=value)))


def _set_posts(at: int) -> Change:
    return lambda design, value: replace(
        design, demand=_with(design.demand, at, replace(design.demand[at], posts=value))
    )


def _set_grade(at: int) -> Change:
    return lambda design, value: replace(
        design, demand=_with(design.demand, at, replace(design.demand[at], grade=value))
    )


def _set_away(design: Design, value: float) -> Design:
    return replace(design, tracks=replace(design.tracks, away=Quantity(value=value / 100)))


def _of_stage(design: Design, at: int, **changes: Any) -> Design:
    return replace(design, stages=_with(design.stages, at, replace(design.stages[at], **changes)))


def _set_loss(at: int) -> Change:
    return lambda design, value: _of_stage(design, at, loss=Quantity(value=value / 100))


def _set_months(at: int) -> Change:
    def change(design: Design, value: float) -> Design:
        stage: Stage = design.stages[at]
        shape = _shape(stage.months, phases()[stage.phase].months or "", f"stages.{stage.id}.months")
        return _of_stage(design, at, months=Quantity(value=value, scatter=shape))

    return change


def _shape(quantity: Quantity | None, default: str, name: str) -> float | None:
    """How people's durations scatter, which a moved mean leaves as it is."""
    return prior_of(Stated(name, "duration", quantity, default)).shape()


def _set_capacity(at: int, kind: str) -> Change:
    def change(design: Design, value: int | None) -> Design:
        before = design.stages[at].capacity or Capacity(None, None)
        after = replace(before, **{kind: value})
        return _of_stage(design, at, capacity=None if after == Capacity(None, None) else after)

    return change


def _set_salary(design: Design, value: float) -> Design:
    return replace(design, contract=replace(design.contract, gross_annual_salary=Quantity(value=value)))


def _set_term(design: Design, value: float) -> Design:
    shape = _shape(design.contract.months, "t_contract", "contract.months")
    return replace(design, contract=replace(design.contract, months=Quantity(value=value, scatter=shape)))


def _set_exits(design: Design, value: float) -> Design:
    return replace(design, retention=Quantity(value=value / 100))


def _set_return(design: Design, value: float) -> Design:
    return replace(design, returning=replace(design.returning, share=Quantity(value=value / 100)))


def _with(items: tuple[Any, ...], at: int, item: Any) -> tuple[Any, ...]:
    return (*items[:at], item, *items[at + 1 :])


# ---- how the page says them ---------------------------------------------------------------------


@dataclass(frozen=True)
class Control:
    """A slider with its words, and what was typed in it."""

    slider: Slider
    label: str
    typed: str
    changed: bool
    wrong: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """Of its field on the page."""
        return "s-" + self.slider.name.replace(".", "-")

    @property
    def low(self) -> str:
        """The 5th percentile of what is drawn."""
        return self._end(0)

    @property
    def high(self) -> str:
        """The 95th percentile of what is drawn."""
        return self._end(1)

    def _end(self, at: int) -> str:
        if self.slider.prior is None:
            return ""
        value = interval(self.slider.prior)[at] * (100 if self.slider.unit == "percent" else 1)
        return numbers.decimal(value, names.language(), DIGITS.get(self.slider.unit, 0))

    @property
    def unit(self) -> str:
        """After the number."""
        return UNIT_WORDS[self.slider.unit]() if self.slider.unit in UNIT_WORDS else ""


UNIT_WORDS: dict[str, Callable[[], str]] = {
    "people": lambda: _("people"),
    "posts": lambda: _("posts"),
    "percent": lambda: "%",
    "months": lambda: _("months"),
    "eur": lambda: _("EUR a year"),
}


@dataclass(frozen=True)
class Group:
    """Sliders under one heading; `stage` of those of one stage."""

    title: str
    controls: tuple[Control, ...]
    stage: bool = False

    @property
    def changed(self) -> bool:
        """Whether one of them was moved."""
        return any(control.changed or control.wrong for control in self.controls)


def groups(design: Design, made: Moves) -> list[Group]:
    """The sliders of a design by what they are about, with the page's words."""
    wrong = {fault.place: ". ".join(fault.told(names.language())) for fault in made.faults}
    by_name = {slider.name: slider for slider in sliders(design)}

    def controls(wanted: Iterable[tuple[str, str]]) -> tuple[Control, ...]:
        return tuple(_control(by_name[name], label, made, wrong) for name, label in wanted if name in by_name)

    found = [
        Group(_("People who begin"), controls(_wave_labels(design))),
        Group(_("Posts that employers pledge"), controls(_demand_labels(design))),
    ]
    first = [("away", _("Share who go abroad, of those who reach the split"))]
    found.append(Group(_("Who goes where"), controls(first)))
    titles = [stage_label(design, stage.id, names.language()) for stage in design.stages]
    found += [Group(title, controls(_stage_labels(at)), True) for at, title in enumerate(titles)]
    terms = [
        ("salary", _("Gross pay abroad")),
        ("term", _("Length of the contract")),
        ("exits", _("Leave the job within a year")),
        ("return", _("Go back at the end of the contract")),
    ]
    found.append(Group(_("After arrival"), controls(terms)))
    return [group for group in found if group.controls]


def _control(slider: Slider, label: str, made: Moves, wrong: Mapping[str, str]) -> Control:
    typed = made.typed.get(slider.name, slider.typed)
    said: tuple[tuple[str, str], ...] = ()
    if slider.unit == "choice":
        said = tuple((name, words("grades")[name].told(names.language())) for name in slider.choices)
    return Control(slider, label, typed, slider.name in made.values, wrong.get(slider.name, ""), said)


def _wave_labels(design: Design) -> Iterator[tuple[str, str]]:
    for at, wave in enumerate(design.waves):
        yield f"wave.{at}", _("Wave of %(day)s") % {"day": day(wave.date)}


def _demand_labels(design: Design) -> Iterator[tuple[str, str]]:
    for at, demand in enumerate(design.demand):
        from_day = {"day": day(demand.date)}
        yield f"posts.{at}", _("Posts from %(day)s") % from_day
        yield f"grade.{at}", _("How firm the posts from %(day)s are") % from_day


def _stage_labels(at: int) -> list[tuple[str, str]]:
    return [
        (f"loss.{at}", _("Share lost")),
        (f"months.{at}", _("Length")),
        (f"places.{at}", _("Places at once")),
        (f"per_month.{at}", _("Begin a month at most")),
    ]
