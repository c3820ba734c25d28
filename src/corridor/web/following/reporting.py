"""The figures of a report, gathered from a scheme, its log and its design."""

from __future__ import annotations

from django.utils import timezone

from corridor.partnerships.checks import check
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.events import Log
from corridor.partnerships.forecast import forecast_against_outcome, updated_design
from corridor.reports.learning import learned
from corridor.reports.scheme_report import SchemeReport
from corridor.web.following.models import EventLog, FollowedScheme
from corridor.web.following.opening import design_of
from corridor.web.following.outlook import DRAWS
from corridor.web.following.periods import indicators_of
from corridor.web.partnerships.simulations import simulated

GROUPS = ("sex", "age_band", "origin", "employer_size")


def report_of(scheme: FollowedScheme, version: EventLog, log: Log, year: int | None) -> SchemeReport:
    """What a report says of a scheme in a year, or in the whole time.

    Raises:
        DesignFaults: the library does not read or simulate the design any more.
    """
    design = design_of(scheme)
    before = simulated(design, draws=DRAWS)
    after = simulated(updated_design(design, log), draws=DRAWS)
    try:
        findings = check(design)
    except (PartnershipError, KeyError):
        findings = None
    return SchemeReport(
        name=scheme.name,
        organisation=scheme.organisation.name,
        design=design,
        year=year,
        as_of=log.as_of,
        made_on=timezone.localdate(),
        synthetic=version.synthetic,
        whole=indicators_of(log, year=year),
        groups={by: indicators_of(log, by=by, year=year) for by in GROUPS},
        forecast=forecast_against_outcome(before.run, log, "month"),
        again=forecast_against_outcome(after.run, log, "month"),
        learned=learned(design, log),
        result=before.result,
        findings=findings,
        version=version.version or 0,
        sha256=version.sha256,
        logged=frozenset(log.events["event"].unique()),
    )
