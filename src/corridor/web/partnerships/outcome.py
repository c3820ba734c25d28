"""What a simulated design comes to, in the words and numbers of the page, beside the design as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from corridor.partnerships.costs import Costs, cost
from corridor.partnerships.design import Design
from corridor.partnerships.months import month_end
from corridor.partnerships.phases import words
from corridor.partnerships.priors import priors
from corridor.partnerships.results import Assumption, Band, StageResult, probability
from corridor.partnerships.sensitivity import Effect
from corridor.partnerships.simulation_words import outcome_label, parameter_label, stage_label
from corridor.partnerships.spread import Spread, spread
from corridor.reports import numbers
from corridor.web.design import names
from corridor.web.design.templatetags.design import day, money, number, percent
from corridor.web.partnerships.design_charts import Line, Swing, over_time, strips, tornado
from corridor.web.partnerships.simulations import Simulated

COLUMNS = 11
"""Points in time of a table, at most."""
SWINGS = 8
"""Assumptions in the drawing."""
EXACT = 10_000
"""EUR from which on sums are told in hundreds."""


@dataclass(frozen=True)
class Target:
    """At least so many placed abroad by a day."""

    people: int
    by: date


@dataclass(frozen=True)
class Figure:
    """A number at the head of the page.

    Attributes:
        name: for tests and marks.
        label: what it is.
        value: written out.
        range: its 90 % interval, written out; empty where it has none.
        change: against the design before the move; empty where nothing is moved.
        change_range: the 90 % interval of the difference.
    """

    name: str
    label: str
    value: str
    range: str = ""
    change: str = ""
    change_range: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table: its label and cells, already written."""

    label: str
    cells: tuple[str, ...]
    quiet: bool = False


