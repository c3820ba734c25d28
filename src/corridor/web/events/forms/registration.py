"""Registering for an event: each day on site, online or not at all; the contact list is asked apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from corridor.web.consent.purposes import purpose
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import day as day_in_words
from corridor.web.events.domain.registration import CONTACT_LIST, Given
from corridor.web.events.errors import Full
from corridor.web.events.models import Mode, Registration, today_at
from corridor.web.events.queries import Seats
from corridor.web.events.times import hours

LONGEST_NEEDS = 1000


def field_of(day: UUID) -> str:
    """The name of a day's field."""
    return f"day_{day.hex}"


class DaysForm(forms.Form):
    """The days and what the organiser needs to know; for a registration that exists and for a new one."""

    def __init__(self, *args: Any, seats: Sequence[Seats], held: Registration | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        kept = {a.day_id: a.mode for a in held.attendances.all()} if held is not None else {}
        days = {one.day.pk: one.day for one in seats}
        came = {a.day_id for a in held.attendances.all() if a.checked_in_at is not None} if held is not None else set()
        for day in days.values():
            over = day.date < today_at(day.event)
            mode = kept.get(day.pk, "")
            if over and not mode:
                continue
            about = [one for one in seats if one.day.pk == day.pk and (one.offered or one.mode == mode)]
            self.fields[field_of(day.pk)] = _day_field(day, about, mode, fixed=over or day.pk in came)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of messages to you"),
            choices=settings.LANGUAGES,
            initial=held.language if held else language(),
        )
        self.fields["body_name"] = forms.CharField(
            label=pgettext("registration", "Your organisation"),
            required=False,
            max_length=200,
            initial=held.body_name if held else "",
        )
        self.fields["access_needs"] = forms.CharField(
            label=_("What you need to take part"),
            required=False,
            max_length=LONGEST_NEEDS,
            initial=held.access_needs if held else "",
            help_text=_(
                "For example a place for a wheelchair, sign language, large print, a diet. Only those who run the "
                "event read it. It is deleted 30 days after the event."
            ),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def clean(self) -> dict[str, Any]:
        """One day at least."""
        found = super().clean() or {}
        if not self.chosen(found) and not any(name.startswith("day_") for name in self.errors):
            first = next(iter(self.day_names()), None)
            self.add_error(first, _("Choose at least one day."))
        return found

    def day_names(self) -> list[str]:
        """The names of the fields of the days."""
        return [name for name in self.fields if name.startswith("day_")]

    @property
    def day_fields(self) -> list[Any]:
        """The fields of the days, for the page."""
        return [self[name] for name in self.day_names()]

    def chosen(self, values: dict[str, Any]) -> dict[UUID, str]:
        """The way of taking part by day."""
        return {UUID(name[4:]): values[name] for name in self.day_names() if values.get(name)}

    def given(self) -> Given:
        """What was filled in."""
        data = self.cleaned_data
        return Given(
            name=data.get("name", ""),
            email=data.get("email", ""),
            body_name=data["body_name"],
            language=data["language"],
            access_needs=data["access_needs"],
            days=self.chosen(data),
            contact_list=bool(data.get("contact_list")),
        )

    def say_full(self, error: Full) -> None:
        """Put the refusal beside the days that it is about."""
        for day in error.days:
            self.add_error(field_of(day), str(error.why))


class RegisterForm(DaysForm):
    """A new registration. The box for the contact list is never ticked beforehand."""

    name = forms.CharField(
        label=pgettext_lazy("registration", "Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("The confirmation with your code goes to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_list"] = forms.BooleanField(
            label=purpose(CONTACT_LIST).wording().text[language()], required=False, initial=False
        )

    def clean_name(self) -> str:
        """One line."""
        return " ".join(str(self.cleaned_data["name"]).split())


def _day_field(day: Any, about: Sequence[Seats], kept: str, *, fixed: bool) -> forms.ChoiceField:
    labels = dict(Mode.choices)
    choices = [(one.mode, labels[one.mode]) for one in about if not one.full or one.mode == kept]
    full = [str(labels[one.mode]) for one in about if one.full and one.mode != kept]
    hint = _("No seat left: %(modes)s") % {"modes": ", ".join(full)} if full else ""
    if fixed:
        hint = _("This day is over, or you were checked in: it stays as it is.")
    span = hours(day.starts, day.ends)
    label = _("%(day)s, %(time)s") % {"day": day_in_words(day.date), "time": span} if span else day_in_words(day.date)
    field = forms.ChoiceField(
        label=label,
        required=False,
        choices=[*choices, ("", pgettext("registration", "Not on this day"))],
        initial=kept,
        disabled=fixed,
        help_text=hint,
        widget=forms.RadioSelect(),
    )
    field.unmarked = True  # type: ignore[attr-defined]
    return field
