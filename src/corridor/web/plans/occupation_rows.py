"""The occupations of a plan as rows that can be searched, filtered and sorted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from corridor.plan.result import REASONS, LeverResult, OccupationResult, Plan
from corridor.reports.lever_text import what_to_do
from corridor.reports.speech import Speech
from corridor.web.plans.chapters import Step

UNCODED = "uncoded"
"""Stands in addresses for posts without an occupation code."""
SORTS: dict[str, Callable[[OccupationResult], Any]] = {
    "unfilled": lambda o: -o.unfilled,
    "posts": lambda o: -o.posts,
    "talents": lambda o: -o.talents,
    "tension": lambda o: (o.tension is None, o.tension or 0.0),
}
"""Most open posts first, most posts, most people, fewest people a post; `name` beside them."""


@dataclass(frozen=True)
class Asked:
    """What a visitor asked of the list; words that it does not know count as not asked.

    Attributes:
        words: of the name, in any language, or the beginning of the code.
        reason: the main reason of its open posts.
        listed: on a shortage list: `yes`, `no` or empty.
        sort: a name of `SORTS`, or `name`.
    """

    words: str = ""
    reason: str = ""
    listed: str = ""
    sort: str = "unfilled"

    @classmethod
    def of(cls, query: Any) -> Asked:
        """From the parameters of an address."""
        reason, listed, sort = (query.get(name, "") for name in ("reason", "listed", "sort"))
        return cls(
            words=query.get("q", "").strip()[:80],
            reason=reason if reason in REASONS else "",
            listed=listed if listed in ("yes", "no") else "",
            sort=sort if sort in SORTS or sort == "name" else "unfilled",
        )


@dataclass(frozen=True)
class Row:
    """An occupation in the list."""

    occupation: OccupationResult
    code: str
    name: str
    main: str
    """The reason of most open posts, in words; empty where all are filled."""


def rows(plan: Plan, asked: Asked, lang: str) -> list[Row]:
    """The occupations that fit, sorted."""
    voice = Speech(lang)
    found = [_row(o, voice) for o in plan.occupations if fits(o, asked)]
    if asked.sort == "name":
        return sorted(found, key=lambda row: plain(row.name))
    key = SORTS[asked.sort]
    return sorted(found, key=lambda row: key(row.occupation))


def _row(occupation: OccupationResult, voice: Speech) -> Row:
    main = main_reason(occupation)
    said = voice.word(f"reason.{main}.label") if main else ""
    return Row(occupation, occupation.isco08 or UNCODED, name(occupation, voice), said)


def name(occupation: OccupationResult, voice: Speech) -> str:
    """What an occupation is called; posts without a code stand together."""
    return voice.text(occupation.label) if occupation.isco08 else voice.say("occupations.uncoded")


def main_reason(occupation: OccupationResult) -> str:
    """The reason of most open posts; empty where there are none."""
    if not any(occupation.reasons.values()):
        return ""
    return max(occupation.reasons, key=lambda reason: occupation.reasons[reason])


def fits(occupation: OccupationResult, asked: Asked) -> bool:
    """Whether an occupation is asked for."""
    if asked.reason and main_reason(occupation) != asked.reason:
        return False
    if asked.listed and bool(occupation.lists) != (asked.listed == "yes"):
        return False
    if not asked.words:
        return True
    words = plain(asked.words).split()
    texts = [plain(text) for text in occupation.label.values()]
    return any(all(word in text for word in words) for text in texts) or occupation.isco08.startswith(asked.words)


def plain(text: str) -> str:
    """Without capitals and accents, for comparing."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def named(plan: Plan, code: str) -> OccupationResult | None:
    """The occupation of an address; None where the plan has none such."""
    wanted = "" if code == UNCODED else code
    return next((o for o in plan.occupations if o.isco08 == wanted), None)


# ---- one occupation -------------------------------------------------------------------------------


def steps(plan: Plan, occupation: OccupationResult, voice: Speech) -> tuple[Step, ...]:
    """Its posts through the circles to the reasons."""
    level = sum(occupation.filled.values()) + occupation.unfilled
    found = [Step(voice.say("posts.all"), 0, level, voice.count(level), "whole")]
    for circle in plan.circles:
        posts = occupation.filled.get(circle.name, 0)
        label = voice.say("posts.filled_by", circle=voice.text(circle.label))
        found.append(Step(label, level - posts, level, voice.count(posts), "filled"))
        level -= posts
    found.append(Step(voice.say("posts.open"), 0, level, voice.count(level), "open"))
    for reason, posts in occupation.reasons.items():
        label = voice.word(f"reason.{reason}.label")
        found.append(Step(label, level - posts, level, voice.count(posts), "reason"))
        level -= posts
    return tuple(found)


@dataclass(frozen=True)
class Lever:
    """What would open posts of one occupation."""

    label: str
    what: str
    reason: str
    posts: int
    asks: bool
    """Its answer would settle the posts, which need not open them."""


def levers_of(plan: Plan, occupation: OccupationResult, lang: str) -> list[Lever]:
    """The levers that act on an occupation, those that open most of its posts first."""
    voice = Speech(lang)
    found: Iterable[tuple[LeverResult, dict[str, Any]]] = (
        (lever, entry) for lever in plan.levers for entry in lever.occupations if entry["isco08"] == occupation.isco08
    )
    made = [
        Lever(
            voice.word(f"lever.{lever.action}.label"),
            what_to_do(_own(lever, entry), lang),
            voice.word(f"reason.{lever.reason}.label"),
            entry["posts"],
            lever.action.startswith("ask_"),
        )
        for lever, entry in found
    ]
    return sorted(made, key=lambda lever: -lever.posts)


def _own(lever: LeverResult, entry: dict[str, Any]) -> LeverResult:
    """A lever with the posts and the gap of one occupation."""
    people = entry["posts"] if lever.people is not None else None
    return LeverResult(lever.reason, lever.action, entry["posts"], lever.subject, entry.get("gap"), people=people)
