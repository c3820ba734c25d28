"""Worked and mirrored cases: read from their files, and held against an answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from corridor.permits.book import book

HERE = Path(__file__).parent
WORKED = files("corridor") / "permits" / "worked_cases.yaml"
STATES = {True: "open", False: "closed", None: "unknown"}
Case = dict[str, Any]
Answer = dict[str, Any]


@cache
def worked() -> dict[str, Case]:
    """The worked cases by id."""
    return {c["id"]: c for c in yaml.safe_load(WORKED.read_text(encoding="utf-8"))}


@cache
def mirrored() -> dict[str, Case]:
    """The mirrored cases by id, with the facts of the case that they mirror filled in."""
    out = {}
    for mirror in yaml.safe_load((HERE / "mirrored_cases.yaml").read_text(encoding="utf-8")):
        case = worked()[mirror["of"]]
        facts = {**case["facts"], **mirror.get("change", {})}
        facts = {name: value for name, value in facts.items() if name not in mirror.get("without", ())}
        out[mirror["id"]] = {**case, "given": [], **mirror, "facts": facts}
    return out


def stated(case: Case) -> Case:
    """What the person tells: the case without what is expected of it."""
    return {key: case[key] for key in ("id", "region", "application_date", "facts")}


def faults(case: Case, found: Answer) -> list[str]:
    """Where an answer is not as expected. Unknown is no fault where it names a fact that the case leaves out."""
    expected = case["expect"]
    out = [*_permit_needed(case, found), *_state(case, found)]
    for key, wanted in expected.items():
        if key in NOT_NUMBERS:
            continue
        got = number(found, expected.get("route"), key) if key in numbers() else WORDS[key](case, found)
        if got != wanted:
            out.append(f"{key}: {got!r}, expected {wanted!r}")
    return out


NOT_NUMBERS = ("permit_needed", "route", "open")


def numbers() -> dict[str, Any]:
    """The names that stand under `numbers`, from the vocabulary."""
    return book("flanders").rules.numbers


def number(found: Answer, route: str | None, name: str) -> Any:
    """A number of the route; of the procedure where the route has none of this name."""
    own = found["routes"][route]["outcome"]["numbers"] if route else {}
    return own[name] if own.get(name) is not None else found["procedure"]["numbers"].get(name)


def _permit_needed(case: Case, found: Answer) -> list[str]:
    wanted, got = case["expect"]["permit_needed"], found["permit_needed"]
    if wanted is None or got == wanted or (got is None and permit_needed_waits_for(case, found)):
        return []
    return [f"permit_needed: {got}, expected {wanted}"]


def permit_needed_waits_for(case: Case, found: Answer) -> set[str]:
    """The facts not stated that undecided exemptions and formalities wait for."""
    free = [r for r in found["routes"].values() if r["kind"] in ("exemption", "formality") and r["state"] == "unknown"]
    return {name for route in free for name in route["unknown_facts"]} - set(case["facts"])


def waits_for(case: Case, found: Answer) -> set[str]:
    """The facts not stated that the case's route waits for."""
    return set(found["routes"][case["expect"]["route"]]["unknown_facts"]) - set(case["facts"])


def _state(case: Case, found: Answer) -> list[str]:
    route, wanted = case["expect"]["route"], case["expect"]["open"]
    if wanted is None:
        return []
    if route is None:  # about every way to work at once
        ways = [n for n, r in found["routes"].items() if r["kind"] in ("work_route", "exemption", "formality")]
        others = [n for n in ways if found["routes"][n]["state"] != STATES[wanted]]
        return [f"{', '.join(others)}: not {STATES[wanted]}"] if others else []
    got = found["routes"][route]["state"]
    if got == STATES[wanted] or (got == "unknown" and waits_for(case, found)):
        return []
    lacking = [c["id"] for c in found["routes"][route]["conditions"] if c["result"] != "met"]
    return [f"{route}: {got}, expected {STATES[wanted]}; not met or unknown: {lacking}"]


# ---- expectations in words: where the answer says it ----
def _note(name: str) -> Callable[[Case, Answer], bool]:
    def told(case: Case, found: Answer) -> bool:
        return any(n["id"] == name for n in found["routes"][case["expect"]["route"]]["outcome"]["notes"])

    return told


def _said(words: Any, test: Callable[[Case, Answer], bool]) -> Callable[[Case, Answer], Any]:
    return lambda case, found: words if test(case, found) else None


def _by_formality(case: Case, found: Answer) -> str | None:
    route = found["routes"][case["expect"]["route"]]
    wait = route["outcome"]["numbers"].get("start_allowed_after_days")
    if route["kind"] != "formality" or route["state"] != "open":
        return None
    return f"notification + {wait} days" if wait else "notification"


def _authority(case: Case, found: Answer) -> str:
    wanted, authority = case["expect"]["competent_authority"], found["procedure"]["authority"]
    return wanted if wanted in authority else authority


def _alternative(case: Case, found: Answer) -> str | None:
    wanted = case["expect"]["alternative"]
    return wanted if found["routes"][wanted]["state"] == "open" else None


def _startup_ground(case: Case, found: Answer) -> bool:
    assessed = found["routes"][case["expect"]["route"]]["assessed"]
    return any(a["id"] == "refusal_startup" and a["applies"] is True for a in assessed)


def _refused(case: Case, found: Answer) -> bool:
    ways = [r for r in found["routes"].values() if r["kind"] == "work_route"]
    grounds = [c["result"] for r in ways for c in r["conditions"] if c["id"] == "no_fraud"]
    return bool(grounds) and set(grounds) == {"not_met"} and all(r["state"] == "closed" for r in ways)


def _off_the_list_but_renewable(case: Case, found: Answer) -> bool:
    first = {**case["facts"], "renewal": False, "purpose": "work"}
    from corridor import permits

    anew = permits.check({**stated(case), "facts": first})
    return anew["routes"][case["expect"]["route"]]["state"] == "closed"


WORDS: dict[str, Callable[[Case, Answer], Any]] = {
    "validity_limited_to": _said("day before 30th birthday", _note("until_30")),
    "may_start": _said("after regional authorisation", _note("sp_start_after_approval")),
    "refusal_risk": _said("optional ground", _startup_ground),
    "refusal": _said("mandatory", _refused),
    "renewal": _said(True, _off_the_list_but_renewable),
    "applicant": lambda case, found: found["presumed"].get("filed_by"),
    "formality": _by_formality,
    "competent_authority": _authority,
    "alternative": _alternative,
    "fee_proof_accepted": _said(
        True, lambda case, found: any(s["id"] == "fee_rate_of_2023" for s in found["procedure"]["steps"])
    ),
}
