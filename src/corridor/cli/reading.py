"""An answer as a person reads it aloud: what is open first, then what is nearest and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corridor.cli.speech import say
from corridor.rules.changes import TO_CONFIRM
from corridor.rules.model import RuleSet
from corridor.rules.wording import money, number, show

WIDTH = 100
SIGN = {"met": "+", "not_met": "-", "unknown": "?"}
COUNTED = ("months", "weeks", "days", "years", "hours", "percent")
UMBRELLAS = ("single_permit", "work_card")
Answer = Mapping[str, Any]


def read_aloud(answer: Answer, rules: RuleSet, lang: str, *, explain: bool = False) -> str:
    """The whole answer as text."""
    return "\n".join(_lines(answer, rules, lang, explain)) + "\n"


def _lines(answer: Answer, rules: RuleSet, lang: str, explain: bool) -> Iterator[str]:
    law = answer["law"]
    yield f"{answer['id']} · {say(law['region'], lang)} · {law['as_of']}"
    yield verdict(answer, lang)
    yield ""
    routes = answer["routes"]
    work = {n: r for n, r in routes.items() if r["kind"] in ("work_route", "formality") or r["state"] == "open"}
    ways = {n: r for n, r in work.items() if n not in UMBRELLAS}
    opened = [n for n, r in ways.items() if r["state"] == "open"]
    if opened:
        best = best_route(answer)
        yield from _open(routes[best or opened[0]], rules, lang, explain)
        others = [routes[n]["label"] for n in opened if n != best]
        if others:
            yield f"{say('also_open', lang)}: {'; '.join(others)}."
    elif answer["permit_needed"] is not False:
        yield say("none_open", lang)
    if answer["permit_needed"] is not False and not opened:
        near = nearest_route(answer, rules)
        if near is not None:
            yield ""
            yield from _nearest(routes[near], rules, lang, explain)
    undecided = [r["label"] for n, r in ways.items() if r["state"] == "unknown"]
    if undecided:
        yield f"{say('undecided_routes', lang)}: {'; '.join(undecided)}."
    if answer["next_question"]:
        fact = rules.facts[answer["next_question"]]
        yield f"{say('next_question', lang)}: {fact.question.get(lang, fact.name)}"
    yield ""
    yield from _procedure(answer, lang)
    taken = [f"{_label(rules, n, lang)} = {_value(rules, n, v, lang)}" for n, v in answer["presumed"].items()]
    if taken:
        yield from _wrapped(f"{say('taken_as', lang)}: {'; '.join(taken)}.")
    for note in answer["notes"]:
        yield from _wrapped(f"{say('note', lang)}: {note['text']}")
    if explain:
        yield ""
        yield from _trace(answer, rules, lang)
    yield say("no_advice", lang, region=say(law["region"], lang), version=law["version"], as_of=law["as_of"])


def verdict(answer: Answer, lang: str) -> str:
    """Whether a work authorisation is needed, in a sentence."""
    needed = answer["permit_needed"]
    if needed is False:
        free = [
            r["label"]
            for r in answer["routes"].values()
            if r["state"] == "open" and r["kind"] in ("exemption", "formality")
        ]
        return say("not_needed", lang, why="; ".join(free))
    return say("needed" if needed else "needed_unknown", lang)


def best_route(answer: Answer) -> str | None:
    """The open route to show first: what frees from a permit, else the work route with the least dependence."""
    ranks: list[tuple[int, int, int, str]] = []
    for position, (name, route) in enumerate(answer["routes"].items()):
        if route["state"] != "open" or route["kind"] == "status" or name in UMBRELLAS:
            continue
        months = route["outcome"]["rights"].get("dependence_months")
        free = 0 if route["kind"] in ("exemption", "formality") else 1
        ranks.append((free, months if isinstance(months, int) else 61, position, name))
    return min(ranks)[3] if ranks else None


def nearest_route(answer: Answer, rules: RuleSet) -> str | None:
    """The route that takes the least effort to open, then the one with fewest conditions not met, then unknown."""
    ranks = []
    for position, (name, route) in enumerate(answer["routes"].items()):
        if route["state"] == "open" or route["kind"] != "work_route" or name in UMBRELLAS or not route["changes"]:
            continue
        failing = sum(c["result"] == "not_met" for c in route["conditions"])
        unknown = sum(c["result"] == "unknown" for c in route["conditions"])
        least = min(_effort(made, rules) for made in route["changes"])
        ranks.append((least, failing, unknown, position, name))
    return min(ranks)[4] if ranks else None


def _effort(made: list[Answer], rules: RuleSet) -> float:
    return sum(rules.facts[c["fact"]].effort * (TO_CONFIRM if c["confirm"] else 1.0) for c in made)


def _open(route: Answer, rules: RuleSet, lang: str, explain: bool) -> Iterator[str]:
    yield f"{say('best', lang)}: {route['label']}"
    yield from _conditions(route, lang, explain)
    for item in route["assessed"]:
        yield from _wrapped(f"{say('assessed', lang)}: {item['text']}", "  ")
    outcome = route["outcome"]
    if outcome["duration_months"]:
        yield "  " + say("duration", lang, n=outcome["duration_months"])
    if outcome["decision_days"]:
        yield "  " + say("decision", lang, n=outcome["decision_days"])
    for note in outcome["notes"]:
        yield from _wrapped(note["text"], "  ")
    if outcome["fees"]:
        yield "  " + f"{say('fees', lang)}: " + "; ".join(_fee(f, lang) for f in outcome["fees"])
    rights = list(_rights(outcome["rights"], lang))
    if rights:
        yield from _wrapped(f"{say('rights', lang)}: {'; '.join(rights)}.", "  ")
    if outcome["documents"]:
        yield from _wrapped(f"{say('documents', lang)}: {'; '.join(d['label'] for d in outcome['documents'])}.", "  ")


def _nearest(route: Answer, rules: RuleSet, lang: str, explain: bool) -> Iterator[str]:
    yield f"{say('nearest', lang)}: {route['label']} ({say(route['state'], lang)})"
    yield from _conditions(route, lang, explain)
    for position, made in enumerate(route["changes"]):
        lead = say("would_open", lang) if position == 0 else say("or", lang)
        yield from _wrapped(f"{lead}: {'; '.join(change(c, rules, lang) for c in made)}.", "  ")


def change(made: Answer, rules: RuleSet, lang: str) -> str:
    """One change in words: what, to what, by how much, or to be confirmed."""
    fact = _label(rules, made["fact"], lang)
    to = _value(rules, made["fact"], made["to"], lang)
    if made["confirm"]:
        return say("to_confirm", lang, fact=fact, to=to)
    if made["by"] is None:
        return say("to_change", lang, fact=fact, to=to)
    sign = "+" if made["by"] > 0 else ""
    by = sign + _value(rules, made["fact"], made["by"], lang)
    return say("to_change_by", lang, fact=fact, to=to, by=by)


def _conditions(route: Answer, lang: str, explain: bool) -> Iterator[str]:
    for condition in route["conditions"]:
        yield from _wrapped(f"{SIGN[condition['result']]} {condition['text']}{_source(condition, lang)}", "  ", "    ")
        if explain:
            yield from _evidence(condition, lang)


def _source(condition: Answer, lang: str) -> str:
    """The reference in brackets, with what makes it less than certain law."""
    ref = condition["reference"]
    if not ref:
        return ""
    parts = [ref["source"]]
    if ref["article"]:
        parts.append(say("article", lang, a=ref["article"]))
    if ref["basis"] != "law":
        parts.append(say(ref["basis"], lang))
    if ref["confidence"] == "low":
        parts.append(say("low", lang))
    return f" [{', '.join(parts)}]"


def _evidence(condition: Answer, lang: str) -> Iterator[str]:
    for p in condition["parameters"]:
        status = (
            ""
            if p["status"] == "enacted"
            else f", {say(p['status'], lang) if p['status'] in ('estimated', 'carried_over') else p['status']}"
        )
        value = say("amount_unknown", lang) if p["value"] is None else _amount(p["value"], p["unit"], lang)
        yield from _wrapped(
            f"{p['label']}: {value} ({p['valid_from'] or '…'}{status}; {p.get('url') or p['source'] or '…'})", "      "
        )
        if p.get("note"):
            yield from _wrapped(p["note"], "        ")
    for remark in condition.get("notes", []):
        yield from _wrapped(remark, "      ")
    ref = condition["reference"]
    if ref and ref.get("note"):
        yield from _wrapped(ref["note"], "      ")
    if ref and ref.get("url"):
        yield f"      {ref['url']}"
    if condition.get("rule"):
        yield from _wrapped(condition["rule"], "      = ")


def _trace(answer: Answer, rules: RuleSet, lang: str) -> Iterator[str]:
    for name, route in answer["routes"].items():
        yield f"{route['label']} ({name}): {say(route['state'], lang)}"
        yield from _conditions(route, lang, True)
        if route["unknown_facts"]:
            labels = ", ".join(_label(rules, f, lang) for f in route["unknown_facts"])
            yield from _wrapped(f"{say('missing', lang)}: {labels}", "  ")
        yield ""


def _procedure(answer: Answer, lang: str) -> Iterator[str]:
    procedure = answer["procedure"]
    if answer["permit_needed"] is False:
        return
    if procedure["authority"]:
        yield from _wrapped(f"{say('authority', lang)}: {procedure['authority']}")
    for position, step in enumerate(procedure["steps"], 1):
        yield from _wrapped(f"{position}. {step['text']}", "  ", "     ")


def _fee(fee: Answer, lang: str) -> str:
    value = say("amount_unknown", lang) if fee["value"] is None else money(_exact(fee["value"]), lang)
    mark = f" ({say(fee['status'], lang)})" if fee["status"] in ("estimated", "carried_over") else ""
    return f"{fee['label']} {value}{mark}"


def _rights(rights: Answer, lang: str) -> Iterator[str]:
    change_months = rights.get("employer_change_months")
    if change_months == "never":
        yield say("right_change_never", lang)
    elif change_months is not None:
        yield say("right_change", lang, n=change_months)
    if isinstance(rights.get("unlimited_after_months"), int):
        yield say("right_unlimited", lang, n=rights["unlimited_after_months"])
    if isinstance(rights.get("job_loss_months"), int):
        yield say("right_job_loss", lang, n=rights["job_loss_months"])
    if rights.get("family") in ("may_work", "may_join"):
        yield say(f"right_family_{rights['family']}", lang)
    if rights.get("secondary_work"):
        yield str(rights["secondary_work"]).rstrip(".")
    if rights.get("dependence_months") is not None:
        yield say("dependence", lang, n=rights["dependence_months"])


def _label(rules: RuleSet, name: str, lang: str) -> str:
    return rules.facts[name].label.get(lang, name)


def _value(rules: RuleSet, name: str, value: Any, lang: str) -> str:
    fact = rules.facts[name]
    if isinstance(value, str):
        return fact.value_labels.get(value, {}).get(lang, value)
    shown = show(_exact(value), lang, unit=fact.unit)
    if isinstance(value, bool) or value is None or fact.unit not in COUNTED:
        return shown
    return say(f"unit_{fact.unit}", lang, n=shown)


def _amount(value: Any, unit: str, lang: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return show(value, lang)
    return money(_exact(value), lang) if unit.startswith("EUR") else f"{number(_exact(value), lang)} {unit}"


def _exact(value: Any) -> Any:
    from decimal import Decimal

    return Decimal(str(value)) if isinstance(value, float) else value


def _wrapped(text: str, indent: str = "", following: str | None = None) -> list[str]:
    import textwrap

    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  " if following is None else following
    )
