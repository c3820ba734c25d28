"""The form of a comment. Its limits are the library's, so that what is too long is kept in the field and told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.consultation.draft.records import COMMENT_LIMIT
from corridor.web.design.choices import Hinted
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import number
from corridor.web.drafts.forms.drafting import NAMES
from corridor.web.drafts.models import Stance
from corridor.web.stakeholders.models import Contact

FOR_BODY, IN_PERSON = "body", "person"
COUNTED = {"class": "govuk-js-character-count"}


class CommentForm(forms.Form):
    """Stance, reasons, proposed text, and in whose name."""

    stance = forms.ChoiceField(
        label=pgettext_lazy("draft", "What do you want?"),
        widget=forms.RadioSelect,
        choices=[
            (Stance.SUPPORT.value, Hinted(Stance.SUPPORT.label, gettext_lazy("Keep this section as it is."))),
            (Stance.OBJECT.value, Hinted(Stance.OBJECT.label, gettext_lazy("Say why, so that it can be answered."))),
            (Stance.AMEND.value, Hinted(Stance.AMEND.label, gettext_lazy("Propose the text that should stand there."))),
        ],
    )
    text = forms.CharField(
        label=gettext_lazy("Your reasons"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, **COUNTED}),
    )
    proposed = forms.CharField(
        label=gettext_lazy("Proposed text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, **COUNTED}),
    )
    on_behalf = forms.ChoiceField(
        label=gettext_lazy("In whose name do you comment?"),
        widget=forms.RadioSelect,
        choices=[
            (
                FOR_BODY,
                Hinted(
                    gettext_lazy("For an organisation"),
                    gettext_lazy("Its name is published with the comment, as you write it."),
                ),
            ),
            (IN_PERSON, Hinted(gettext_lazy("In person"), gettext_lazy("Your name is never published."))),
        ],
    )
    body_name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=200, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of your comment"))

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        body = contact.body if contact is not None else None
        initial = {"on_behalf": FOR_BODY, "body_name": body.name} if body is not None else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        page = language()
        self.fields["language"].choices = sorted(NAMES.items(), key=lambda one: one[0] != page)  # type: ignore[attr-defined]
        limit = _("At most %(limit)s characters.") % {"limit": number(COMMENT_LIMIT)}
        self.fields["text"].help_text = limit
        self.fields["proposed"].help_text = _("For an amendment alone.") + " " + limit

    def clean_body_name(self) -> str:
        """One line."""
        return " ".join(str(self.cleaned_data["body_name"]).split())

    def clean(self) -> dict[str, Any]:
        """Who speaks for an organisation says which."""
        found = super().clean() or {}
        if found.get("on_behalf") == FOR_BODY and not found.get("body_name") and "body_name" not in self.errors:
            self.add_error("body_name", ValidationError(_("Write the name of the organisation.")))
        return found

    @property
    def counter(self) -> dict[str, Any]:
        """What the counter of characters says; it puts the number for `%{count}`."""
        left = {"count": "%{count}"}
        return {
            "limit": COMMENT_LIMIT,
            "about": _("At most %(limit)s characters.") % {"limit": number(COMMENT_LIMIT)},
            "left_one": _("%(count)s character left") % left,
            "left": _("%(count)s characters left") % left,
            "none": _("No character left"),
            "over_one": _("%(count)s character too many") % left,
            "over": _("%(count)s characters too many") % left,
        }

    @property
    def body(self) -> str:
        """The organisation that is spoken for; empty in person."""
        return self.cleaned_data["body_name"] if self.cleaned_data["on_behalf"] == FOR_BODY else ""
