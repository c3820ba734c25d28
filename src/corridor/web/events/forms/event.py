"""An event, its days, its sessions and the organisations in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.consultation.event.clock import lasts
from corridor.web.design.dates import DateField
from corridor.web.design.templatetags.design import day as day_in_words
from corridor.web.design.templatetags.design import in_language
from corridor.web.events.models import Day, Event, Role, Session, SessionKind
from corridor.web.organisations.models import Organisation
from corridor.web.programmes.models import Programme

LANGUAGES = (("en", "English"), ("fr", "Français"), ("nl", "Nederlands"))
SPOKEN = (
    *LANGUAGES,
    ("de", "Deutsch"),
    ("vgt", gettext_lazy("Flemish Sign Language")),
    ("sfb", gettext_lazy("French Belgian Sign Language")),
)
"""Languages that are spoken or interpreted."""
MOST_PARTS = 30
MORE_PARTS = 3


def other_languages(codes: Sequence[str]) -> list[str]:
    """Languages that a file named and the form does not offer: they stay."""
    offered = {code for code, _name in SPOKEN}
    return [code for code in codes if code not in offered]


class Texts(forms.Form):
    """A form with texts in up to three languages: `title_en`, `summary_fr` ... A title is needed in one of them."""

    def add_texts(self, name: str, label: Any, start: Mapping[str, str], *, length: int, rows: int = 0) -> None:
        """A field a language."""
        for code, tongue in LANGUAGES:
            widget = (
                forms.Textarea(attrs={"rows": rows, "lang": code}) if rows else forms.TextInput(attrs={"lang": code})
            )
            field = self.fields[f"{name}_{code}"] = forms.CharField(
                label=label % {"language": tongue},
                max_length=length,
                required=False,
                initial=(start or {}).get(code, ""),
                widget=widget,
                help_text=_("In one language at least.") if name == "title" else "",
            )
            field.unmarked = name == "title"  # type: ignore[attr-defined]

    def texts(self, name: str) -> dict[str, str]:
        """What was written, by language; those left empty are not there."""
        found = {code: self.cleaned_data.get(f"{name}_{code}", "").strip() for code, _tongue in LANGUAGES}
        return {code: text for code, text in found.items() if text}

    def need_title(self) -> None:
        """A title in one language at least."""
        if not self.texts("title") and not any(name.startswith("title_") for name in self.errors):
            self.add_error("title_en", _("Write a title in at least one language."))


class EventForm(Texts):
    """What an event is."""

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[Organisation] = (),
        event: Event | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if event is None:
            keys = [organisation.pk for organisation in organisations]
            self.fields["organisation"] = forms.ModelChoiceField(
                Organisation.objects.filter(pk__in=keys).order_by("name"),
                label=_("For which organisation"),
                empty_label=None,
                initial=keys[0] if keys else None,
                widget=forms.HiddenInput() if len(keys) < 2 else forms.Select(),
            )
        else:
            self.fields["version"] = forms.IntegerField(initial=event.version, widget=forms.HiddenInput())
            keys = [event.organisation_id]
        known = event or Event()
        self.others = other_languages(known.languages)
        self.add_texts("title", _("Title (%(language)s)"), known.title, length=200)
        self.add_texts("summary", _("Summary (%(language)s)"), known.summary, length=4000, rows=4)
        self.fields["programme"] = ProgrammeField(keys, known)
        self.fields["place"] = forms.CharField(
            label=_("Place and address"), max_length=300, required=False, initial=known.place
        )
        self.fields["online_address"] = forms.URLField(
            label=_("Address of the online meeting"),
            max_length=500,
            required=False,
            initial=known.online_address,
            assume_scheme="https",
            help_text=_("Only those who are registered to follow online are told."),
        )
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Languages spoken or interpreted"),
            choices=SPOKEN,
            required=False,
            initial=known.languages,
            widget=forms.CheckboxSelectMultiple(),
        )
        self.fields["registration_until"] = DateField(
            label=_("Last day of registration"),
            required=False,
            initial=known.registration_until,
            help_text=_("Without one, registration is open until the last day of the event."),
        )

    def clean(self) -> dict[str, Any]:
        """A title."""
        found = super().clean() or {}
        self.need_title()
        return found

    def values(self) -> dict[str, Any]:
        """The fields of the model."""
        data = self.cleaned_data
        names = ("place", "online_address", "registration_until", "programme")
        found = {name: data[name] for name in names}
        found["languages"] = [*data["languages"], *self.others]
        return {"title": self.texts("title"), "summary": self.texts("summary"), **found}


class ShipForm(forms.Form):
    """When the conference that ships begins."""

    prefix = "ship"
    first = DateField(
        label=gettext_lazy("First day"),
        required=False,
        help_text=gettext_lazy("Empty: as it was held, in June 2022. Nobody can register for days that are over."),
    )


class ProgrammeField(forms.ModelChoiceField):
    """The programme that an event belongs to."""

    def __init__(self, organisations: Sequence[Any], event: Event) -> None:
        super().__init__(
            Programme.objects.filter(organisation__in=organisations),
            label=_("Part of the programme"),
            required=False,
            empty_label=_("no programme"),
            initial=event.programme_id,
        )

    def label_from_instance(self, programme: Any) -> str:
        return in_language(programme.title)


class DayForm(forms.Form):
    """A day of an event."""

    date = DateField(label=gettext_lazy("Date"))
    starts = forms.TimeField(
        label=gettext_lazy("Begins at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=gettext_lazy("For example 09:30. Leave it empty where it is not known."),
    )
    ends = forms.TimeField(
        label=gettext_lazy("Ends at"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    seats_on_site = forms.IntegerField(
        label=gettext_lazy("Seats on site"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("Empty: no limit. 0: nobody takes part in this way."),
    )
    seats_online = forms.IntegerField(
        label=gettext_lazy("Seats online"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("Empty: no limit. 0: nobody takes part in this way."),
    )

    def clean(self) -> dict[str, Any]:
        """A day ends after it begins."""
        found = super().clean() or {}
        ends_after(self, found)
        return found


def ends_after(form: forms.Form, values: Mapping[str, Any]) -> None:
    """The end lies after the start where both are known; an hour after midnight belongs to the evening before."""
    starts, ends = values.get("starts"), values.get("ends")
    if starts and ends and lasts(starts, ends) <= 0:
        form.add_error("ends", _("The end must be after the start."))


class DayField(forms.ModelChoiceField):
    """A day of the event."""

    def __init__(self, event: Event, start: Any) -> None:
        super().__init__(Day.objects.filter(event=event), label=_("Day"), empty_label=None, initial=start)

    def label_from_instance(self, day: Any) -> str:
        return day_in_words(day.date)


class SessionForm(Texts):
    """A session of a day."""

    def __init__(self, *args: Any, event: Event, session: Session | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = session or Session()
        days: Any = event.days.all()
        self.others = other_languages(known.interpretation)
        self.fields["day"] = DayField(event, known.day_id if session else days.first())
        for name, label in (("starts", _("Begins at")), ("ends", _("Ends at"))):
            self.fields[name] = forms.TimeField(
                label=label,
                required=False,
                initial=getattr(known, name),
                widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            )
        self.fields["time_assumed"] = forms.BooleanField(
            label=_("The hours are assumed"), required=False, initial=known.time_assumed
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of session"), choices=SessionKind.choices, initial=known.kind
        )
        self.fields["number"] = forms.IntegerField(
            label=_("Order in the agenda"), min_value=1, max_value=10_000, initial=known.number or None, required=False
        )
        self.add_texts("title", _("Title (%(language)s)"), known.title, length=300)
        self.add_texts("abstract", _("Text (%(language)s)"), known.abstract, length=8000, rows=4)
        self.fields["room"] = forms.CharField(label=_("Room"), max_length=120, required=False, initial=known.room)
        self.fields["interpretation"] = forms.MultipleChoiceField(
            label=_("Interpretation into"),
            choices=SPOKEN,
            required=False,
            initial=known.interpretation,
            widget=forms.CheckboxSelectMultiple(),
        )

    def clean(self) -> dict[str, Any]:
        """A title, and an end after the start."""
        found = super().clean() or {}
        self.need_title()
        ends_after(self, found)
        return found

    def values(self) -> dict[str, Any]:
        """The fields of the model; a number only where one was given."""
        data = self.cleaned_data
        names = ("day", "starts", "ends", "time_assumed", "kind", "room")
        found: dict[str, Any] = {name: data[name] for name in names}
        found["interpretation"] = [*data["interpretation"], *self.others]
        if data["number"]:
            found["number"] = data["number"]
        return {"title": self.texts("title"), "abstract": self.texts("abstract"), **found}


class PartForm(forms.Form):
    """An organisation in a session."""

    role = forms.ChoiceField(label=pgettext_lazy("session", "Role"), choices=Role.choices)
    body_name = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("No names of people. Empty the field to take the organisation out."),
    )


Parts = forms.formset_factory(PartForm, extra=MORE_PARTS, max_num=MOST_PARTS, absolute_max=MOST_PARTS)


def parts_of(formset: Any) -> list[tuple[str, str]]:
    """Role and organisation of the rows that name one."""
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data]
    return [(row["role"], row["body_name"].strip()) for row in rows if row.get("body_name", "").strip()]
