"""What a comment, an answer and the sections of a draft must be. Faults are found all together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from corridor.consultation.draft.records import COMMENT_LIMIT, OUTCOMES, SECTION_LIMIT, STANCES, Section, Texts
from corridor.consultation.errors import ConsultationError, ConsultationErrors

NUMBER = re.compile(r"[1-9]\d{0,2}(\.[1-9]\d{0,2}){0,3}")
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def plain(text: str) -> str:
    """A text as it is counted and kept: a line break is one character, nothing around it, no control signs."""
    broken = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in broken if sign in "\n\t" or ord(sign) >= 32).strip()


def comment_faults(*, stance: str, text: str, proposed: str, body: str | None = None) -> list[ConsultationError]:
    """What is wrong with a comment: an objection needs a reason, an amendment the text that it proposes.

    Args:
        stance: support, object or amend.
        text: the reasons.
        proposed: the text wanted instead.
        body: the organisation that is spoken for; None in person, and then none is needed.
    """
    found = []
    text, proposed = plain(text), plain(proposed)
    if stance not in STANCES:
        found.append(ConsultationError("stance", "draft_no_stance", stances=", ".join(STANCES)))
    if stance == "object" and not text:
        found.append(ConsultationError("text", "draft_objection_without_reason"))
    if stance == "amend" and not proposed:
        found.append(ConsultationError("proposed", "draft_amendment_without_text"))
    if stance in ("support", "object") and proposed:
        found.append(ConsultationError("proposed", "draft_proposal_without_amendment"))
    for place, said in (("text", text), ("proposed", proposed)):
        if len(said) > COMMENT_LIMIT:
            found.append(ConsultationError(place, "draft_comment_too_long", length=len(said), limit=COMMENT_LIMIT))
    if body is not None and not body.strip():
        found.append(ConsultationError("body", "draft_body_without_name"))
    return found


def check_comment(*, stance: str, text: str, proposed: str, body: str | None = None) -> None:
    """Nothing where a comment can be taken.

    Raises:
        ConsultationErrors: what is wrong, all of it.
    """
    if found := comment_faults(stance=stance, text=text, proposed=proposed, body=body):
        raise ConsultationErrors(found)


def answer_faults(outcome: str, why: Texts, languages: Iterable[str]) -> list[ConsultationError]:
    """What is wrong with an answer: an outcome of the list, and a reason in one language of the draft at least."""
    found = []
    if outcome not in OUTCOMES:
        found.append(ConsultationError("outcome", "draft_no_outcome", outcomes=", ".join(OUTCOMES)))
    if not any(plain(why.get(lang, "")) for lang in languages):
        found.append(ConsultationError("why", "draft_answer_without_reason"))
    for lang, said in why.items():
        if len(plain(said)) > COMMENT_LIMIT:
            found.append(
                ConsultationError(f"why.{lang}", "draft_comment_too_long", length=len(plain(said)), limit=COMMENT_LIMIT)
            )
    return found


def section_faults(sections: Iterable[Section], languages: tuple[str, ...], place: str = "") -> list[ConsultationError]:
    """What is wrong with sections: numbers and keys in form and only once, a text in the first language, not too long.

    A translation that is missing is no fault: `records.missing` lists them.
    """
    every = tuple(sections)
    found = [] if every else [ConsultationError(place or "sections", "draft_no_sections")]
    for name in ("number", "key"):
        count = Counter(getattr(section, name) for section in every)
        found += [
            ConsultationError(_at(place, value), f"draft_{name}_twice", value=value)
            for value, times in count.items()
            if times > 1
        ]
    for section in every:
        found += _section_faults(section, languages, _at(place, section.number))
    return found


def _section_faults(section: Section, languages: tuple[str, ...], place: str) -> list[ConsultationError]:
    found = []
    if not NUMBER.fullmatch(section.number):
        found.append(ConsultationError(place, "draft_number_form", value=section.number))
    if not KEY.fullmatch(section.key):
        found.append(ConsultationError(place, "draft_key_form", value=section.key))
    first = languages[0] if languages else "en"
    for part in ("heading", "text"):
        texts: Texts = getattr(section, part)
        if not texts.get(first, "").strip():
            found.append(ConsultationError(place, f"draft_no_{part}", language=first))
        found += [
            ConsultationError(place, "draft_language_not_of_draft", language=lang)
            for lang in texts
            if lang not in languages
        ]
    found += [
        ConsultationError(place, "draft_section_too_long", language=lang, length=len(text), limit=SECTION_LIMIT)
        for lang, text in section.text.items()
        if len(text) > SECTION_LIMIT
    ]
    return found


def date_faults(opens: date | None, closes: date | None, place: str = "closes") -> list[ConsultationError]:
    """A round closes on the day that it opens or later."""
    if opens is None or closes is None or closes >= opens:
        return []
    return [ConsultationError(place, "draft_closes_before", opens=opens.isoformat(), closes=closes.isoformat())]


def _at(place: str, part: str) -> str:
    return f"{place}.{part}" if place else part