@dataclass(frozen=True)
class Outcome:
    """A simulated design; `before` the same without the moved numbers, None where none is moved."""

    design: Design
    now: Simulated
    before: Simulated | None
    target: Target

    # ---- the head ----

    @property
    def draws(self) -> int:
        """How often the unknown was drawn."""
        return self.now.run.draws

    @cached_property
    def end(self) -> date:
        """The last day that is simulated."""
        return month_end(self.design.start, self.design.horizon_months)

    @cached_property
    def figures(self) -> list[Figure]:
        """The numbers at the head."""
        found = [self._people("placed_abroad", _("Placed abroad"))]
        if self.now.result.placed_home is not None:
            found.append(self._people("placed_home", _("Placed at home")))
        return [*found, self._chance(), self._cost(), self._per_placement()]

    def _people(self, name: str, label: str) -> Figure:
        """A count of the run at the end."""
        now: np.ndarray = getattr(self.now.run, name)[-1]
        here = spread(now)
        if self.before is None:
            return Figure(name, label, people(here.mean), band(here))
        apart = spread(now.astype(np.int64) - getattr(self.before.run, name)[-1])
        return Figure(name, label, people(here.mean), band(here), signed(apart.mean, 1), band(apart, sign=True))

    def _chance(self) -> Figure:
        now = probability(self.now.run, self.target.people, self.target.by)
        label = _("Chance of at least %(n)s placed abroad by %(day)s") % {
            "n": number(self.target.people),
            "day": day(self.target.by),
        }
        if self.before is None:
            return Figure("chance", label, percent(now))
        was = probability(self.before.run, self.target.people, self.target.by)
        apart = _("%(points)s points") % {"points": signed(100 * (now - was), 0)}
        return Figure("chance", label, percent(now), change=apart)

    def _cost(self) -> Figure:
        here = self.now.result.costs.total
        if not self.now.run.lines:
            return Figure("cost", _("Cost in all"), _("no price is stated"))
        if self.before is None:
            return Figure("cost", _("Cost in all"), euros(here.mean), band(here, euro=True))
        apart = spread(cost(self.now.run) - cost(self.before.run))
        return Figure(
            "cost",
            _("Cost in all"),
            euros(here.mean),
            band(here, euro=True),
            euros(apart.mean, sign=True),
            band(apart, euro=True, sign=True),
        )

    def _per_placement(self) -> Figure:
        label = _("Cost per placement abroad")
        here = self.now.result.costs.per_placement
        if not self.now.run.lines:
            return Figure("per_placement", label, _("no price is stated"))
        value = nobody() if here.mean is None else euros(here.mean)
        was = self.before.result.costs.per_placement.mean if self.before else None
        apart = euros(here.mean - was, sign=True) if here.mean is not None and was is not None else ""
        return Figure("per_placement", label, value, unit_range(here.p5, here.p95), apart)

    @cached_property
    def sentence(self) -> str:
        """What comes of it, in one sentence."""
        here = self.now.result.placed_abroad
        values = {"n": people(here.mean), "range": band(here), "day": day(self.end)}
        said = _("On average %(n)s people are placed abroad by %(day)s (90%% of draws: %(range)s).") % values
        if self.before is not None:
            was = self.before.result.placed_abroad.mean
            said += " " + _("Against the design as it is: %(change)s.") % {"change": signed(here.mean - was, 1)}
        return said

    # ---- people over time ----

    @cached_property
    def placed_chart(self) -> SafeString:
        """Placed abroad and at home by month, with bands."""
        lines = [_line(_("Placed abroad"), self.now.result.placed_abroad_by_month, banded=True)]
        if (home := self.now.result.placed_home_by_month) is not None:
            lines.append(_line(_("Placed at home"), home, banded=True))
        if self.before is not None:
            old = self.before.result
            lines.append(_line(_("Placed abroad, design as it is"), old.placed_abroad_by_month, before=True))
        return over_time(lines, self.design.start, title=_("Placed by month"), y_title=_("people"))

    @cached_property
    def months(self) -> list[int]:
        """The month ends of the tables."""
        last = self.design.horizon_months
        step = next(s for s in (1, 2, 3, 6, 12, 24, 48) if last / s < COLUMNS)
        found = list(range(0, last + 1, step))
        return found if found[-1] == last else [*found, last]

    @cached_property
    def dates(self) -> list[date]:
        """Their days."""
        return [month_end(self.design.start, month) for month in self.months]

    @cached_property
    def placed_rows(self) -> list[Row]:
        """By date: placed abroad and at home, employed, returned, as mean and 90 % interval."""
        result = self.now.result
        found = [(_("Placed abroad"), result.placed_abroad_by_month)]
        if self.before is not None:
            found.append((_("Placed abroad, design as it is"), self.before.result.placed_abroad_by_month))
        if result.placed_home_by_month is not None:
            found.append((_("Placed at home"), result.placed_home_by_month))
        found += [
            (_("Employed abroad at that time"), result.employed_by_month),
            (_("Returned"), result.returned_by_month),
        ]
        return [Row(label, tuple(_at(by_month, month) for month in self.months)) for label, by_month in found]

    def stage_name(self, id: str) -> str:
        """A stage, or the wait for a post, in words."""
        return stage_label(self.design, id, names.language())

    @cached_property
    def stages_chart(self) -> SafeString:
        """One strip a stage."""
        shown = [(self.stage_name(stage.id), _present(stage)) for stage in self.now.result.stages]
        return strips(shown, self.design.start, title=_("People in each stage"))

    @cached_property
    def stage_rows(self) -> list[Row]:
        """People in each stage or waiting before it, by date: means."""
        found = []
        for stage in self.now.result.stages:
            values = _present(stage)
            found.append(Row(self.stage_name(stage.id), tuple(people(values[month]) for month in self.months)))
        return found

    @cached_property
    def flow_rows(self) -> list[Row]:
        """Of each stage until the end: entered, passed, lost, waiting, inside, as mean and 90 % interval."""
        found = []
        for stage in self.now.result.stages:
            counts = (stage.entered, stage.passed, stage.lost, stage.waiting, stage.inside)
            found.append(Row(self.stage_name(stage.id), tuple(_with_band(count) for count in counts)))
        return found

    @cached_property
    def ends(self) -> list[Row]:
        """Where everybody is at the end; the means add up to those who began."""
        found = []
        for one in self.now.result.outcomes:
            if one.people.p95 or one.people.mean >= 0.05:
                label = outcome_label(self.design, one.kind, one.stage, names.language())
                found.append(Row(label, (_with_band(one.people),)))
        return found

    @cached_property
    def kept(self) -> list[Row]:
        """Still employed after 12 and 24 months."""
        found = []
        for one in (self.now.result.kept_12, self.now.result.kept_24):
            label = _("after %(n)s months") % {"n": one.months}
            share = percent(one.share) if one.share is not None else _("nobody is followed so long")
            spread_ = "" if one.p5 is None or one.p95 is None else to(percent(one.p5), percent(one.p95))
            found.append(Row(label, (share, spread_, people(one.followed))))
        return found

    # ---- costs ----

    @property
    def costs(self) -> Costs:
        """Of the design with its moves."""
        return self.now.result.costs

    @property
    def priced(self) -> bool:
        """Whether the design states any price."""
        return bool(self.now.run.lines)

    @cached_property
    def cost_rows(self) -> list[Row]:
        """Total, average and marginal."""
        costs = self.costs
        found = [Row(_("In all"), (euros(costs.total.mean), band(costs.total, euro=True)))]
        units = (
            (_("Per placement abroad"), costs.per_placement),
            (_("Per year kept in a job"), costs.per_retained_year),
        )
        for label, unit in units:
            value = nobody() if unit.mean is None else euros(unit.mean)
            found.append(Row(label, (value, unit_range(unit.p5, unit.p95))))
        if (more := costs.marginal) is not None:
            found.append(Row(_("One more person in each wave: per person"), (euros(more.per_person), "")))
            label = _("One more person in each wave: per placement more")
            short = _("no placement more: something else is short") if more.per_placement is None else ""
            near = "" if more.error is None or short else "± " + euros(1.645 * more.error)
            found.append(Row(label, (short or euros(more.per_placement), near)))
        return found

    def _parts(self, parts: Sequence[tuple[str, Spread]], said: dict[str, str]) -> list[Row]:
        whole = self.costs.total.mean or 1.0
        return [
            Row(said.get(name, name), (euros(part.mean), band(part, euro=True), percent(min(1.0, part.mean / whole))))
            for name, part in sorted(parts, key=lambda item: -item[1].mean)
        ]

    @cached_property
    def by_payer(self) -> list[Row]:
        """Who pays."""
        return self._parts(self.costs.by_payer, _said("payers") | {"unknown": _("not known who pays")})

    @cached_property
    def by_group(self) -> list[Row]:
        """What for."""
        return self._parts(self.costs.by_group, _said("groups"))

    @cached_property
    def by_stage(self) -> list[Row]:
        """At which stage."""
        return self._parts(self.costs.by_stage, {stage.id: self.stage_name(stage.id) for stage in self.design.stages})

    # ---- what it hangs on ----

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What the number placed abroad hangs on."""
        return self.now.effects

    @cached_property
    def tornado(self) -> SafeString | str:
        """The widest swings."""
        widest = sorted(self.effects, key=lambda effect: -abs(effect.high - effect.low))[:SWINGS]
        swings = [Swing(self.name_of(effect.name), effect.low, effect.high) for effect in widest]
        middle = self.now.result.placed_abroad.mean
        both = (pgettext("assumption", "its lowest tenth"), pgettext("assumption", "its highest tenth"))
        return tornado(swings, middle, title=_("Placed abroad, by assumption"), words=both) if swings else ""

    def name_of(self, name: str) -> str:
        """A quantity of the design in words."""
        return parameter_label(self.design, name, names.language())

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Everything that was drawn."""
        return self.now.result.assumptions

    @property
    def assumed(self) -> int:
        """How many of them rest on no source."""
        return sum(one.basis == "assumed" for one in self.assumptions)


