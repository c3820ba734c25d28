"""The facts of a case in groups, as pages ask for them, and what people type read into values of the law's vocabulary.

Every fact of the vocabulary is in one group. A new one that is in none counts as the person's: an employer does not see
it before somebody decided so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor.permits.book import book
from corridor.permits.case import REGIONS
from corridor.rules.errors import CaseError
from corridor.rules.facts import read_value, show_value
from corridor.rules.model import Fact, RuleSet


@dataclass(frozen=True)
class Group:
    """Facts that one page asks for. `first` are always shown; the others where they matter or are stated."""

    name: str
    label: Any
    about_person: bool
    first: tuple[str, ...]
    more: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """All names."""
        return (*self.first, *self.more)


GROUPS = (
    Group(
        "request",
        pgettext_lazy("group of facts", "The request"),
        False,
        ("purpose", "start_date", "duration_days", "filed_by"),
        ("renewal", "same_employer", "regional_approval", "new_element", "same_activity", "exempted"),
    ),
    Group(
        "person",
        pgettext_lazy("group of facts", "The person"),
        True,
        (
            "nationality", "birth_date", "residence_status", "education_level", "graduated_in_belgium",
            "experience_years", "experience_years_last_7", "has_family_in_belgium",
        ),
        (
            "age", "diploma_recognised", "years_since_graduation", "recognition_pending",
            "long_term_resident_other_state",
            "uk_withdrawal_beneficiary", "minor", "apprentice", "special_identity_card", "higher_diploma", "ltr_state",
        ),
    ),
    Group(
        "stay",
        pgettext_lazy("group of facts", "Stay and permits"),
        True,
        ("permit_held", "expires_on", "months_on_permit", "residence_place", "stay_basis"),
        (
            "worker_in_belgium", "card_expired", "days_before_expiry", "months_on_permits", "months_worked_last_18",
            "months_worked_last_60", "months_worked_last_120", "months_excluded_work", "asylum_months_since_claim",
            "asylum_first_decision", "asylum_decision_months", "admitted_to_stay", "short_stay_purpose",
            "card_issued_on",
            "card_work_mention", "entered_on", "job_lost", "job_lost_on", "permit_withdrawn", "stay_withdrawn",
            "months_used", "months_in_other_state", "days_last_360", "oldest_of_them_days_ago", "total_days",
            "previous_seasonal_stays_5y", "mobility_days", "mobility_in_belgium", "mobility_starts_on",
            "months_since_diploma", "months_since_grant", "domicile_region", "authorisation", "work_allowed",
            "other_purpose", "worked_before_authorisation", "fault",
        ),
    ),
    Group(
        "study_family",
        pgettext_lazy("group of facts", "Studies and family"),
        True,
        ("enrolled_credits", "study_period", "final_year", "sponsor_status", "means_sufficient", "insurance"),
        (
            "beyond_control", "preparatory_year", "hours_course_week", "sponsor_age", "sponsor_net_monthly_income",
            "youngest_child_age", "complied", "enrolled", "diploma_on", "housing_adequate", "article_3_ground",
            "chances_proven", "objection",
        ),
    ),
    Group(
        "job",
        pgettext_lazy("group of facts", "The job"),
        False,
        (
            "isco08", "list_title", "job_level", "employment", "gross_annual_salary", "gross_monthly_salary",
            "contract_months", "contract_open_ended", "employment_rate", "hours_per_week", "sector", "executive",
        ),
        (
            "transfer_role", "base_monthly_salary", "pay_scale", "salary_clause_at_30", "activity", "special_activity",
            "vacancy_weeks", "vacancy_on_eures", "vacancy_within_months", "on_medium_skilled_list", "on_vdab_list",
            "on_shortage_list", "job_offer", "telework", "days_requested", "years_requested",
        ),
    ),
    Group(
        "employer",
        pgettext_lazy("group of facts", "The employer"),
        False,
        ("employer_country", "employer_age_months", "employer_staff"),
        (
            "headquarters", "group_employment_months", "turnover_to_plan", "start_capital", "recognised_body",
            "group_authorisation", "appointed_before", "preparation_only", "added_value", "activity_changed",
            "seat_in_region",
        ),
    ),
    Group(
        "file",
        pgettext_lazy("group of facts", "Dates and events of the file"),
        True,
        (
            "filed_on", "complete_on", "admissible_on", "asked_on", "answered_on", "decision", "decided_on",
            "notified_on", "granted_on", "appealed_on",
        ),
        (
            "acknowledged_on", "days_to_answer", "answered", "answered_in_time", "sent_on", "opinion_on",
            "proof_asked_on", "proof_given_on", "warned_on", "change_notified_on", "previous_application",
            "days_since_notice", "months_since_refusal", "months_since_previous_application", "documents_complete",
            "documents_forged", "fee_proof", "passport_valid", "decision_extended", "previous_inadmissible",
            "appeal_by",
            "appeal_in_time", "registered", "via_platform", "appeal_reasoned", "national_language", "remedy_named",
            "appeal_email", "appeal_pending", "single_permit_refused",
        ),
    ),
)  # fmt: skip
UNITS = {
    "EUR/year": _("EUR gross a year"),
    "EUR/month": _("EUR gross a month"),
    "EUR": _("EUR"),
    "years": _("years"),
    "months": _("months"),
    "weeks": _("weeks"),
    "days": _("days"),
    "hours": _("hours"),
    "percent": _("per cent"),
}
BY_NAME = {group.name: group for group in GROUPS}
JOB_FACTS = frozenset(name for group in GROUPS if not group.about_person for name in group.facts)
"""What an employer sees of a case without the person's consent."""
NOT_ASKED = frozenset({"application_date"})
"""Held by the case itself."""


