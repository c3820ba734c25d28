"""`corridor partnerships check`: the checks of a design, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from corridor.cli import output
from corridor.cli.partnerships import DONE, FINDINGS, WRONG, design_named, read_day, refusing, say
from corridor.cli.progress import waiting

if TYPE_CHECKING:
    from corridor.partnerships.checks import Finding, State
    from corridor.partnerships.design import Design

COLUMNS = (
    "id", "group", "state", "severity", "stage", "profile", "origin", "title", "evidence", "remedy", "missing",
    "source", "confidence",
)  # fmt: skip


def check(given: str, *, at: str | None, everything: bool, format: str, lang: str) -> int:
    """Print the findings of a design; returns the exit code, 1 where a check fails."""
    with refusing(lang):
        from corridor.partnerships.checks import check as checked
        from corridor.partnerships.checks.numbers import arrival
        from corridor.partnerships.scheme import schemes

        design = design_named(given)
        day = arrival(design) if at is None else read_day("--at", at)
        with waiting(say, "check", lang):
            scheme = schemes().get(design.scheme) if design.scheme else None
            findings = checked(design, scheme=scheme, at=day)
        _print(design, day, findings, everything, format, lang)
        return FINDINGS if any(finding.state == "fail" for finding in findings) else DONE
    return WRONG


def _print(design: Design, day: date, findings: Sequence[Finding], everything: bool, format: str, lang: str) -> None:
    from corridor.partnerships.checks import to_json, worst

    counts = Counter(finding.state for finding in findings)
    if format == "json":
        states = {"fail": counts["fail"], "unknown": counts["unknown"], "pass": counts["pass"]}
        head = {"design": design.id, "at": day.isoformat(), "counts": states, "worst": worst(findings)}
        output.result(output.as_json({**head, "findings": to_json(findings)}))
    elif format == "csv":
        output.result(output.as_csv(COLUMNS, [_cells(finding, lang) for finding in findings]))
    else:
        _table(design, day, findings, everything, lang, counts)


def _cells(finding: Finding, lang: str) -> list[str | None]:
    told = (finding.title, finding.evidence, finding.remedy)
    texts = [text.told(lang) if text else None for text in told]
    about = [finding.stage, finding.profile, finding.origin]
    source = finding.source.url or finding.source.title.told(lang)
    ends = ["; ".join(finding.missing), source, finding.confidence]
    return [finding.id, finding.group, finding.state, finding.severity, *about, *texts, *ends]


def _table(
    design: Design, day: date, findings: Sequence[Finding], everything: bool, lang: str, counts: Counter[State]
) -> None:
    from corridor.partnerships.checks import SEVERITIES
    from corridor.partnerships.checks.book import labels
    from corridor.rules.wording import show

    states, severities = labels("states"), labels("severities")
    order = {"fail": 0, "unknown": 1, "pass": 2}
    shown = sorted(
        (finding for finding in findings if everything or finding.state != "pass"),
        key=lambda f: (f.state == "pass", SEVERITIES.index(f.severity), order[f.state]),
    )
    rows = [
        (
            states[f.state].told(lang),
            "" if f.state == "pass" else severities[f.severity].told(lang),
            ", ".join([f.title.told(lang), *(part for part in (f.stage, f.profile, f.origin) if part)]),
            f.evidence.told(lang),
            f.remedy.told(lang) if f.remedy else None,
        )
        for f in shown
    ]
    values = {"fail": counts["fail"], "unknown": counts["unknown"], "passed": counts["pass"]}
    title = say("checked", lang, name=design.name.told(lang), day=show(day, lang), **values)
    heads = [say(f"col_{name}", lang) for name in ("state", "severity", "check", "evidence", "remedy")]
    output.as_table(title, heads, rows)
    if not everything and counts["pass"]:
        output.remark(say("passes_hidden", lang, n=counts["pass"]))
