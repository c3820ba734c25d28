"""The values of the law of a region that economic migration hangs on, as the law data have them on a day."""

from __future__ import annotations

from datetime import date

from corridor.reports.document import Cell, Column, Line, Row, Section, Table, cell, prose
from corridor.reports.kinds.bars import lines
from corridor.reports.kinds.grounds import Grounds
from corridor.rules.model import Parameter

VALUES = (
    "hs_salary_min",
    "hs_salary_min_monthly",
    "hs_salary_min_reduced",
    "hs_salary_min_reduced_monthly",
    "hs_salary_min_under30",
    "blue_card_salary_min",
    "blue_card_salary_min_monthly",
    "blue_card_salary_min_junior",
    "executive_salary_min",
    "executive_salary_min_monthly",
    "ict_manager_salary_min",
    "ict_manager_salary_min_monthly",
    "ict_specialist_salary_min",
    "ict_specialist_salary_min_monthly",
    "ict_trainee_salary_min",
    "ict_trainee_salary_min_monthly",
    "regional_application_fee",
    "federal_fee_work",
    "visa_d_fee",
    "single_permit_decision_months",
    "blue_card_decision_days",
    "single_permit_grace_after_job_loss_months",
    "blue_card_unemployment_grace_months",
    "unlimited_work_required_months",
    "appeal_months",
)
"""Pay, fees, time and dependence; a region has those that its law names."""
COUNTRY = "belgium"


def law_chapter(region: str, day: date, grounds: Grounds) -> Section:
    """The values in force on the day, with their sources; what the law data do not have is said."""
    speech = grounds.speech
    columns = (
        Column(speech.say("law.value"), broad=True),
        Column(speech.say("law.amount")),
        Column(speech.say("law.since")),
        Column(speech.say("law.source")),
    )
    title = speech.say("law.title", day=speech.day(day))
    rows = () if region == COUNTRY else _rows(region, day, grounds)
    if not rows:
        return Section("law", title, speech.say("law.short"), (prose(speech.say("law.country")),))
    table = Table("law-table", speech.say("law.caption", day=speech.day(day)), columns, rows)
    return Section("law", title, speech.say("law.short"), (prose(speech.say("law.intro")), table))


def _rows(region: str, day: date, grounds: Grounds) -> tuple[Row, ...]:
    from corridor.permits.book import book

    rules = book(region).rules
    named = [rules.parameters[name] for name in VALUES if name in rules.parameters]
    return tuple(_row(rules, one, day, grounds) for one in named if not _repealed(one, day))


def _repealed(parameter: Parameter, day: date) -> bool:
    """Whether the law had a value before the day and has none on it: that is known, and no gap."""
    dated = parameter.at(day)
    ended = dated is None or dated.status == "not_applicable"
    return ended and any(one.start < day and one.value is not None for one in parameter.values)


def _row(rules: object, parameter: Parameter, day: date, grounds: Grounds) -> Row:
    from corridor.consultation.chain.references.found import told

    speech = grounds.speech
    label, dated = speech.line(parameter.label), parameter.at(day)
    if dated is not None and dated.status == "not_applicable":
        return Row((lines((label,)), cell(speech.say("not_applicable")), cell(speech.day(dated.start)), cell("")))
    if dated is None or dated.value is None:
        grounds.doubt(label, speech.say("law.not_in_force"))
        return Row((lines((label,)), cell(speech.say("not_known")), cell(speech.say("not_known")), cell("")))
    if dated.confidence != "high" or dated.status != "enacted":
        note = speech.text(dated.note) if dated.note else speech.say("law.unsure")
        grounds.doubt(label, note)
    source = rules.sources.get(dated.source)  # type: ignore[attr-defined]
    read = (dated.last_checked or source.read) if source else None
    cited: tuple[Line, ...] = (grounds.cite(source.title, source.url, read),) if source else ()
    value = Cell(((speech.line(told(dated.value, parameter.unit)),),))
    return Row((lines((label,)), value, cell(speech.day(dated.start)), lines(cited) if cited else cell("")))
