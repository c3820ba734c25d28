"""`corridor permits ask`: an interview that asks the fewest questions; any may be answered "not known"."""

from __future__ import annotations

from datetime import date
from typing import Any

from corridor.cli import output
from corridor.cli.permits import refused
from corridor.cli.reading import UMBRELLAS, best_route, read_aloud, verdict
from corridor.cli.speech import say
from corridor.permits.answer import answer
from corridor.permits.answers import Answer
from corridor.permits.book import book
from corridor.permits.case import REGIONS, Case, read_region
from corridor.rules.errors import CaseError, RulesError
from corridor.rules.freeze import Frozen

STOP = object()


def ask(*, region: str | None = None, day: str | None = None, lang: str = "en") -> int:
    """The interview in the terminal; returns the exit code."""
    try:
        return _Interview(lang).run(region, day)
    except (EOFError, KeyboardInterrupt):
        output.result("")
        return 0
    except RulesError as error:
        return refused(error, lang)


class _Interview:
    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.not_known: set[str] = set()

    def run(self, region: str | None, day: str | None) -> int:
        place = read_region(region) if region else self.region()
        law = book(place)
        filing = date.fromisoformat(day) if day else self.day()
        case = Case("interview", place, filing, {})
        output.result(say("ask_hint", self.lang))
        while True:
            found = answer(case, law, lang=self.lang, not_known=self.not_known)
            question = found["next_question"]
            if question is None or (settled(found) and not self.go_on(found)):
                break
            value = self.put(question, law)
            if value is STOP:
                break
            if value is None:
                self.not_known.add(question)
            else:
                case = Case(case.id, place, filing, {**case.facts, question: value})
        output.result("")
        output.result(read_aloud(answer(case, law, lang=self.lang), law.rules, self.lang))
        return 0

    def region(self) -> str:
        names = [f"{r} ({say(r, self.lang)})" for r in REGIONS]
        while True:
            output.result(f"{say('ask_region', self.lang)} {', '.join(names)}")
            try:
                return read_region(input("> "))
            except CaseError as error:
                output.result(say("ask_again", self.lang, why="; ".join(error.told(self.lang))))

    def day(self) -> date:
        while True:
            output.result(say("ask_date", self.lang))
            text = input("> ").strip()
            try:
                return date.fromisoformat(text) if text else date.today()
            except ValueError:
                output.result(say("ask_again", self.lang, why="YYYY-MM-DD"))

    def put(self, name: str, law: Frozen) -> Any:
        """Ask for a fact; None where it is not known, STOP where the person wants the answer now."""
        from corridor.rules.facts import read_value

        fact = law.rules.facts[name]
        question = fact.question.get(self.lang) or fact.label.get(self.lang) or name
        choices = {v: fact.value_labels.get(v, {}).get(self.lang, v) for v in fact.values}
        if fact.type == "bool":
            question += f" ({say('yes', self.lang)}/{say('no', self.lang)})"
        elif fact.unit:
            question += f" ({fact.unit})"
        output.result(question)
        for position, label in enumerate(choices.values(), 1):
            output.result(f"  {position}. {label}")
        while True:
            text = input("> ").strip()
            if text == "!":
                return STOP
            if choices and text.isdigit() and 1 <= int(text) <= len(choices):
                return list(choices)[int(text) - 1]
            try:
                return read_value(fact, text)
            except CaseError as error:
                output.result(say("ask_again", self.lang, why="; ".join(error.told(self.lang))))

    def go_on(self, found: Answer) -> bool:
        output.result(verdict(found, self.lang))
        best = best_route(found)
        if best is not None:
            output.result(f"{say('best', self.lang)}: {found['routes'][best]['label']}")
        if found["permit_needed"] is False:
            return False
        output.result(say("ask_more", self.lang))
        return input("> ").strip().lower() in ("y", "yes", "o", "oui", "j", "ja")


def settled(found: Answer) -> bool:
    """Whether an answer can be acted on: no permit needed, or a work route open, or every work route decided."""
    if found["permit_needed"] is False:
        return True
    work = [r for n, r in found["routes"].items() if r["kind"] == "work_route" and n not in UMBRELLAS]
    opened = any(r["state"] == "open" for r in work)
    return found["permit_needed"] is True and (opened or all(r["state"] != "unknown" for r in work))
