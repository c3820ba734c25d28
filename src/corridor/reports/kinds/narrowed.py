"""A dossier cut down to what concerns one region."""

from __future__ import annotations

from dataclasses import replace

from corridor.consultation.dossier import Dossier

WHOLE = "belgium"
"""What is of the whole country concerns each region."""


def of_region(dossier: Dossier, region: str | None) -> Dossier:
    """The findings of a region, the initiatives and recommendations for it, and what they rest on; all without one."""
    if region is None:
        return dossier
    findings = tuple(one for one in dossier.findings if one.region == region)
    initiatives = tuple(one for one in dossier.initiatives if not one.regions or {region, WHOLE} & set(one.regions))
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
    )
