"""What was agreed: the design in a table, its money, and what the checks say of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corridor.partnerships.checks.book import SEVERITIES, labels
from corridor.partnerships.design import Design, Quantity
from corridor.partnerships.phases import words
from corridor.partnerships.priors import mean, resolved
from corridor.partnerships.spread import Spread
from corridor.reports.document import Block, Cell, Column, Line, Row, Section, Table, prose, row
from corridor.reports.scheme_sections.figures import countries
from corridor.reports.scheme_speech import SchemeSpeech

if TYPE_CHECKING:
    from corridor.partnerships.checks import Finding
    from corridor.reports.scheme_report import SchemeReport

SHOWN_CHECKS = 30
FIELD = re.compile("`([^`]+)`")
"""How the texts of checks write the name of a field of a design."""
QUOTED = {"en": "“\\1”", "fr": "«\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}»", "nl": "“\\1”"}
"""How a reader finds it written."""


def agreed(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """The design as it was when following began."""
    design = report.design
    rows = [
        (speech.say("scheme.design"), design.name.told(speech.lang)),
        (speech.say("scheme.from_to"), _way(design, speech)),
        (speech.say("scheme.start"), speech.day(design.start)),
        (speech.say("scheme.horizon"), speech.counted("scheme.months", design.horizon_months)),
        (speech.say("scheme.intake"), _intake(design, speech)),
        (speech.say("scheme.away"), _share(design.tracks.away, "track_away_share", speech)),
        (speech.say("scheme.posts"), _posts(design, speech)),
        (speech.say("scheme.contract"), _contract(design, speech)),
        (speech.say("scheme.return_required"), _yes_no(design.returning.required, speech)),
        (speech.say("scheme.home_counts"), _yes_no(any(s.phase == "home_placement" for s in design.stages), speech)),
        (speech.say("scheme.follow_up"), _follow_up(design, speech)),
    ]
    columns = (Column(speech.say("scheme.what")), Column(speech.say("scheme.agreed_value"), broad=True))
    table = Table("agreed-table", speech.say("scheme.agreed"), columns, tuple(row(*pair) for pair in rows))
    partners = tuple(
        row(partner.name, speech.say(f"scheme.side.{partner.side}" if partner.side else "not_known"))
        for partner in design.partners
    )
    blocks: list[Block] = [prose(speech.say("scheme.agreed_intro")), table]
    if partners:
        heads = (Column(speech.say("scheme.partner")), Column(speech.say("scheme.side")))
        blocks.append(Table("partners", speech.say("scheme.partners"), heads, partners))
    return Section("agreed", speech.say("scheme.agreed"), speech.say("scheme.agreed_short"), tuple(blocks))


def _way(design: Design, speech: SchemeSpeech) -> str:
    to = countries([design.destination.country], speech)
    if design.destination.region:
        to = f"{to} ({speech.say(f'region.{design.destination.region}')})"
    return f"{countries(design.origin, speech)} → {to}"


def _intake(design: Design, speech: SchemeSpeech) -> str:
    waves = speech.counted("scheme.waves", len(design.waves))
    return speech.say("scheme.intake_in", people=speech.count(design.intake()), waves=waves)


def _share(quantity: Quantity | None, default: str, speech: SchemeSpeech) -> str:
    if quantity is None:
        return speech.say("not_known")
    found = speech.percent(mean(resolved(quantity, "rate", default)))
    return speech.say("scheme.with_basis", value=found, basis=speech.say(f"scheme.basis.{quantity.basis}"))


def _posts(design: Design, speech: SchemeSpeech) -> str:
    if not design.demand:
        return speech.say("not_known")
    grades = words("grades")
    by_grade: dict[str, int] = {}
    for demand in design.demand:
        by_grade[demand.grade] = by_grade.get(demand.grade, 0) + demand.posts
    return "; ".join(f"{speech.count(n)} ({grades[grade].told(speech.lang)})" for grade, n in by_grade.items())


def _contract(design: Design, speech: SchemeSpeech) -> str:
    contract = design.contract
    if contract.months is None:
        return speech.say("not_known")
    months = mean(resolved(contract.months, "duration", "t_contract"))
    return speech.counted("scheme.months", round(months))


def _follow_up(design: Design, speech: SchemeSpeech) -> str:
    months = design.monitoring.months_after_contract
    return speech.say("not_known") if months is None else speech.counted("scheme.months", months)


def _yes_no(flag: bool | None, speech: SchemeSpeech) -> str:
    return speech.say("not_known" if flag is None else "scheme.yes" if flag else "scheme.no")


# ---- money --------------------------------------------------------------------------------------
def money(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """What the design costs by its own prices, who pays, and what people paid themselves."""
    blocks: list[Block] = [prose(speech.say("scheme.money_intro"))]
    costs = report.result.costs if report.result else None
    if costs is None or not any(stage.costs for stage in report.design.stages):
        blocks.append(prose(speech.say("scheme.no_prices")))
    else:
        payers = words("payers")
        rows = [row(speech.say("scheme.total"), *_spread(costs.total, speech), strong=True)]
        rows += [
            row(
                payers[name].told(speech.lang) if name in payers else speech.say("scheme.payer_unknown"),
                *_spread(s, speech),
            )
            for name, s in costs.by_payer
            if s.mean
        ]
        unit = costs.per_placement
        rows.append(
            row(
                speech.say("scheme.per_placement"),
                speech.say("not_known") if unit.mean is None else speech.money(unit.mean),
                speech.say("not_known")
                if unit.p5 is None or unit.p95 is None
                else speech.say("scheme.range", low=speech.money(unit.p5), high=speech.money(unit.p95)),
            )
        )
        columns = (
            Column(speech.say("scheme.who_pays")),
            Column(speech.say("scheme.expected"), True),
            Column(speech.say("scheme.interval"), True),
        )
        blocks.append(Table("money-table", speech.say("scheme.money_caption"), columns, tuple(rows)))
    return Section("money", speech.say("scheme.money"), speech.say("scheme.money_short"), tuple(blocks))


def _spread(found: Spread, speech: SchemeSpeech) -> tuple[str, str]:
    low, high = speech.money(found.p5), speech.money(found.p95)
    return speech.money(found.mean), speech.say("scheme.range", low=low, high=high)


# ---- checks -------------------------------------------------------------------------------------
def checks(report: SchemeReport, speech: SchemeSpeech) -> Section | None:
    """What the checks of the design do not find in order, the worst first; and how many cannot be decided."""
    if report.findings is None:
        return None
    failed = [one for one in report.findings if one.state == "fail"]
    failed.sort(key=lambda one: SEVERITIES.index(one.severity))
    passed = sum(one.state == "pass" for one in report.findings)
    unknown = sum(one.state == "unknown" for one in report.findings)
    counts = {name: speech.count(n) for name, n in (("failed", len(failed)), ("passed", passed), ("unknown", unknown))}
    blocks: list[Block] = [prose(speech.say("scheme.checks_intro", **counts))]
    if failed:
        columns = (
            Column(speech.say("scheme.check"), broad=True),
            Column(speech.say("scheme.severity")),
            Column(speech.say("scheme.remedy"), broad=True),
        )
        rows = tuple(_finding(one, speech) for one in failed[:SHOWN_CHECKS])
        blocks.append(Table("checks-table", speech.say("scheme.checks_caption"), columns, rows))
    return Section("checks", speech.say("scheme.checks"), speech.say("scheme.checks_short"), tuple(blocks))


def _finding(one: Finding, speech: SchemeSpeech) -> Row:
    lines = ((Line(one.title.told(speech.lang)),), (Line(one.evidence.told(speech.lang), quiet=True),))
    severity = labels("severities")[one.severity].told(speech.lang)
    remedy = one.remedy.told(speech.lang) if one.remedy else speech.say("not_known")
    return row(Cell(lines), severity, FIELD.sub(QUOTED[speech.lang], remedy))
