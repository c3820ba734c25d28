"""What the log says: who reached which stage, how long it took, for whom, and who stayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from corridor.labour_market.disclosure import WHOLE
from corridor.partnerships.event_lists import lists
from corridor.partnerships.indicators import to_json
from corridor.partnerships.scheme_words import country_names
from corridor.reports.document import Block, Column, Part, Row, Section, Table, prose, row
from corridor.reports.scheme_speech import SchemeSpeech

if TYPE_CHECKING:
    from corridor.reports.scheme_report import SchemeReport

FAIR = (
    ("conversion", "applied>selected"),
    ("conversion", "selected>arrived"),
    ("conversion", "selected>home_placed"),
    ("retention", "12"),
)
"""What is held side by side by group."""
TREATMENT = ("fees", "recruitment_cost", "complaints", "overqualified", "housed", "mentor_ratio", "home_share")
ENDS = ("ended_early", "returns", "ended_early_reasons")


def reached(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """How many people got how far, and what share went from one stage to the next."""
    told = to_json(report.whole)
    people = [r for r in rows_of(told, "people") if is_known(r, report)]
    counts = tuple(row(part(told, r, speech), speech.figure(r, told["reasons"])) for r in people)
    columns = (Column(speech.say("scheme.event"), broad=True), Column(speech.say("scheme.people"), True))
    blocks: list[Block] = [
        prose(speech.say("scheme.reached_intro")),
        Table("people", speech.say("scheme.people_caption"), columns, counts),
        listed("conversion", told, speech, report),
    ]
    return Section("reached", speech.say("scheme.reached"), speech.say("scheme.reached_short"), tuple(blocks))


def durations(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """Months between stages: median and ninth decile."""
    told = to_json(report.whole)
    found: dict[str, dict[str, Any]] = {}
    for one in rows_of(told, "duration"):
        found.setdefault(one["part"], {})[one["statistic"]] = one
    columns = (
        Column(speech.say("scheme.between"), broad=True),
        *(Column(speech.text(told["statistics"][name]), True) for name in ("median", "p90")),
    )
    known = [both for both in found.values() if any(is_known(r, report) for r in both.values())]
    rows = tuple(
        row(
            part(told, both["median"], speech),
            *(speech.figure(both.get(n), told["reasons"]) for n in ("median", "p90")),
        )
        for both in known
    )
    formula = prose(speech.text(told["indicators"]["duration"]["formula"]), quiet=True)
    table = Table("durations-table", speech.say("scheme.durations_caption"), columns, rows)
    blocks: tuple[Block, ...] = (table, formula) if rows else (prose(speech.say("scheme.nothing_known")),)
    return Section("durations", speech.say("scheme.durations"), speech.say("scheme.durations_short"), blocks)


def fairness(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """Outcomes by group, and how people were treated."""
    told = to_json(report.whole)
    blocks: list[Block] = [prose(speech.say("scheme.fairness_intro"))]
    blocks += [_by_group(by, frame, speech) for by, frame in report.groups.items()]
    rows = [
        row(_named(told, r, speech), speech.figure(r, told["reasons"])) for id_ in TREATMENT for r in rows_of(told, id_)
    ]
    columns = (Column(speech.say("scheme.what"), broad=True), Column(speech.say("scheme.figure"), broad=True))
    blocks.append(Table("treatment", speech.say("scheme.treatment"), columns, tuple(rows)))
    return Section("fairness", speech.say("scheme.fairness"), speech.say("scheme.fairness_short"), tuple(blocks))


def retention(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """Who is still in work after so many months, abroad and at home; early ends and returns."""
    told = to_json(report.whole)
    rows = [
        row(
            speech.say(f"scheme.after_{id_}", n=r["part"]),
            speech.figure(r, told["reasons"]),
            speech.say(f"scheme.confidence.{r['confidence']}") if r["confidence"] else speech.say("not_applicable"),
        )
        for id_ in ("retention", "home_retention")
        for r in rows_of(told, id_)
    ]
    columns = (
        Column(speech.say("scheme.when"), broad=True),
        Column(speech.say("scheme.in_work"), broad=True),
        Column(speech.say("scheme.followed")),
    )
    table = Table("retention-table", speech.say("scheme.retention"), columns, tuple(rows))
    ends = [r for id_ in ENDS for r in rows_of(told, id_) if is_known(r, report)]
    two = (Column(speech.say("scheme.what"), broad=True), Column(speech.say("scheme.figure"), broad=True))
    small = [r for r in ends if r["indicator"].endswith("_reasons") and r["suppressed"]]
    lines = tuple(row(_named(told, r, speech), speech.figure(r, told["reasons"])) for r in ends if r not in small)
    if small:
        lines += (row(speech.say("scheme.other_reasons"), speech.say("scheme.hidden_sign")),)
    blocks: list[Block] = [table, prose(speech.text(told["indicators"]["retention"]["formula"]), quiet=True)]
    if lines:
        blocks.append(Table("ends", speech.say("scheme.ends"), two, lines))
    return Section("retention", speech.say("scheme.retention"), speech.say("scheme.retention_short"), tuple(blocks))


# ---- pieces -------------------------------------------------------------------------------------
def rows_of(told: Mapping[str, Any], id_: str) -> list[dict[str, Any]]:
    """The figures of an indicator for everybody."""
    return [r for r in told["rows"] if r["indicator"] == id_ and r["group"] == WHOLE]


def is_known(figure: Mapping[str, Any], report: SchemeReport) -> bool:
    """Whether a figure says something, be it that it is too small to be shown."""
    if figure["indicator"] == "people" and figure["part"] not in report.logged:
        return False
    if figure["indicator"].endswith("_reasons") and figure["value"] == 0:
        return False
    return figure["value"] is not None or bool(figure["suppressed"])


def part(told: Mapping[str, Any], figure: Mapping[str, Any], speech: SchemeSpeech) -> str:
    """What a part of an indicator is called."""
    if figure["part"] in told["parts"]:
        return speech.text(told["parts"][figure["part"]])
    return str(figure["part"] or speech.text(told["statistics"][figure["statistic"]]))


def _named(told: Mapping[str, Any], figure: Mapping[str, Any], speech: SchemeSpeech) -> str:
    """The indicator's name, with its part or statistic where there are several."""
    label = speech.text(told["indicators"][figure["indicator"]]["label"])
    if figure["part"]:
        return speech.say("scheme.named", label=label, part=part(told, figure, speech))
    if figure["statistic"] in ("mean", "median"):
        said = speech.text(told["statistics"][figure["statistic"]])
        return speech.say("scheme.named", label=label, part=said[:1].lower() + said[1:])
    return label


