"""A ballot: what one device answers to a poll, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from corridor.consultation.errors import ConsultationError
from corridor.consultation.poll.poll import Poll

CONTROL = dict.fromkeys([*range(32), *range(127, 160)], " ")
"""Signs that steer: no text has them."""


class BallotError(ConsultationError):
    """An answer that the poll does not take: what is wrong, and the remedy."""


@dataclass(frozen=True)
class Ballot:
    """A valid answer.

    Attributes:
        value: the key of `one`, keys of `several` (in the poll's order) and `ranking` (the best first), the number of
            `scale`, the words of `text`.
    """

    value: str | int | tuple[str, ...]

    @property
    def plain(self) -> str | int | list[str]:
        """The answer as JSON holds it; `ballot(poll, plain)` gives the ballot again."""
        return list(self.value) if isinstance(self.value, tuple) else self.value


def ballot(poll: Poll, given: Any) -> Ballot:
    """An answer as a ballot.

    Args:
        poll: what was asked.
        given: `one`: a key. `several`: keys. `scale`: a number, or its digits. `ranking`: keys, the best first; or
            `{key: place}`, where an empty place is not ranked. `text`: words.

    Raises:
        BallotError: nothing is answered, or something that the poll does not take.
    """
    return Ballot(READERS[poll.kind](poll, given))


def stored(poll: Poll, plain: Any) -> Ballot | None:
    """A ballot that was kept; None where the poll was changed since and does not know it."""
    try:
        return ballot(poll, plain)
    except BallotError:
        return None


def _one(poll: Poll, given: Any) -> str:
    if isinstance(given, list | tuple) and len(given) == 1:
        given = given[0]
    if given is None or given in ("", [], ()):
        raise BallotError("choice", "ballot_empty")
    if not isinstance(given, str) or given not in poll.keys:
        raise BallotError("choice", "ballot_unknown", given=str(given)[:80])
    return given


def _several(poll: Poll, given: Any) -> tuple[str, ...]:
    keys = _keys(poll, given)
    _not_too_many(poll, keys)
    return tuple(key for key in poll.keys if key in keys)


def _scale(poll: Poll, given: Any) -> int:
    text = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if given is None or given == "":
        raise BallotError("choice", "ballot_empty")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10) or int(text) not in poll.values:
        raise BallotError("choice", "ballot_scale", given=str(given)[:80], lowest=poll.lowest, highest=poll.highest)
    return int(text)


def _ranking(poll: Poll, given: Any) -> tuple[str, ...]:
    if isinstance(given, Mapping):
        given = _in_order(poll, given)
    keys = _keys(poll, given)
    _not_too_many(poll, keys)
    return tuple(keys)


def _in_order(poll: Poll, given: Mapping[Any, Any]) -> list[str]:
    """Keys by the places that were given to them."""
    places: dict[int, str] = {}
    for key, place in given.items():
        digits = str(place if place is not None else "").strip()
        if not digits:
            continue
        if key not in poll.keys:
            raise BallotError("choice", "ballot_unknown", given=str(key)[:80])
        if not (digits.isascii() and digits.isdigit() and 1 <= int(digits[:9]) <= len(poll.choices)):
            raise BallotError("choice", "ballot_place", given=digits[:80], most=len(poll.choices))
        if int(digits) in places:
            raise BallotError("choice", "ballot_place_twice", given=digits)
        places[int(digits)] = key
    return [places[place] for place in sorted(places)]


def _keys(poll: Poll, given: Any) -> list[str]:
    if isinstance(given, str):
        given = [given] if given else []
    keys = list(given) if isinstance(given, list | tuple) else []
    if not keys:
        raise BallotError("choice", "ballot_empty")
    for key in keys:
        if not isinstance(key, str) or key not in poll.keys:
            raise BallotError("choice", "ballot_unknown", given=str(key)[:80])
        if keys.count(key) > 1:
            raise BallotError("choice", "ballot_twice", given=key)
    return keys


def _not_too_many(poll: Poll, keys: list[str]) -> None:
    if poll.most is not None and len(keys) > poll.most:
        raise BallotError("choice", "ballot_most", given=len(keys), most=poll.most)


def _text(poll: Poll, given: Any) -> str:
    text = " ".join(given.translate(CONTROL).split()) if isinstance(given, str) else ""
    if not text:
        raise BallotError("choice", "ballot_empty")
    if len(text) > poll.longest:
        raise BallotError("choice", "ballot_long", given=len(text), most=poll.longest)
    return text


READERS: Mapping[str, Callable[[Poll, Any], str | int | tuple[str, ...]]] = {
    "one": _one,
    "several": _several,
    "scale": _scale,
    "ranking": _ranking,
    "text": _text,
}
