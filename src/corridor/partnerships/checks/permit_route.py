"""Whether a profile has an open permit route in the region of destination on a day, as the law's own room answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from corridor.partnerships.checks.book import presumed, route_kinds, route_repeats, words
from corridor.partnerships.checks.numbers import expected
from corridor.partnerships.design import Design, Profile
from corridor.partnerships.months import DAYS_PER_MONTH
from corridor.partnerships.reading import LANGUAGES
from corridor.permits.answer import answer, decide
from corridor.permits.book import book
from corridor.permits.case import Case, read_case
from corridor.rules.changes import TO_CONFIRM
from corridor.rules.errors import CaseError
from corridor.rules.freeze import Frozen
from corridor.rules.kleene import Truth, any_of
from corridor.rules.wording import show

BELGIUM = "BE"
ROUTES_SHOWN, FACTS_SHOWN = 3, 5
SCALAR = (str, bool, int, float, date)
DATES = ("application_date", "start_date")
Texts = dict[str, str]


@dataclass(frozen=True)
class RouteAnswer:
    """Truth, what the law answers, what would open a route, the law's facts that are missing, what was presumed.

    `needed`: whether the profile needs a work authorisation at all.
    """

    truth: Truth
    found: Texts
    changes: Texts
    missing: tuple[str, ...] = ()
    presumed: Texts | None = None
    needed: Truth = None


def routes_of(design: Design, day: date) -> Mapping[tuple[str, str], RouteAnswer]:
    """The answer for each profile and country of origin of a design, on a day."""
    return {
        (profile.id, origin): route_answer(design, profile, origin, day)
        for profile in design.profiles
        for origin in design.origin
    }


def route_answer(design: Design, profile: Profile, origin: str, day: date) -> RouteAnswer:
    """The answer for one profile from one country, for a job in the region of destination that begins on a day.

    True where a route to work (or an exemption) is open, None where none is and one cannot be decided, False where all
    are closed. Pay and length of the contract are the design's, where the profile does not state its own; what the
    check and the law presume is listed. None outside Belgium, where the region is not stated, and where a fact cannot
    be read.
    """
    region = design.destination.region
    if design.destination.country != BELGIUM:
        return _said(None, "elsewhere")
    if region is None:
        return _said(None, "no_region")
    own = {
        name: value if isinstance(value, SCALAR) else str(value) for name, value in profile.facts if value is not None
    }
    guessed = presumed(any(stage.phase == "matching" for stage in design.stages))
    taken = tuple(sorted(name for name in guessed if name not in own))
    stated = {**guessed, "nationality": origin, **_of_contract(design), **_occupation(profile), **own}
    try:
        return _answered(region, day, tuple(sorted(stated.items())), taken)
    except CaseError as error:
        told = {lang: error.told(lang) for lang in LANGUAGES}
        found = {
            lang: _word("route", "unreadable", lang, message=f"{error.place}: {told[lang][0]}") for lang in LANGUAGES
        }
        changes = {lang: _word("remedy", "unreadable", lang, remedy=told[lang][1]) for lang in LANGUAGES}
        return RouteAnswer(None, found, changes, (error.place,))


def _of_contract(design: Design) -> dict[str, Any]:
    """Gross pay a year, and whole months and days of the contract, as the design expects them."""
    pay = expected(design.contract.gross_annual_salary, "cost", "contract.gross_annual_salary")
    months = expected(design.contract.months, "duration", "contract.months")
    found: dict[str, Any] = {} if pay is None else {"gross_annual_salary": round(pay, 2)}
    return found if months is None else found | {"contract_months": int(months), "duration_days": _days(months)}


def _days(months: float) -> int:
    return round(months * DAYS_PER_MONTH)


def _occupation(profile: Profile) -> dict[str, Any]:
    code = profile.isco08
    return {"isco08": code} if code is not None and len(code) == 4 else {}


@lru_cache(maxsize=256)
def _answered(region: str, day: date, stated: tuple[tuple[str, Any], ...], taken: tuple[str, ...]) -> RouteAnswer:
    law = book(region)
    case = read_case({"region": region, "application_date": day, "facts": dict(stated)}, law.rules)
    routes = law.rules.routes
    truths = {
        name: truth
        for name, truth in decide(case, law).routes.items()
        if routes[name].kind in route_kinds() and name not in route_repeats()
    }
    whole = answer(case, law)
    found = _decided(law, whole, day, truths)
    return replace(found, presumed=_presumed(law, whole, case, taken), needed=whole["permit_needed"])


def _decided(law: Frozen, whole: dict[str, Any], day: date, truths: Mapping[str, Truth]) -> RouteAnswer:
    routes = law.rules.routes
    truth = any_of(truths.values())
    if truth is True:
        names = [name for name, state in truths.items() if state is True][:ROUTES_SHOWN]
        shown = {lang: ", ".join(routes[name].label[lang] for name in names) for lang in LANGUAGES}
        return _told(True, "open", day, routes=shown)
    if truth is False:
        return _closed(law, whole, day, truths)
    return _undecided(law, whole, day, [name for name, state in truths.items() if state is None])


def _presumed(law: Frozen, whole: dict[str, Any], case: Case, taken: tuple[str, ...]) -> Texts | None:
    """What the check and the law took without its being stated; the day itself is no presumption."""
    values = {name: case.facts[name] for name in taken} | whole["presumed"]
    values = {name: value for name, value in values.items() if name not in DATES}
    if not values:
        return None
    listed = {
        lang: ", ".join(_word("change", "set", lang, **_fact(law, name, value, lang)) for name, value in values.items())
        for lang in LANGUAGES
    }
    return {lang: str(words()["presumed"][lang]).format(facts=listed[lang]) for lang in LANGUAGES}


def _fact(law: Frozen, name: str, value: Any, lang: str) -> dict[str, str]:
    """Label and value of a fact of the law."""
    fact = law.rules.facts[name]
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = Decimal(str(value))
    to = show(value, lang, unit=fact.unit, labels=fact.value_labels)
    return {"fact": fact.label.get(lang, name), "to": to}


def _undecided(law: Frozen, whole: dict[str, Any], day: date, names: list[str]) -> RouteAnswer:
    count = Counter(fact for name in names for fact in whole["routes"][name]["unknown_facts"])
    first = [whole["next_question"]] if whole["next_question"] in count else []
    missing = list(dict.fromkeys([*first, *(fact for fact, _ in count.most_common())]))
    waiting = dict.fromkeys(LANGUAGES, str(len(names)))
    if not missing:
        until = {lang: show(law.rules.coverage[1], lang) for lang in LANGUAGES}
        return _told(None, "undecided_by_law", day, count=waiting, until=until)
    labels = {
        lang: ", ".join(law.rules.facts[fact].label.get(lang, fact) for fact in missing[:FACTS_SHOWN])
        for lang in LANGUAGES
    }
    return _told(None, "undecided", day, tuple(missing), count=waiting, facts=labels)


def _closed(law: Frozen, whole: dict[str, Any], day: date, names: Iterable[str]) -> RouteAnswer:
    sets = [(made[0], name) for name in names if (made := whole["routes"][name]["changes"])]
    nearest = sorted(sets, key=lambda pair: (not _hires(law, pair[1]), _effort(law, pair[0])))[:ROUTES_SHOWN]
    if not nearest:
        told = _told(False, "closed", day)
        return RouteAnswer(False, told.found, _words("remedy", "no_change"))
    shown = {lang: "; ".join(_change(law, made, name, lang) for made, name in nearest) for lang in LANGUAGES}
    return _told(False, "closed", day, changes=shown)


def _hires(law: Frozen, route: str) -> bool:
    """Whether a route is an authorisation to work: what a scheme looks for before an exemption."""
    return law.rules.routes[route].kind == "work_route"


def _effort(law: Frozen, made: list[dict[str, Any]]) -> float:
    """How hard a set of changes is, as the law's vocabulary weighs facts."""
    return sum(law.rules.facts[c["fact"]].effort * (TO_CONFIRM if c["confirm"] else 1.0) for c in made)


