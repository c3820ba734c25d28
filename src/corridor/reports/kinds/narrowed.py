"""A dossier cut down to what concerns one region."""

from __future__ import annotations

from dataclasses import replace

from corridor.consultation.dossier import Dossier, RoundRecord

WHOLE = "belgium"
"""What is of the whole country concerns each region."""


def of_region(dossier: Dossier, region: str | None) -> Dossier:
    """The findings of a region, the initiatives and recommendations for it, and what they rest on; all without one.

    Initiatives keep the keys of findings of the region alone; drafts the sections and comments that do not speak of
    other regions' recommendations alone.
    """
    if region is None:
        return dossier
    findings = tuple(one for one in dossier.findings if one.region in (region, WHOLE))
    kept = {one.key for one in findings}
    initiatives = tuple(
        replace(one, findings=tuple(key for key in one.findings if key in kept))
        for one in dossier.initiatives
        if not one.regions or {region, WHOLE} & set(one.regions)
    )
    recommendations = tuple(one for one in dossier.recommendations if one.region in (region, WHOLE))
    cited = {key for one in findings for key in one.evidence} | {key for one in recommendations for key in one.evidence}
    learned = {key for one in initiatives for key in one.practices}
    about = {one.key for one in recommendations}
    return replace(
        dossier,
        findings=findings,
        initiatives=initiatives,
        recommendations=recommendations,
        evidence=tuple(one for one in dossier.evidence if one.key in cited),
        practices=tuple(one for one in dossier.practices if one.key in learned),
        decisions=tuple(one for one in dossier.decisions if about & set(one.recommendations)),
        drafts=tuple(replace(one, rounds=tuple(_round(r, about) for r in one.rounds)) for one in dossier.drafts),
    )


def _round(found: RoundRecord, about: set[str]) -> RoundRecord:
    """A round without the sections on recommendations that are left out, and without what was said of them."""
    left = {one.key for one in found.sections if one.recommendations and not about & set(one.recommendations)}
    return replace(
        found,
        sections=tuple(one for one in found.sections if one.key not in left),
        comments=tuple(one for one in found.comments if one.section not in left),
    )
