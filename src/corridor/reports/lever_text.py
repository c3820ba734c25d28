"""A lever as a sentence: what to do, how far, and what it would open."""

from __future__ import annotations

from corridor.plan.result import LeverResult
from corridor.reports.speech import Speech


def sentence(lever: LeverResult, lang: str) -> str:
    """What to do, how far, and how many posts this alone would open."""
    return f"{what_to_do(lever, lang)} {opens(lever, lang)}"


def opens(lever: LeverResult, lang: str) -> str:
    """How many posts a lever alone would open; or, of a question, how many its answer would settle."""
    speech = Speech(lang)
    asks = lever.action in ("ask_condition", "ask_fact")  # an answer settles a post, it need not open it
    return speech.word("lever.concerns" if asks else "lever.opens", posts=speech.amount("count.posts", lever.posts))


def what_to_do(lever: LeverResult, lang: str) -> str:
    """What to do, and how far where the gap has a size."""
    speech = Speech(lang)
    said = speech.word(f"lever.{lever.action}.sentence", **_values(lever, speech))
    gap = _gap(lever, speech)
    return f"{said} {gap}" if gap else said


def _values(lever: LeverResult, speech: Speech) -> dict[str, str]:
    subject = lever.subject
    if lever.action == "attract":
        known = lever.people is not None
        return {
            "people": speech.amount("count.people", lever.people or 0)
            if known
            else speech.word("lever.attract.people_not_known")
        }
    if lever.action == "reform":
        return {"route": speech.text(subject.get("label")), "condition": speech.text(subject.get("text"))}
    if lever.action == "ask_fact":
        return {"subject": _inside(speech.text(subject.get("label")))}
    if lever.action == "ask_condition":
        return {"subject": speech.word(f"condition.{subject['condition']}")}
    return {}


def _inside(label: str) -> str:
    """A label in the middle of a sentence: a small first letter, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _gap(lever: LeverResult, speech: Speech) -> str:
    """How far half of the posts and nine in ten are; the unit is said once."""
    if not lever.gap or lever.gap.get("median") is None:
        return ""
    median, p90, unit = lever.gap["median"], lever.gap.get("p90"), lever.gap["unit"]
    if p90 is None:
        return ""
    if p90 == median:
        return speech.word("lever.same", median=_size(median, unit, speech))
    bare = speech.money(p90) if unit == "EUR_year" else speech.decimal(p90)
    return speech.word("lever.spread", median=_size(median, unit, speech), p90=bare)


def _size(value: float, unit: str, speech: Speech) -> str:
    if unit == "EUR_year":
        return speech.word("gap.EUR_year", amount=speech.money(value))
    return speech.amount(f"gap.{unit}", value)
