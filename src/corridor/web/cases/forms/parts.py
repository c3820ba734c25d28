"""Checklist, documents, messages, deadlines, calendars."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from corridor.web.cases.forms.case import Versioned
from corridor.web.cases.models import Audience, ItemState, Party
from corridor.web.cases.uploads import ACCEPT, LIMIT, FileFault, kind_of
from corridor.web.consent.purposes import purpose
from corridor.web.design.names import language

ASKED_OF = [("", _("Nobody")), *Party.choices]


class ItemForm(Versioned):
    """How far an item is."""

    state = forms.ChoiceField(label=_("How far it is"), choices=ItemState.choices, widget=forms.RadioSelect)
    asked_of = forms.ChoiceField(
        label=_("Asked of"),
        choices=ASKED_OF,
        required=False,
        help_text=_("The employer sees only the items and documents that are asked of it."),
    )
    reason = forms.CharField(
        label=_("Remark or reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever sees the item reads it. Needed where the item does not apply."),
    )


class OwnItemForm(forms.Form):
    """An item that the law does not name."""

    label = forms.CharField(label=_("What is needed"), max_length=200)
    asked_of = forms.ChoiceField(label=_("Asked of"), choices=ASKED_OF, required=False)


class UploadForm(forms.Form):
    """A document: its kind is seen from its bytes."""

    file = forms.FileField(
        label=_("Document to hand in"),
        help_text=_("PDF, JPEG, PNG or Word (DOCX), at most 15 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("If the document ends on a day, such as a passport or a certificate."),
    )

    def clean_file(self) -> Any:
        """The bytes, if they are those of a document that is taken."""
        upload = self.cleaned_data["file"]
        content = upload.read(LIMIT + 1)
        try:
            kind_of(content, upload.name)
        except FileFault as fault:
            raise forms.ValidationError(str(fault)) from None
        self.content = content
        return upload


class ThreadForm(forms.Form):
    """The first message of a thread."""

    audience = forms.ChoiceField(label=_("Who reads it"), widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(label=_("Message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, audiences: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """An answer."""

    body = forms.CharField(label=_("Your answer"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))


class OwnDeadlineForm(forms.Form):
    """A day that an adviser sets."""

    title = forms.CharField(label=_("What is due"), max_length=150)
    due = forms.DateField(label=_("Day"))


class FeedForm(forms.Form):
    """A calendar address."""

    scope = forms.ChoiceField(label=_("Which deadlines"), widget=forms.RadioSelect, initial="all")
    with_names = forms.BooleanField(
        label=_("Write names of people and my own titles in the calendar"),
        required=False,
        help_text=_("Whoever reads your calendar, and the company that runs it, then reads them too."),
    )

    def __init__(self, *args: Any, cases: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        own = [(str(case.pk), _("Case %(case)s") % {"case": case.reference}) for case in cases]
        self.fields["scope"].choices = [("all", _("All open cases that I see")), *own]  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """The consents with which a person links their account to a case."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lang = language()
        for name in ("case_file", "sharing_with_employer", "mail"):
            found = purpose(name)
            self.fields[name] = forms.BooleanField(
                label=found.label[lang], help_text=found.wording().text[lang], required=name == "case_file"
            )
        self.fields["case_file"].error_messages["required"] = _(
            "Without your consent no file can be kept with your account."
        )

    def given(self) -> list[str]:
        """The purposes that were agreed to."""
        return [name for name in self.fields if self.cleaned_data.get(name)]


def audience_choices(audiences: tuple[str, ...], readers: dict[str, str]) -> list[tuple[str, Any]]:
    """The audiences that a party may write to, each with those who read it."""
    from corridor.web.design.choices import Hinted

    labels = dict(Audience.choices)
    return [(name, Hinted(labels[name], readers[name])) for name in audiences if name in readers]
