"""What ballots come to. The order in which they came decides nothing.

A ranking is counted by Borda: of m choices the first on a ballot gets m - 1 points, the second m - 2, and so on; what
a ballot does not rank gets none. Choices with the same points have the same place, and the tally says so: a draw is
never broken by the order of the choices.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corridor.consultation.form import Text
from corridor.consultation.poll.ballot import Ballot
from corridor.consultation.poll.poll import Kind, Poll


@dataclass(frozen=True)
class Row:
    """A line of a tally.

    Attributes:
        key: of the choice, the value of a scale, or the words of a text.
        text: by language; None where the key says it (scale, text).
        votes: ballots with this answer; of a ranking, ballots that name it first.
        share: of the ballots, 0 to 1; None where there are none. Of `several` they add up to more than 1.
        points: of a ranking (Borda).
        place: 1 is most; choices with the same votes (points) share it. None where nobody answered.
        tied: it shares its place.
    """

    key: str
    text: Text | None
    votes: int
    share: float | None
    points: int | None = None
    place: int | None = None
    tied: bool = False


@dataclass(frozen=True)
class Tally:
    """The result of a poll.

    Attributes:
        ballots: how many there are.
        rows: choices in the poll's order, values of a scale from low to high, texts by count.
        median: of a scale; between two values where the middle is. None without ballots.
        ties: keys that share a place, the best place first.
    """

    kind: Kind
    ballots: int
    rows: tuple[Row, ...]
    median: float | None = None
    ties: tuple[tuple[str, ...], ...] = ()

    @property
    def best(self) -> tuple[Row, ...]:
        """The rows in the first place: several where they are tied, none where nobody answered."""
        return tuple(row for row in self.rows if row.place == 1)


def tally(poll: Poll, ballots: Iterable[Ballot]) -> Tally:
    """What ballots come to."""
    return tally_counted(poll, Counter(ballots))


def tally_counted(poll: Poll, counted: Mapping[Ballot, int]) -> Tally:
    """The same from equal ballots and how many there are of each: what a database counts faster."""
    total = sum(counted.values())
    if poll.kind == "ranking":
        return _ranked(poll, counted, total)
    if poll.kind == "text":
        return _texts(counted, total)
    votes: Counter[Any] = Counter()
    for ballot, number in counted.items():
        for one in ballot.value if isinstance(ballot.value, tuple) else (ballot.value,):
            votes[one] += number
    if poll.kind == "scale":
        return Tally("scale", total, _scale_rows(poll, votes, total), median=_median(votes, total))
    texts = {choice.key: choice.text for choice in poll.choices}
    rows, ties = _placed([Row(key, text, votes[key], _share(votes[key], total)) for key, text in texts.items()], total)
    return Tally(poll.kind, total, rows, ties=ties)


def as_mapping(found: Tally) -> dict[str, Any]:
    """The tally as plain values: what is exported."""
    from corridor.consultation.reading import plain

    return {
        "kind": found.kind,
        "ballots": found.ballots,
        **plain(found),
        "rows": [_exported(row) for row in found.rows],
    }


def _exported(row: Row) -> dict[str, Any]:
    from corridor.consultation.reading import plain

    return {"key": row.key, "votes": row.votes, **plain(row)}


def _share(votes: int, total: int) -> float | None:
    return votes / total if total else None


def _placed(rows: list[Row], total: int) -> tuple[tuple[Row, ...], tuple[tuple[str, ...], ...]]:
    """Rows with their places, and the keys that share one."""
    from dataclasses import replace

    weight = {row.key: row.votes if row.points is None else row.points for row in rows}
    if not total:
        return tuple(rows), ()
    same: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        same[weight[row.key]].append(row.key)
    place = {key: 1 + sum(other > value for other in weight.values()) for key, value in weight.items()}
    placed = tuple(replace(row, place=place[row.key], tied=len(same[weight[row.key]]) > 1) for row in rows)
    ties = tuple(tuple(keys) for _, keys in sorted(same.items(), reverse=True) if len(keys) > 1)
    return placed, ties


def _ranked(poll: Poll, counted: Mapping[Ballot, int], total: int) -> Tally:
    points: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for ballot, number in counted.items():
        keys = ballot.value if isinstance(ballot.value, tuple) else ()
        for place, key in enumerate(keys):
            points[key] += number * (len(poll.choices) - 1 - place)
            first[key] += number * (place == 0)
    rows = [
        Row(choice.key, choice.text, first[choice.key], _share(first[choice.key], total), points[choice.key])
        for choice in poll.choices
    ]
    placed, ties = _placed(rows, total)
    return Tally("ranking", total, placed, ties=ties)


def _scale_rows(poll: Poll, votes: Mapping[int, int], total: int) -> tuple[Row, ...]:
    ends = {poll.lowest: poll.low, poll.highest: poll.high}
    return tuple(
        Row(str(value), ends.get(value), votes.get(value, 0), _share(votes.get(value, 0), total))
        for value in poll.values
    )


def _median(votes: Mapping[int, int], total: int) -> float | None:
    """The middle value; halfway between the two middle ones where the number of ballots is even."""
    if not total:
        return None
    middle = ((total - 1) // 2, total // 2)
    found, seen = [], 0
    for value in sorted(votes):
        found += [value for place in middle if seen <= place < seen + votes[value]]
        seen += votes[value]
    return sum(found) / 2


def _texts(counted: Mapping[Ballot, int], total: int) -> Tally:
    """Equal answers counted together: capitals and spaces make no difference; shown as most wrote it."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for ballot, number in counted.items():
        spelt[" ".join(str(ballot.value).casefold().split())][str(ballot.value)] += number
    rows = []
    for forms in spelt.values():
        shown = min(forms, key=lambda form: (-forms[form], form))
        rows.append(Row(shown, None, forms.total(), _share(forms.total(), total)))
    placed, ties = _placed(sorted(rows, key=lambda row: (-row.votes, row.key)), total)
    return Tally("text", total, placed, ties=ties)
