"""The first screen: the verdict, the occupations that matter, why they stay open and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.plan.result import LeverResult, OccupationResult, Plan
from corridor.reports.lever_text import opens, what_to_do
from corridor.reports.speech import Speech

TOP = 5
"""Occupations on the first screen."""


@dataclass(frozen=True)
class Matter:
    """An occupation that matters, in words. `opens_what`: of which reason the posts are, if not of the main one."""

    code: str
    name: str
    open: str
    of_posts: str
    why: str
    why_posts: str
    help: str
    opens: str
    opens_what: str


@dataclass(frozen=True)
class Opening:
    """The first screen. `synthetic`: the label of a pool without people, else empty."""

    title: str
    verdict: str
    held_by: str
    read: str
    heading: str
    matters: tuple[Matter, ...]
    synthetic: str


def opening(plan: Plan, speech: Speech) -> Opening:
    """The first screen of a plan."""
    worst = sorted((o for o in plan.occupations if o.isco08 and o.unfilled), key=lambda o: -o.unfilled)
    matters = tuple(_matter(o, speech) for o in worst[:TOP])
    return Opening(
        title=title(plan, speech),
        verdict=verdict(plan, speech),
        held_by=_held_by(plan, speech),
        read=speech.say(
            "opening.read",
            people=speech.amount("count.people", plan.inputs.talents),
            vacancies=speech.counted("opening.vacancies", plan.inputs.vacancies),
            day=speech.day(plan.date),
        ),
        heading=speech.say(f"opening.top.{len(matters)}") if matters else "",
        matters=matters,
        synthetic=speech.say("synthetic") if plan.inputs.synthetic else "",
    )


def title(plan: Plan, speech: Speech) -> str:
    """The page's name: region and date."""
    return speech.say("title", region=speech.say(f"region.{plan.region}"), day=speech.day(plan.date))


def verdict(plan: Plan, speech: Speech) -> str:
    """The plan in one sentence."""
    filled = sum(c.filled for c in plan.circles)
    total = filled + plan.unfilled
    posts = speech.amount("count.posts", total)
    if not total:
        return speech.say("verdict.nothing")
    if not plan.unfilled:
        return speech.counted("verdict.all", total)
    return speech.say(
        "verdict.open",
        posts=posts,
        filled=speech.counted("verdict.filled", filled),
        open=speech.counted("verdict.stay", plan.unfilled),
        why=_why(plan, speech),
    )


def _why(plan: Plan, speech: Speech) -> str:
    """The reason of most open posts, and whether that is all, most or the largest part of them."""
    main = max(plan.reasons, key=lambda r: r.posts)
    because = speech.word(f"reason.{main.reason}.because")
    if main.posts == plan.unfilled:
        return because
    part = "most" if 2 * main.posts > plan.unfilled else "largest"
    return speech.say(f"verdict.{part}_for", n=speech.count(main.posts), because=because)


def _held_by(plan: Plan, speech: Speech) -> str:
    held = [f"{speech.count(c.filled)} {speech.text(c.label)}" for c in plan.circles if c.filled]
    return speech.say("opening.held_by", circles=" · ".join(held)) if held else ""


def _matter(occupation: OccupationResult, speech: Speech) -> Matter:
    reason, posts = max(occupation.reasons.items(), key=lambda item: item[1])
    lever = occupation.lever
    return Matter(
        code=occupation.isco08,
        name=speech.text(occupation.label),
        open=speech.count(occupation.unfilled),
        of_posts=speech.counted(
            "opening.of_posts", occupation.unfilled, posts=speech.amount("count.posts", occupation.posts)
        ),
        why=speech.word(f"reason.{reason}.meaning"),
        why_posts=speech.say("opening.why_posts", part=speech.count(posts), all=speech.count(occupation.unfilled)),
        help=what_to_do(lever, speech.lang) if lever else speech.say("opening.no_lever"),
        opens=opens(lever, speech.lang) if lever else "",
        opens_what=_other_reason(lever, reason, speech),
    )


def _other_reason(lever: LeverResult | None, main: str, speech: Speech) -> str:
    if lever is None or lever.reason == main:
        return ""
    return speech.say("opening.other_reason", reason=speech.word(f"reason.{lever.reason}.label"))
