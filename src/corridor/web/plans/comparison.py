"""Plans side by side: posts, circles, reasons, and whether they rest on the same pool."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corridor.plan.result import REASONS
from corridor.plan.result import Plan as Result
from corridor.reports.speech import Speech
from corridor.web.plans.models import Plan
from corridor.web.plans.sight import Sight

MOST = 4
"""Plans that fit side by side."""


@dataclass(frozen=True)
class Line:
    """A measure of each plan, as it is said, and of all but the first the difference to the first."""

    label: str
    cells: tuple[tuple[str, str], ...]
    strong: bool = False


@dataclass(frozen=True)
class Same:
    """What the plans have in common."""

    talents: bool
    vacancies: bool
    law: bool
    date: bool
    region: bool
    method: bool

    @property
    def pool(self) -> bool:
        """Both tables are the same, row for row."""
        return self.talents and self.vacancies


def same(plans: Sequence[Plan]) -> Same:
    """What some plans have in common, by the hashes of what was read."""

    def one(of: Callable[[Plan], object]) -> bool:
        return len({of(plan) for plan in plans}) == 1

    return Same(
        talents=one(lambda p: p.talents_sha256),
        vacancies=one(lambda p: p.vacancies_sha256),
        law=one(lambda p: p.law_hash),
        date=one(lambda p: p.date),
        region=one(lambda p: p.region),
        method=one(lambda p: (p.method, p.place_undecided)),
    )


def lines(sights: Sequence[Sight], voices: Sequence[Speech]) -> list[Line]:
    """The plans' numbers, each plan in its own voice: one that is guarded says rounded numbers."""
    results = [sight.result for sight in sights]
    say = voices[0]
    made = [_line(say.say("posts.all"), [filled(r) + r.unfilled for r in results], voices, strong=True)]
    for circle in _circles(results):
        counts = [next((c.filled for c in r.circles if c.name == circle), None) for r in results]
        label = next(c.label for r in results for c in r.circles if c.name == circle)
        made.append(_line(say.say("posts.filled_by", circle=say.text(label)), counts, voices))
    made.append(_line(say.say("methods.filled"), [filled(r) for r in results], voices, strong=True))
    for reason in REASONS:
        open_ = [next((x.posts for x in r.reasons if x.reason == reason), None) for r in results]
        made.append(_line(say.word(f"reason.{reason}.label"), open_, voices))
    made.append(_line(say.say("posts.open"), [r.unfilled for r in results], voices, strong=True))
    return made


def filled(result: Result) -> int:
    """Posts that somebody holds."""
    return sum(circle.filled for circle in result.circles)


def _circles(results: Sequence[Result]) -> list[str]:
    """The circles of all plans, in the order in which they first come."""
    return list(dict.fromkeys(circle.name for result in results for circle in result.circles))


def _line(label: str, values: Sequence[int | None], voices: Sequence[Speech], *, strong: bool = False) -> Line:
    cells = []
    for number, (value, voice) in enumerate(zip(values, voices, strict=True)):
        careful = voice if isinstance(voice, type(voices[0])) else voices[0]
        shown = voice.say("not_applicable") if value is None else voice.count(value)
        change = "" if number == 0 or value is None or values[0] is None else careful.change(values[0], value)
        cells.append((shown, change))
    return Line(label, tuple(cells), strong)
