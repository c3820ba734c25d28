"""What a partnership with a country of origin could fill: people, signed vacancies, cost, where to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corridor.plan.result import Plan
from corridor.reports.document import (
    Block,
    Cell,
    Column,
    Details,
    Items,
    Line,
    Part,
    Row,
    Section,
    Table,
    Trace,
    cell,
    prose,
    row,
)
from corridor.reports.speech import Speech

Gap = Mapping[str, Any]
KINDS = {"rate": "rate", "duration": "duration", "cost": "price", "ratio": "ratio"}


def partnership(plan: Plan, speech: Speech) -> Section | None:
    """The largest gaps, each with the outline scheme that would fill it; None where the plan does not show them."""
    if plan.partnership is None:
        return None
    blocks: list[Block] = [prose(speech.say("partnership.intro" if plan.partnership else "partnership.none"))]
    if plan.partnership:
        first = plan.partnership[0]
        sized = first["sizing"]
        probability = speech.share(sized["probability"], 1)
        said = speech.say("partnership.meaning", by=speech.day(sized["by"]), probability=probability)
        blocks += [_overview(plan, speech), prose(said, quiet=True)]
        blocks += [_part(gap, speech) for gap in plan.partnership]
        blocks += [prose(speech.text(first["caveat"])), _assumed(first, speech)]
    blocks.append(Trace((("partnership", "plan.json"),)))
    return Section("partnership", speech.say("partnership.title"), speech.say("partnership.short"), tuple(blocks))


def _overview(plan: Plan, speech: Speech) -> Table:
    columns = (
        Column(speech.say("partnership.occupation")),
        *(Column(speech.say(f"partnership.{key}"), True) for key in ("target", "largest", "pledges", "people")),
        Column(speech.say("partnership.cost")),
    )
    rows = tuple(_row(gap, speech) for gap in plan.partnership or ())
    return Table("partnership-table", speech.say("partnership.caption"), columns, rows)


def _row(gap: Gap, speech: Speech) -> Row:
    sizing = gap["sizing"]
    scheme = sizing if sizing["reached"] else sizing["pledges"]
    counts = {"nobody": speech.count(gap["nobody"]), "unqualified": speech.count(gap["not_qualified"])}
    of_which = Line(speech.say("partnership.of_which", **counts), quiet=True)
    pledges = speech.say("partnership.no_pledges") if sizing["reached"] else _count(scheme, "posts", speech)
    return row(
        Cell(((Line(speech.text(gap["label"])),), (of_which,))),
        speech.count(gap["target"]),
        cell(speech.count(sizing["largest"]), share=min(1.0, sizing["largest"] / gap["target"])),
        pledges,
        _count(scheme, "people", speech),
        _cost(scheme, speech),
    )


def _cost(scheme: Mapping[str, Any] | None, speech: Speech) -> Cell | str:
    if scheme is None:
        return speech.count(None)
    mean, most = (speech.money(round(scheme["budget"][key], -2)) for key in ("mean", "q80"))
    return Cell(((Line(mean),), (Line(speech.say("partnership.at_most", amount=most), quiet=True),)))


def _count(scheme: Mapping[str, Any] | None, key: str, speech: Speech) -> str:
    return speech.count(None if scheme is None else scheme[key])


def _part(gap: Gap, speech: Speech) -> Part:
    """What is said of one occupation, and the countries in which to look."""
    words = gap["words"].get(speech.lang) or gap["words"]["en"]
    said = Items(tuple((Line(speech.text(sentence)),) for sentence in words))
    blocks: list[Block] = [said]
    flags = {flag["text"][speech.lang] for place in gap["proposals"] for flag in place["flags"]}
    blocks += [prose(speech.text(flag)) for flag in sorted(flags)]
    if gap["proposals"]:
        blocks.append(_places(gap, speech))
    return Part(f"partnership-{gap['isco08']}", speech.text(gap["label"]), tuple(blocks))


def _places(gap: Gap, speech: Speech) -> Table:
    columns = (
        Column(speech.say("partnership.country")),
        Column(speech.say("partnership.rank"), True),
        Column(speech.say("partnership.schemes"), broad=True),
    )
    rows = []
    for place in gap["proposals"]:
        evidence = dict.fromkeys(id for part in place["parts"] for id in part["evidence"])
        low, high = (speech.count(100 * place[side]) for side in ("low", "high"))
        schemes = Cell(((Line(" ".join(evidence), code=True),),)) if evidence else speech.say("partnership.no_scheme")
        rows.append(row(speech.text(place["name"]), speech.say("partnership.from_to", low=low, high=high), schemes))
    caption = speech.say("partnership.places", occupation=speech.text(gap["label"]))
    return Table(f"partnership-{gap['isco08']}-places", caption, columns, tuple(rows))


def _assumed(gap: Gap, speech: Speech) -> Details:
    """Every quantity of the outline that no source states."""
    columns = (
        Column(speech.say("partnership.quantity")),
        Column(speech.say("partnership.unit")),
        Column(speech.say("partnership.average"), True),
        Column(speech.say("partnership.interval"), True),
    )
    caption = speech.say("partnership.assumed")
    rows = tuple(_quantity(one, speech) for one in gap["assumptions"])
    return Details(caption, (Table("partnership-assumed", caption, columns, rows),))


def _quantity(one: Mapping[str, Any], speech: Speech) -> Row:
    share = one["kind"] == "rate"
    mean, low, high = (speech.decimal(one[key] * (100 if share else 1)) for key in ("mean", "low", "high"))
    lines = ((Line(speech.text(one["label"])),), (Line(one["name"], quiet=True, code=True),))
    unit = speech.say(f"partnership.{KINDS[one['kind']]}")
    return row(Cell(lines), unit, mean, speech.say("partnership.from_to", low=low, high=high))
