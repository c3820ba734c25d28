"""`corridor permits procedure`: from the dates of a file to what is due when and by whom."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli.speech import say
from corridor.permits.case_file import is_table, read_cases
from corridor.rules.errors import CaseError, RulesError
from corridor.rules.wording import show

if TYPE_CHECKING:
    from corridor.permits.procedure_model import Words
    from corridor.rules.model import RuleSet

WRONG = 2
"""Exit code for wrong use or input."""
WIDTH = 100
COLUMNS = ("id", "region", "category", "kind", "name", "value", "due", "days_left", "who", "text", "source", "article")
FIRST = {"permit_needed": 0, "eligible": 1}
"""Findings that are read first."""
Answer = dict[str, Any]


def procedure_command(file: Path, *, format: str = "table", lang: str = "en") -> int:
    """Answer the files of a case file; returns the exit code: 0, or 2 where a case cannot be read."""
    try:
        if is_table(file):
            raise CaseError(str(file), "a_table")
        raw = read_cases(file)
        if not raw:
            raise CaseError(str(file), "no_cases")
        answers = [answered(item, position, lang) for position, item in enumerate(raw, 1)]
    except CaseError as error:
        output.failed(error.place, *error.told(lang), lang)
        return WRONG
    except RulesError as error:
        output.remark(f"{say('error', lang)}: {error}")
        return WRONG
    printed(answers, format, lang)
    return WRONG if any("error" in a for a in answers) else 0


def answered(raw: Any, position: int, lang: str) -> Answer:
    """One file's answer, or its error in the same place."""
    from corridor.permits.case import case_id
    from corridor.permits.procedure import procedure

    try:
        return procedure(raw, lang, position=position)
    except CaseError as error:
        message, remedy = error.told(lang)
        found = {"place": error.place, "message": message, "remedy": remedy}
        return {"id": case_id(raw, position), "error": found}


def printed(answers: list[Answer], format: str, lang: str) -> None:
    """Print the answers; errors of single cases stand in their place."""
    if format == "json":
        output.result(output.as_json(answers))
    elif format == "csv":
        output.result(output.as_csv(COLUMNS, [row for a in answers for row in _rows(a)]))
    else:
        for answer in answers:
            if "error" in answer:
                e = answer["error"]
                output.failed(f"{answer['id']}: {e['place']}", e["message"], e["remedy"], lang)
            else:
                output.result(read_aloud(answer, lang))


# ---- one line a finding or deadline ----
def _rows(answer: Answer) -> Iterator[list[Any]]:
    if "error" in answer:
        e = answer["error"]
        text = f"{e['message']}; {e['remedy']}"
        yield [answer["id"], "", "", "error", e["place"], "", "", "", "", text, "", ""]
        return
    head = [answer["id"], answer["region"], answer["category"] or ""]
    told = {e["finding"]: e for e in answer["explained"]}
    results = {"permit_needed": answer["permit_needed"], "eligible": answer["eligible"], **answer["findings"]}
    for name, value in results.items():
        why = told.get(name, {})
        yield [*head, "finding", name, "" if value is None else value, "", "", "", why.get("text", ""), *_source(why)]
    for d in answer["deadlines"]:
        due, left = d["due"] or "", "" if d["days_left"] is None else d["days_left"]
        yield [*head, "deadline", d["id"], d["effect"], due, left, d["who"], d["what"], *_source(d)]


def _source(told: Mapping[str, Any]) -> tuple[str, str]:
    ref = told.get("reference") or {}
    return ref.get("source", ""), ref.get("article") or ""


# ---- as a person reads it aloud ----
def read_aloud(answer: Answer, lang: str) -> str:
    """The answer to one file as text."""
    return "\n".join(_lines(answer, lang)) + "\n"