def listed(id_: str, told: Mapping[str, Any], speech: SchemeSpeech, report: SchemeReport) -> Part:
    """An indicator with its meaning and its figures."""
    meaning = told["indicators"][id_]
    found = [r for r in rows_of(told, id_) if is_known(r, report)]
    columns = (Column(speech.say("scheme.between"), broad=True), Column(speech.say("scheme.figure"), broad=True))
    rows = tuple(row(part(told, r, speech), speech.figure(r, told["reasons"])) for r in found)
    table: Block = (
        Table(f"{id_}-table", speech.text(meaning["label"]), columns, rows)
        if rows
        else prose(speech.say("scheme.nothing_known"))
    )
    return Part(id_, speech.text(meaning["label"]), (table, prose(speech.text(meaning["formula"]), quiet=True)))


def _by_group(by: str, frame: pl.DataFrame, speech: SchemeSpeech) -> Table:
    """Rows are groups, columns are the outcomes."""
    told = to_json(frame)
    figures = {(r["indicator"], r["part"], r["group"]): r for r in told["rows"]}
    codes = dict.fromkeys(r["group"] for r in told["rows"] if (r["indicator"], r["part"]) in FAIR)
    heads = [
        part(told, {"part": name, "statistic": "share"}, speech)
        if id_ == "conversion"
        else speech.say("scheme.after_retention", n=name)
        for id_, name in FAIR
    ]
    rows: list[Row] = [
        row(
            group_name(by, code, speech),
            *(speech.figure(figures.get((id_, name, code)), told["reasons"]) for id_, name in FAIR),
        )
        for code in codes
    ]
    columns = (Column(column_name(by, speech)), *(Column(head, broad=True) for head in heads))
    caption = speech.say("scheme.by", what=column_name(by, speech))
    return Table(f"by-{by}", caption, columns, tuple(rows))


def column_name(by: str, speech: SchemeSpeech) -> str:
    """What a column by which people are grouped is called."""
    return speech.text(lists().columns[by].label)


def group_name(by: str, code: str, speech: SchemeSpeech) -> str:
    """What a group is called."""
    if code == WHOLE:
        return speech.say("scheme.everybody")
    if code == "unknown":
        return speech.say("scheme.unknown_group")
    if by == "origin":
        return countries([code], speech)
    values = lists().columns[by].values
    return speech.text(values[code]) if code in values else code


def countries(codes: Iterable[str], speech: SchemeSpeech) -> str:
    """Names of countries."""
    names = country_names()
    return ", ".join(speech.text(names[code]) if code in names else code for code in codes)
