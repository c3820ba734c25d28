"""A page for newcomers, in up to three languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from corridor.web.cases.models import LocalPage, Topic
from corridor.web.cases.queries import writing_organisations
from corridor.web.organisations.models import Organisation, Region

LANGUAGES = (("en", "English"), ("fr", "Français"), ("nl", "Nederlands"))


class LocalPageForm(forms.Form):
    """Title and text a language; a language may be left out, a text without a title may not."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), empty_label=None)
    region = forms.ChoiceField(label=_("Region"), choices=Region.choices)
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    checked_on = forms.DateField(
        label=_("Last checked on"),
        required=False,
        help_text=_("The day on which somebody verified that the text is right. Readers see it."),
    )

    def __init__(self, *args: Any, user: Any, page: LocalPage | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = writing_organisations(user)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[o.pk for o in mine])  # type: ignore[attr-defined]
        for code, name in LANGUAGES:
            title = forms.CharField(
                label=_("Title (%(language)s)") % {"language": name},
                max_length=150,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
            text = forms.CharField(
                label=_("Text (%(language)s)") % {"language": name},
                max_length=50_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 14, "lang": code}),
            )
            self.fields[f"title_{code}"], self.fields[f"body_{code}"] = title, text
        if mine:
            self.fields["organisation"].initial = mine[0].pk
            self.fields["region"].initial = mine[0].region
        if page is not None:
            del self.fields["organisation"]
            self._fill(page)

    def _fill(self, page: LocalPage) -> None:
        for name in ("version", "region", "topic", "checked_on"):
            self.fields[name].initial = getattr(page, name)
        for code, _name in LANGUAGES:
            self.fields[f"title_{code}"].initial = in_one_language(page.title, code)
            self.fields[f"body_{code}"].initial = in_one_language(page.body, code)

    @property
    def languages(self) -> list[dict[str, Any]]:
        """The fields of each language together."""
        return [
            {"code": code, "name": name, "title": self[f"title_{code}"], "body": self[f"body_{code}"]}
            for code, name in LANGUAGES
        ]

    def clean(self) -> dict[str, Any]:
        """At least one language is whole; none is half."""
        found = super().clean() or self.cleaned_data
        self.title = {code: found.get(f"title_{code}", "") for code, _n in LANGUAGES}
        self.body = {code: found.get(f"body_{code}", "") for code, _n in LANGUAGES}
        for code, name in LANGUAGES:
            if self.body[code] and not self.title[code]:
                self.add_error(f"title_{code}", _("Enter the title in %(language)s.") % {"language": name})
            if self.title[code] and not self.body[code]:
                self.add_error(f"body_{code}", _("Enter the text in %(language)s.") % {"language": name})
        if not any(self.title.values()) and not any(self.body.values()):
            self.add_error("title_en", _("Write the page in at least one language."))
        return found


def in_one_language(text: Any, code: str) -> str:
    """What a text says in exactly one language; empty where it says nothing."""
    data = getattr(text, "data", text)
    return str(data.get(code) or "") if isinstance(data, dict) else str(data or "")
