"""Forms of the directory, of contacts and of a person's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from corridor.web.design.names import countries
from corridor.web.design.templatetags.design import country
from corridor.web.organisations.models import Organisation, Region
from corridor.web.stakeholders.models import Body, Contact, Kind, Side

LARGEST = 2_000_000
"""Bytes of a table."""
FORMS = (
    ("paper", pgettext_lazy("agreement", "On paper, signed")),
    ("mail", pgettext_lazy("agreement", "By e-mail, kept")),
    ("meeting", pgettext_lazy("agreement", "In a meeting, in the minutes")),
)
Choices = list[tuple[str, Any]]


def any_of(choices: Any) -> Choices:
    """Choices of a filter, with all of them first."""
    return [("", pgettext("filter", "All")), *choices]


def country_choices() -> Choices:
    """Countries by name, with none first."""
    return [("", pgettext("country", "None, or not known")), *sorted(((c, country(c)) for c in countries()), key=_name)]


def _name(entry: tuple[str, Any]) -> str:
    return str(entry[1]).casefold()


class BodyFilter(forms.Form):
    """Which bodies are shown."""

    q = forms.CharField(label=gettext_lazy("Name contains"), required=False, max_length=200)
    side = forms.ChoiceField(label=gettext_lazy("Side"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)

    def __init__(self, *args: Any, sectors: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"side": Side.choices, "kind": Kind.choices, "region": Region.choices}
        for name, choices in (offered | {"sector": [(s, s) for s in sectors]}).items():
            self.fields[name].choices = any_of(choices)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.unmarked = True  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """What was asked for; fields with a value that there is not are left out."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PeopleFilter(BodyFilter):
    """Which contacts are shown."""

    q = forms.CharField(label=gettext_lazy("Name or e-mail address contains"), required=False, max_length=200)
    role = forms.CharField(label=gettext_lazy("Role contains"), required=False, max_length=150)


class ListFilter(PeopleFilter):
    """Which contacts of a contact list are shown."""

    q = None  # type: ignore[assignment]
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = any_of(settings.LANGUAGES)  # type: ignore[attr-defined]


class OfOrganisation(forms.ModelForm[Any]):
    """A form whose row belongs to one of the person's organisations; who has one is not asked."""

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or self.instance._state.adding:
            choice = forms.ModelChoiceField(
                Organisation.objects.filter(pk__in=[o.pk for o in organisations]),
                label=_("Organisation"),
                empty_label=None,
            )
            if len(organisations) == 1:
                choice.widget, choice.initial = forms.HiddenInput(), organisations[0].pk
            self.fields = {"organisation": choice, **self.fields}


class BodyForm(OfOrganisation):
    """A body of the directory."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Body
        fields = ("name", "side", "kind", "country", "region", "sector", "website")
        help_texts = {"region": gettext_lazy("The region of Belgium that it works for, where it works for one.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]

    def _get_validation_exclusions(self) -> set[str]:
        # Whether the name is taken is said by the verb, with its remedy.
        return {*super()._get_validation_exclusions(), "organisation"}  # type: ignore[misc]


class ContactForm(OfOrganisation):
    """A person who is consulted."""

    class Meta:
        model = Contact
        fields = ("email", "name", "language", "body", "role")
        labels = {"body": pgettext_lazy("contact", "Body")}
        help_texts = {
            "email": gettext_lazy(
                "Another address is another way in: agreements are withdrawn, and links to the old one end."
            ),
            "role": gettext_lazy("What the person does there."),
        }

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, organisations=organisations, **kwargs)
        bodies: Any = self.fields["body"]
        bodies.queryset = Body.objects.filter(organisation__in=organisations)
        bodies.empty_label = pgettext("body", "None, or not known")
        choices = [("", pgettext("language", "Not known")), *settings.LANGUAGES]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
        if self.instance._state.adding:
            self.fields["email"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """The body belongs to the same organisation."""
        given = super().clean() or {}
        owner = given.get("organisation") or (None if self.instance._state.adding else self.instance.organisation)
        body = given.get("body")
        if owner is not None and body is not None and body.organisation_id != owner.pk:
            self.add_error("body", _("This body is in the directory of another organisation."))
        return given

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "organisation", "email"}  # type: ignore[misc]


class OwnForm(forms.ModelForm[Contact]):
    """What a person corrects about themselves."""

    class Meta:
        model = Contact
        fields = ("name", "language", "role")
        help_texts = {"role": gettext_lazy("What you do in the body that you work for.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.required, language.choices = True, settings.LANGUAGES


class AgreementForm(forms.Form):
    """How a person agreed, where somebody else writes it down."""

    form = forms.ChoiceField(
        label=gettext_lazy("How the person agreed"),
        choices=FORMS,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Keep the proof. An agreement that nobody can show is none."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the text that they read"), choices=settings.LANGUAGES)


class AddressForm(forms.Form):
    """An address that a link is sent to."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), widget=forms.EmailInput({"autocomplete": "email"}))


class UnderstoodForm(forms.Form):
    """A person knows that there is no way back."""

    understood = forms.BooleanField(label=gettext_lazy("I understand that this cannot be undone"))


class TableForm(forms.Form):
    """A table of bodies and people."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "In UTF-8, with the columns of the example. Columns that it does not have are left out."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["organisation"]
        choice.queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations])
        if len(organisations) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), organisations[0].pk

    def clean_file(self) -> Any:
        """Not too large to be read while the person waits."""
        found = self.cleaned_data["file"]
        if found.size > LARGEST:
            raise ValidationError(_("The file is larger than 2 MB. Send it in parts."))
        return found