# ---- words --------------------------------------------------------------------------------------


def prior_name(id: str | None) -> str:
    """The prior behind a quantity in words; empty where the design states it itself."""
    known = priors().get(id or "")
    return "" if known is None else known.label.told(names.language())


def _said(name: str) -> dict[str, str]:
    return {key: text.told(names.language()) for key, text in words(name).items()}


def nobody() -> str:
    """For a cost per placement where there is none."""
    return _("no placement")


# ---- numbers ------------------------------------------------------------------------------------


def people(value: float) -> str:
    """A mean number of people: a decimal where it is small."""
    return numbers.decimal(value, names.language(), 1 if abs(value) < 100 else 0)


def euros(value: float | None, *, sign: bool = False) -> str:
    """EUR without cents."""
    if value is None:
        return money(None)
    step = 100 if abs(value) >= EXACT else 1  # no draw knows a large sum better
    said = money(round(value / step) * step)
    return f"+{said}" if sign and round(value) > 0 else said


def interval_word() -> str:
    """What the column with two ends is called."""
    return _("Interval (90%)")


def signed(value: float, digits: int) -> str:
    """A difference with its sign; ±0 where there is none."""
    said = numbers.change(value, names.language(), digits)
    return "±0" if said == "0" else said


def to(low: str, high: str) -> str:
    """From low to high."""
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def band(value: Spread, *, euro: bool = False, sign: bool = False) -> str:
    """The 90 % interval, written out."""
    if euro:
        return to(euros(value.p5, sign=sign), euros(value.p95, sign=sign))
    if sign:
        return to(signed(value.p5, 0), signed(value.p95, 0))
    return to(number(value.p5), number(value.p95))


def unit_range(low: float | None, high: float | None) -> str:
    """The 90 % interval of a cost per unit; open above where draws have none."""
    if low is None:
        return ""
    if high is None:
        return _("%(low)s and more") % {"low": euros(low)}
    return to(euros(low), euros(high))


def _with_band(value: Spread) -> str:
    return people(value.mean) if value.p5 == value.p95 else f"{people(value.mean)} ({band(value)})"


def _at(by_month: Band, month: int) -> str:
    return _with_band(Spread(by_month.mean[month], by_month.p5[month], by_month.p50[month], by_month.p95[month]))


def _line(name: str, by_month: Band, *, banded: bool = False, before: bool = False) -> Line:
    low, high = (by_month.p5, by_month.p95) if banded else (None, None)
    return Line(name, by_month.mean, low, high, before)


def _present(stage: StageResult) -> list[float]:
    """People inside or waiting before a stage at each month end."""
    return [a + b for a, b in zip(stage.waiting_by_month.mean, stage.inside_by_month.mean, strict=True)]


def default_target(design: Design, before: Simulated) -> Target:
    """What is asked where nobody asks: the median placed by the end, one at least."""
    end = month_end(design.start, design.horizon_months)
    return Target(max(1, int(before.result.placed_abroad.p50)), end)
