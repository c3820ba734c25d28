"""What a person fills in to ask for a plan."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from corridor.permits.book import book
from corridor.web.design.choices import Hinted
from corridor.web.design.templatetags.design import day, in_language, number
from corridor.web.organisations.models import Organisation, Region
from corridor.web.organisations.permission import organisations_with
from corridor.web.plans import offered
from corridor.web.plans.evidence_fields import EvidenceFields
from corridor.web.plans.models import Method
from corridor.web.plans.queries import datasets_for
from corridor.web.plans.rules import MAKERS
from corridor.web.pool.models import Dataset, Kind

METHODS = [
    (
        Method.STABLE.value,
        Hinted(
            Method.STABLE.label,
            _("Each post goes to the innermost person who fits, so that nobody has reason to object."),
        ),
    ),
    (
        Method.MAX_FILL.value,
        Hinted(
            Method.MAX_FILL.label,
            _("The largest number of posts for the innermost circle, then for the next; some pairs could object."),
        ),
    ),
]


class DatasetChoice(forms.ModelChoiceField):
    """A dataset with the number of its rows."""

    def label_from_instance(self, dataset: Any) -> str:
        kind = (
            pgettext("plan", "made up")
            if dataset.synthetic
            else gettext("version %(number)s") % {"number": dataset.version}
        )
        rows = ngettext("%(rows)s row", "%(rows)s rows", dataset.rows) % {"rows": number(dataset.rows)}
        return f"{dataset.title} ({rows}, {kind})"


class PlanForm(EvidenceFields):
    """Everything that a plan needs; the datasets and reforms are those that the user may use."""

    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=pgettext_lazy("plan", "For which organisation"), empty_label=None
    )
    name = forms.CharField(
        max_length=120,
        label=pgettext_lazy("plan", "Name of the plan"),
        help_text=_("You and your colleagues find it by this name."),
    )
    region = forms.ChoiceField(choices=Region.choices, label=pgettext_lazy("plan", "Region"), widget=forms.RadioSelect)
    date = forms.DateField(
        label=pgettext_lazy("plan", "Date"),
        help_text=_(
            "Of the law, the shortage lists and the order of circles. Every application counts as filed on this day."
        ),
    )
    talents = DatasetChoice(queryset=Dataset.objects.none(), label=pgettext_lazy("plan", "Talents"))
    vacancies = DatasetChoice(
        queryset=Dataset.objects.none(),
        label=pgettext_lazy("plan", "Vacancies"),
        help_text=_("Vacancies of another region are left out and counted."),
    )
    method = forms.ChoiceField(choices=METHODS, label=_("How the order of circles is read"), widget=forms.RadioSelect)
    reforms = forms.MultipleChoiceField(
        required=False,
        label=pgettext_lazy("plan", "Compare with reforms"),
        help_text=_("The plan is made again under each of them."),
        widget=forms.CheckboxSelectMultiple,
    )
    place_undecided = forms.BooleanField(
        required=False,
        label=_("Also place people of whom a condition or the access to work is not known"),
        help_text=_("Such placements are marked in the result."),
    )
    seed = forms.IntegerField(
        min_value=0,
        max_value=2_147_483_647,
        required=False,
        label=pgettext_lazy("plan", "Seed"),
        help_text=_("Decides in which order equals are taken. The same seed gives the same plan."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.organisations = {organisation.pk: organisation for organisation in organisations_with(user, *MAKERS)}
        self._fill_organisation()
        self._fill_datasets()
        self.offers = {offer.key: offer for offer in self._offers()}
        self._field("reforms").choices = [
            (offer.key, Hinted(in_language(offer.label), in_language(offer.note))) for offer in self.offers.values()
        ]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _fill_organisation(self) -> None:
        field = self._field("organisation")
        field.queryset = Organisation.objects.filter(pk__in=self.organisations).order_by("name")
        first = next(iter(self.organisations.values()), None)
        if first is not None:
            field.initial = first.pk
            if first.region and not self.initial.get("region"):
                self._field("region").initial = first.region
        if len(self.organisations) < 2:
            field.widget = forms.HiddenInput()

    def _fill_datasets(self) -> None:
        for name, kind in (("talents", Kind.TALENTS), ("vacancies", Kind.VACANCIES)):
            field = self._field(name)
            field.queryset = datasets_for(self.user, kind)
            field.empty_label = gettext("Choose a dataset")

    def _offers(self) -> list[offered.Offered]:
        found: dict[str, offered.Offered] = {}
        for organisation in self.organisations.values():
            found |= {offer.key: offer for offer in offered.offered(self.user, organisation)}
        return list(found.values())

    def clean_seed(self) -> int:
        """Zero where none is given."""
        return self.cleaned_data.get("seed") or 0

    def clean(self) -> dict[str, Any]:
        """The date lies within the law of the region; datasets belong to the organisation, or are public."""
        found = super().clean() or {}
        region, when = found.get("region"), found.get("date")
        if region and when:
            self._within_the_law(region, when)
            self.check_evidence(region, when)
        organisation = found.get("organisation")
        for name in ("talents", "vacancies"):
            dataset = found.get(name)
            if organisation and dataset and dataset.organisation_id not in (None, organisation.pk):
                self.add_error(
                    name, ValidationError(gettext("This dataset belongs to another organisation."), code="other")
                )
        return found

    def _within_the_law(self, region: str, when: datetime.date) -> None:
        first, last = book(region).rules.coverage
        if not first <= when <= last:
            known = {"first": day(first), "last": day(last)}
            said = gettext("The law is known from %(first)s to %(last)s. Choose a date within it.") % known
            self.add_error("date", ValidationError(said, code="law"))

    @property
    def documents(self) -> list[dict[str, Any]]:
        """The reforms that were chosen."""
        return [self.offers[key].document for key in self.cleaned_data["reforms"]]
