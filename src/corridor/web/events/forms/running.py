"""What organisers fill in while an event runs: a code, a search, a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.web.cases.uploads import ACCEPT, LIMIT, FileFault, kind_of
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import day as day_in_words
from corridor.web.design.templatetags.design import in_language
from corridor.web.events.forms.event import Texts
from corridor.web.events.models import Day, Event, Mode
from corridor.web.events.queries import sessions_of

LARGEST_AGENDA = 2 * 1024 * 1024
"""Bytes of a file that is read in."""
STATES = (
    ("", pgettext_lazy("registration", "all who are registered")),
    ("expected", pgettext_lazy("registration", "not checked in")),
    ("checked_in", pgettext_lazy("registration", "checked in")),
    ("cancelled", pgettext_lazy("registration", "cancelled")),
)


class CodeForm(forms.Form):
    """The code of a registration, typed."""

    code = forms.CharField(
        label=gettext_lazy("Code of the registration"),
        max_length=40,
        help_text=gettext_lazy("Twelve letters and digits, below the picture."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class SearchForm(forms.Form):
    """Which registrations are shown."""

    words = forms.CharField(label=gettext_lazy("Name, address, organisation or code"), required=False, max_length=100)
    day: forms.ModelChoiceField[Day] = forms.ModelChoiceField(
        queryset=Day.objects.none(), label=gettext_lazy("Day"), required=False
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How"), required=False, choices=[("", gettext_lazy("all")), *Mode.choices]
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["day"]
        field.queryset, field.empty_label = event.days.all(), _("all")
        field.label_from_instance = lambda day: day_in_words(day.date)

    def chosen(self) -> dict[str, Any]:
        """The arguments of `queries.filtered`; what is not valid filters nothing."""
        data = self.cleaned_data if self.is_valid() else {}
        day = data.get("day")
        return {
            "words": data.get("words", ""),
            "day": day.pk if day else None,
            "mode": data.get("mode", ""),
            "state": data.get("state", ""),
        }


class MaterialForm(Texts):
    """A file of the event or of a session: its kind is seen from its bytes."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(
            label=_("File"),
            help_text=_("PDF, JPEG, PNG or Word (DOCX), at most 15 MB."),
            widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the file"), choices=settings.LANGUAGES, initial=language()
        )
        self.fields["session"] = SessionField(event)
        self.add_texts("title", _("Title (%(language)s)"), {}, length=200)

    def clean(self) -> dict[str, Any]:
        """A title in one language at least."""
        found = super().clean() or {}
        self.need_title()
        return found

    def clean_file(self) -> Any:
        """The bytes, if they are those of a file that is taken."""
        upload = self.cleaned_data["file"]
        content = upload.read(LIMIT + 1)
        try:
            kind_of(content, upload.name)
        except FileFault as fault:
            raise forms.ValidationError(str(fault)) from None
        self.content: bytes = content
        return upload


class SessionField(forms.ModelChoiceField):
    """A session of the event."""

    def __init__(self, event: Event) -> None:
        super().__init__(sessions_of(event), label=_("Session"), required=False, empty_label=_("the whole event"))

    def label_from_instance(self, session: Any) -> str:
        return in_language(session.title)


class FileForm(forms.Form):
    """A file of event software."""

    file = forms.FileField(label=gettext_lazy("File"))

    def clean_file(self) -> Any:
        """Not too large to be read at once."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_AGENDA:
            raise forms.ValidationError(_("The file is larger than %(size)d MB.") % {"size": LARGEST_AGENDA // 2**20})
        self.content: bytes = upload.read()
        return upload
