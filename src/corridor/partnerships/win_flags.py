"""Red flags of a partnership: health workers from a country of the WHO safeguards list, without an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corridor.partnerships.checks import decide, profile_facts
from corridor.partnerships.design import Design, Profile
from corridor.partnerships.price_list import price_list
from corridor.partnerships.reading import Text
from corridor.partnerships.scheme_words import country_names

CHECK = "who_safeguards"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A profile and a country of origin for which health safeguards are not met (`decided`), or not known to be."""

    profile: str
    origin: str
    isco08: str | None
    decided: bool
    text: Text


def red_flags(design: Design) -> tuple[RedFlag, ...]:
    """The flags of a design on its first day: red until an agreement between governments with support is recorded."""
    profiles = design.profiles or (Profile(design.id),)
    found = (
        red_flag(
            profile,
            origin,
            design.start,
            agreement=design.safeguards.government_agreement,
            support=design.safeguards.support_to_origin,
        )
        for profile in profiles
        for origin in design.origin
    )
    return tuple(flag for flag in found if flag is not None)


def red_flag(
    profile: Profile, origin: str, day: date, *, agreement: bool | None = None, support: bool | None = None
) -> RedFlag | None:
    """The flag of one profile from one country; None where the safeguards are met or not called for."""
    facts = {
        **profile_facts(profile, origin, day),
        "government_agreement": agreement,
        "support_to_origin": support,
    }
    passed = decide(CHECK, facts, day)
    if passed is True:
        return None
    key = "flag" if passed is False else "flag_unknown"
    words = price_list().statements[key]
    names = country_names()[origin]
    return RedFlag(
        profile=profile.id,
        origin=origin,
        isco08=profile.isco08,
        decided=passed is False,
        text=Text(*(words.told(lang).format(profile=profile.id, origin=names[lang]) for lang in ("en", "fr", "nl"))),
    )