def vocabulary() -> RuleSet:
    """The facts; they are the same in every region."""
    return book(REGIONS[0]).rules


def ungrouped() -> set[str]:
    """Facts of the vocabulary that are in no group."""
    return set(vocabulary().facts) - {name for group in GROUPS for name in group.facts} - NOT_ASKED


def cleaned(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON writes them, each read by the law's vocabulary; what is not known is left out.

    Raises:
        CaseError: a name or a value that the vocabulary does not have.
    """
    from corridor.rules.facts import fact_named

    rules = vocabulary()
    found: dict[str, Any] = {}
    for name, raw in facts.items():
        fact = fact_named(rules, str(name))
        value = read_value(fact, raw)
        if value is not None and fact.name not in NOT_ASKED:
            found[fact.name] = show_value(fact, value)
    return found


def of_job(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that say nothing of the person."""
    return {name: value for name, value in facts.items() if name in JOB_FACTS}


# ---- what people type ---------------------------------------------------------------------------

SPACES = re.compile(r"[\s\u00a0\u202f€]")


def number_typed(text: str) -> str:
    """A number as people type it, as the vocabulary reads it: "45.000,50" is 45000.50, "45,000" and "45.000" are 45000.

    Three digits after a single sign are thousands in every language: nobody writes pay to a thousandth of a euro. What
    is no number comes back as it is, for the vocabulary to refuse.
    """
    bare = SPACES.sub("", text).replace("’", "").replace("'", "")
    if not re.fullmatch(r"-?[\d.,]+", bare):
        return text.strip()
    signs = [sign for sign in bare if sign in ".,"]
    if not signs:
        return bare
    last = signs[-1]
    if len(set(signs)) == 2:
        thousands = "," if last == "." else "."
        return bare.replace(thousands, "").replace(last, ".") if signs.count(last) == 1 else text.strip()
    grouped = re.fullmatch(r"-?[1-9]\d{0,2}([.,]\d{3})+", bare) is not None
    return bare.replace(last, "") if grouped else bare.replace(last, ".")


@dataclass(frozen=True)
class Shown:
    """A fact with its value as a page shows it."""

    name: str
    label: Mapping[str, str]
    value: Any
    fact: Fact
    texts: Mapping[str, str] | None = None
    """The value in words by language, for a value of a closed list."""

    @property
    def unit(self) -> Any:
        """What the number counts; nothing for money, which says it itself, but for the time that it is paid for."""
        return UNITS.get(self.fact.unit or "", "")


def shown(facts: Mapping[str, Any], group: Group) -> list[Shown]:
    """The stated facts of a group, in its order."""
    rules = vocabulary()
    found = []
    for name in group.facts:
        if name in facts and name in rules.facts:
            fact = rules.facts[name]
            found.append(Shown(name, fact.label, facts[name], fact, _texts(fact, facts[name])))
    return found


def _texts(fact: Fact, value: Any) -> Mapping[str, str] | None:
    if fact.type == "enum":
        return fact.value_labels.get(str(value), {"en": str(value)})
    if fact.scheme == "isco08":
        return occupation(str(value))
    return None


def occupation(code: str) -> Mapping[str, str]:
    """An occupation's code and title by language."""
    from corridor.occupations.errors import OccupationError
    from corridor.occupations.isco08 import group

    try:
        titles = group(code).titles
    except OccupationError:
        return {"en": code}
    return {lang: f"{title} ({code})" for lang, title in titles.items()}


def labels(names: Iterable[str]) -> list[Mapping[str, str]]:
    """What facts are called."""
    rules = vocabulary()
    return [rules.facts[name].label if name in rules.facts else {"en": name} for name in names]


__all__ = [
    "BY_NAME",
    "GROUPS",
    "JOB_FACTS",
    "CaseError",
    "Group",
    "Shown",
    "cleaned",
    "labels",
    "number_typed",
    "occupation",
    "of_job",
    "shown",
    "ungrouped",
    "vocabulary",
]
