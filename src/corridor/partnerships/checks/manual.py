"""The page docs/partnerships-checks.md, from the checks themselves.

python -m corridor.partnerships.checks.manual > docs/partnerships-checks.md
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from corridor.partnerships.checks.book import HERE, Check, catalogue, labels, rules
from corridor.rules.model import Condition, Dated, Parameter
from corridor.rules.wording import show

LANG = "en"
LEFT_OPEN = "…"


def manual() -> str:
    """The page in English: the text of manual.txt, then a section a group, a part a check, and the lists."""
    parts = [(HERE / "manual.txt").read_text(encoding="utf-8").strip(), ""]
    for group, label in labels("groups").items():
        parts += [f"## {label.told(LANG)}", ""]
        for one in catalogue().values():
            if one.group == group:
                parts += [*_check(one), ""]
    parts += [*_thresholds(), "", *_lists()]
    return "\n".join(parts).strip() + "\n"


def _check(one: Check) -> Iterator[str]:
    route = rules().routes[one.id]
    yield f"### {route.label[LANG]}"
    yield ""
    of = labels("subjects")[one.of].told(LANG)
    yield f"`{one.id}` · {of} · confidence {route.ref.confidence if route.ref else LEFT_OPEN} · {_source(one)}"
    yield ""
    for condition in route.conditions:
        fail, unknown = one.grades[condition.id]
        grades = f"fail: {labels('severities')[fail].told(LANG)}, unknown: {labels('severities')[unknown].told(LANG)}"
        yield f"- {_sentence(condition)} ({grades})"


def _sentence(condition: Condition) -> str:
    """What a condition asks, with its thresholds; the design's own numbers are left open."""
    text = condition.versions[0].text[LANG]
    return re.sub(r"\{([^{}]*)\}", lambda found: _threshold(found[1]) if found[1].startswith("p.") else LEFT_OPEN, text)


def _threshold(name: str) -> str:
    return show(_latest(rules().parameters[name.removeprefix("p.")]).value, LANG)


def _latest(parameter: Parameter) -> Dated:
    return parameter.values[-1]


def _source(one: Check) -> str:
    ref = rules().routes[one.id].ref
    assert ref is not None
    source = rules().sources[ref.source]
    title = source.title[LANG]
    linked = f"[{title}]({source.url})" if source.url else title
    return f"{linked}, {ref.article}" if ref.article else linked


def _thresholds() -> Iterator[str]:
    yield "## Thresholds"
    yield ""
    yield "| threshold | value | unit | confidence | note |"
    yield "|---|---|---|---|---|"
    for parameter in rules().parameters.values():
        found = _latest(parameter)
        note = found.note[LANG] if found.note else ""
        cells = [parameter.label[LANG], show(found.value, LANG), parameter.unit, found.confidence, note]
        yield f"| {' | '.join(cells)} |"


def _lists() -> Iterator[str]:
    yield "## Lists"
    for codes in rules().lists.values():
        version = codes.versions[-1]
        members = ", ".join(version.countries) or "; ".join(entry.title[LANG] for entry in version.entries)
        assert version.ref is not None
        yield ""
        yield f"**{codes.label[LANG]}**, from {version.start}, confidence {version.ref.confidence}: {members}."
        if version.ref.note:
            yield version.ref.note[LANG]


if __name__ == "__main__":
    sys.stdout.write(manual())