def _lines(answer: Answer, lang: str) -> Iterator[str]:
    from corridor.permits.procedure import vocabulary

    rules, words = vocabulary(answer["region"])
    yield _title(answer, rules, words, lang)
    told = {e["finding"] for e in answer["explained"]}
    if "permit_needed" not in told:
        yield f"{words.labels['permit_needed'][lang]}: {_value(answer['permit_needed'], words, lang)}"
    yield from _findings(answer, words, lang)
    yield ""
    yield words.sentences["deadlines" if answer["deadlines"] else "no_deadlines"][lang]
    for deadline in answer["deadlines"]:
        yield from _deadline(deadline, rules, words, lang)
    yield ""
    if answer["unknown_facts"]:
        asked = "; ".join(rules.facts[n].question.get(lang, n) for n in answer["unknown_facts"])
        yield from _wrapped(f"{words.sentences['still_unknown'][lang]}: {asked}")
    if answer["eligible"] and answer["not_examined"]:
        left = " ".join(r["text"] for r in answer["not_examined"])
        yield from _wrapped(f"{words.sentences['not_examined'][lang]}: {left}")
    if answer["presumed"]:
        taken = "; ".join(_taken(n, v, rules, lang) for n, v in answer["presumed"].items())
        yield from _wrapped(f"{words.sentences['presumed'][lang]}: {taken}")
    for note in answer["notes"]:
        yield from _wrapped(f"{say('note', lang)}: {note['text']}")


def _title(answer: Answer, rules: RuleSet, words: Words, lang: str) -> str:
    category = answer["category"]
    parts = [answer["id"], answer["region"], answer["law"]["as_of"]]
    if category in rules.routes:
        parts.insert(1, rules.routes[category].label[lang])
    elif category in words.kinds:
        parts.insert(1, words.kinds[category].label[lang])
    elif category:
        parts.insert(1, category)
    return " · ".join(parts)


def _findings(answer: Answer, words: Words, lang: str) -> Iterator[str]:
    for told in sorted(answer["explained"], key=lambda e: FIRST.get(e["finding"], len(FIRST))):
        value = _value(told["value"], words, lang)
        ref = told["reference"]
        yield from _wrapped(f"{told['label']}: {value}. {told['text']}{_cited(ref, lang)}", "  ")
        if ref and ref.get("note"):
            yield from _wrapped(ref["note"], "    ")


def _deadline(deadline: Answer, rules: RuleSet, words: Words, lang: str) -> Iterator[str]:
    if deadline["due"]:
        when = show(date.fromisoformat(deadline["due"]), lang)
        if deadline["kind"] == "first_day":
            when = words.sentences["from_day"][lang].format(day=when)
        else:
            when = f"{when} ({_left(deadline['days_left'], words, lang)})"
    else:
        facts = ", ".join(rules.facts[n].label[lang] for n in deadline["starts_from"] if n in rules.facts)
        when = words.sentences["starts_from"][lang].format(facts=facts) if facts else "…"
    yield from _wrapped(f"{when}: {deadline['who']}. {deadline['what']}{_cited(deadline['reference'], lang)}", "  ")
    yield from _wrapped(" ".join(filter(None, (deadline["where"], deadline["if_missed"]))), "    ")


def _left(days: int, words: Words, lang: str) -> str:
    key = "last_day" if days == 0 else "days_left" if days > 0 else "days_past"
    return words.sentences[key][lang].format(n=abs(days))


def _cited(ref: Answer | None, lang: str) -> str:
    if not ref:
        return ""
    parts = [ref["source"]]
    if ref["article"]:
        parts.append(say("article", lang, a=ref["article"]))
    if ref["basis"] != "law":
        parts.append(say(ref["basis"], lang))
    return f" [{', '.join(parts)}]"


def _value(value: Any, words: Words, lang: str) -> str:
    if value is None:
        return words.sentences["undecided"][lang]
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    if isinstance(value, str):
        return words.codes[value][lang] if value in words.codes else show(date.fromisoformat(value), lang)
    return str(value)


def _taken(name: str, value: Any, rules: RuleSet, lang: str) -> str:
    fact = rules.facts[name]
    if fact.type == "date" and isinstance(value, str):
        value = date.fromisoformat(value)
    shown = (
        say("yes" if value else "no", lang)
        if isinstance(value, bool)
        else show(_exact(value), lang, labels=fact.value_labels)
    )
    return f"{fact.label.get(lang, name)} = {shown}"


def _exact(value: Any) -> Any:
    from decimal import Decimal

    return Decimal(str(value)) if isinstance(value, float) else value


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