def _change(law: Frozen, made: list[dict[str, Any]], route: str, lang: str) -> str:
    parts = []
    for change in made:
        key = "confirm" if change["confirm"] else "set"
        parts.append(_word("change", key, lang, **_fact(law, change["fact"], change["to"], lang)))
    return _word("change", "of_route", lang, changes=", ".join(parts), route=law.rules.routes[route].label[lang])


def _told(truth: Truth, key: str, day: date, missing: tuple[str, ...] = (), **values: Texts) -> RouteAnswer:
    filled = {lang: {"day": show(day, lang), **{k: v[lang] for k, v in values.items()}} for lang in LANGUAGES}
    found = {lang: _word("route", key, lang, **filled[lang]) for lang in LANGUAGES}
    changes = {lang: _word("remedy", key, lang, **filled[lang]) for lang in LANGUAGES}
    return RouteAnswer(truth, found, changes, missing)


def _said(truth: Truth, key: str) -> RouteAnswer:
    return RouteAnswer(truth, _words("route", key), _words("remedy", key))


def no_profile() -> RouteAnswer:
    """The answer where a design describes nobody."""
    return _said(None, "no_profile")


def _word(part: str, key: str, lang: str, **values: str) -> str:
    return str(words()[part][key][lang]).format(**values)


def _words(part: str, key: str) -> Texts:
    return {lang: _word(part, key, lang) for lang in LANGUAGES}
