"""Opening a case, planning it, and moving it on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from corridor.rules.errors import CaseError
from corridor.web.accounts.models import User
from corridor.web.cases import casefile
from corridor.web.cases.models import Outcome, State
from corridor.web.cases.queries import advisers_in, advisers_of, employers
from corridor.web.design.names import language
from corridor.web.organisations.models import Organisation, Region, Role
from corridor.web.organisations.permission import organisations_with

LANGUAGES = (("en", "English"), ("fr", "Français"), ("nl", "Nederlands"))


def told(error: CaseError) -> str:
    """What is wrong with a case and what to do, in the page's language."""
    return "; ".join((f"{error.place}: {error.told(language())[0]}", error.told(language())[1]))


class Versioned(forms.Form):
    """A form that knows which version of the thing it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CreateForm(forms.Form):
    """A new case; everything about the person may still be unknown."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("One-stop shop"), empty_label=None)
    region = forms.ChoiceField(
        label=_("Region of the place of work"),
        choices=[("", _("Choose a region")), *Region.choices],
        error_messages={"required": _("Choose the region.")},
    )
    application_date = forms.DateField(
        label=_("Planned day of filing"),
        help_text=_("It decides which law applies. You can change it until the case is filed."),
        error_messages={"required": _("Enter the planned day of filing.")},
    )
    person_name = forms.CharField(
        label=_("Name of the person"),
        help_text=_("For the advisers of your organisation; the case is known to others by its reference."),
        max_length=150,
        required=False,
    )
    agreed_on = forms.DateField(
        label=_("Day on which the person agreed on paper that a file is kept"),
        help_text=_("Leave it empty if you invite the person to agree with their own account."),
        required=False,
    )
    employer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Employer"),
        help_text=_("An employer that has an organisation here may follow the case."),
        required=False,
        empty_label=_("Not linked"),
    )
    case_file = forms.FileField(
        label=_("Case file"),
        help_text=_("A file of the route check or of the command, in YAML or JSON. Its facts are taken over."),
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = organisations_with(user, Role.ADVISER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[o.pk for o in mine])  # type: ignore[attr-defined]
        self.fields["employer"].queryset = employers()  # type: ignore[attr-defined]
        if mine:
            self.fields["organisation"].initial = mine[0].pk
            self.fields["region"].initial = mine[0].region
        if len(mine) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
        self.fields["application_date"].initial = timezone.localdate()
        if self.files.get("case_file"):  # the file may state them
            self.fields["region"].required = self.fields["application_date"].required = False
        self.facts: dict[str, Any] = {}

    def clean_case_file(self) -> Any:
        """Read the file by the law's vocabulary."""
        upload = self.cleaned_data.get("case_file")
        if upload is None:
            return None
        try:
            return casefile.read(upload.read(casefile.LIMIT + 1), upload.name)
        except CaseError as error:
            raise forms.ValidationError(told(error)) from None

    def clean(self) -> dict[str, Any]:
        """The region and the day of the file count where the form states none."""
        found = super().clean() or self.cleaned_data
        given = found.get("case_file") or {}
        self.facts = given.get("facts", {})
        if given.get("region"):
            found["region"] = given["region"]
        if given.get("application_date") and not self.data.get("application_date"):
            found["application_date"] = date.fromisoformat(given["application_date"])
        for name in ("region", "application_date"):
            if not found.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return found


class FilterForm(forms.Form):
    """Which cases a list shows."""

    state = forms.ChoiceField(
        label=_("State of the case"), choices=[("", _("All open ones")), *State.choices], required=False
    )
    adviser = forms.ChoiceField(label=_("Adviser"), required=False)
    due = forms.ChoiceField(
        label=_("Next day due"),
        choices=[
            ("", _("Any day")),
            ("overdue", _("Overdue")),
            ("30", _("Within 30 days")),
            ("90", _("Within 90 days")),
            ("none", _("None known")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = [(str(user.pk), str(user)) for user in advisers_of(user)]
        self.fields["adviser"].choices = [("", _("All advisers")), ("none", _("Nobody")), *people]  # type: ignore[attr-defined]


class PlanForm(Versioned):
    """Region and day of filing."""

    region = forms.ChoiceField(label=_("Region of the place of work"), choices=Region.choices)
    application_date = forms.DateField(label=_("Planned day of filing"))


class RouteForm(Versioned):
    """The choice of a route, with the reason where it is not open."""

    reason = forms.CharField(
        label=_("Why this route"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text=_("The employer and the person read it too."),
    )


class AssignForm(Versioned):
    """Who works on the case."""

    adviser = forms.ModelChoiceField(User.objects.none(), label=_("Adviser"), required=False)

    def __init__(self, *args: Any, case: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["adviser"].queryset = advisers_in(case.organisation)  # type: ignore[attr-defined]
        self.fields["adviser"].empty_label = _("Nobody")  # type: ignore[attr-defined]


class EmployerForm(Versioned):
    """The organisation of the employer."""

    employer = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Employer"), required=False, empty_label=_("Not linked")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["employer"].queryset = employers()  # type: ignore[attr-defined]


class PersonForm(Versioned):
    """The person, as the advisers know them."""

    person_name = forms.CharField(label=_("Name of the person"), max_length=150, required=False)
    agreed_on = forms.DateField(label=_("Day on which the person agreed on paper that a file is kept"), required=False)


class InviteForm(forms.Form):
    """An invitation by e-mail."""

    email = forms.EmailField(label=_("E-mail address of the person"))
    language = forms.ChoiceField(label=_("Language of the message"), choices=LANGUAGES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].initial = get_language()


class FiledForm(Versioned):
    """That the application was filed."""

    on = forms.DateField(label=_("Day of filing"))


class DecisionForm(Versioned):
    """What the authority decided."""

    outcome = forms.ChoiceField(
        label=_("What did the authority decide?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(label=_("Day of the decision"))
    reference = forms.CharField(label=_("Reference of the decision"), max_length=100, required=False)
    expires_on = forms.DateField(
        label=_("Last day of the permit"),
        help_text=_("For a granted permit. The days of the renewal are worked out from it."),
        required=False,
    )


class RenewForm(Versioned):
    """The case of a renewal."""

    application_date = forms.DateField(label=_("Planned day of filing of the renewal"))


class CloseForm(Versioned):
    """The end of a case."""

    reason = forms.CharField(
        label=_("Why the case ends"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )
