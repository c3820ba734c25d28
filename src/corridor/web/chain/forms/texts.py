"""A text in three languages as three fields of a form; at least one is filled where the text is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

LANGUAGES = {
    "en": gettext_lazy("in English"),
    "fr": gettext_lazy("in French"),
    "nl": gettext_lazy("in Dutch"),
}
TITLE, TEXT = 300, 10_000
"""Characters of a title and of a text in one language."""


class TextsForm(forms.Form):
    """A form with texts: `texts` says which, with label, whether asked for, and whether they may be long."""

    texts: dict[str, tuple[Any, bool, bool]] = {}  # noqa: RUF012 - a class says its own

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, _asked, long) in self.texts.items():
            for lang, said in LANGUAGES.items():
                self.fields[f"{name}_{lang}"] = forms.CharField(
                    label=_("%(text)s, %(language)s") % {"text": label, "language": said},
                    required=False,
                    max_length=TEXT if long else TITLE,
                    widget=forms.Textarea(attrs={"rows": 4, "lang": lang})
                    if long
                    else forms.TextInput(attrs={"lang": lang}),
                )

    def clean(self) -> dict[str, Any]:
        """The texts by language, under their own names."""
        found = super().clean() or {}
        for name, (_label, asked, _long) in self.texts.items():
            said = {lang: found.pop(f"{name}_{lang}", "") for lang in LANGUAGES}
            found[name] = {lang: text.strip() for lang, text in said.items() if text and text.strip()}
            refused = any(f"{name}_{lang}" in self.errors for lang in LANGUAGES)
            if asked and not found[name] and not refused:
                self.add_error(f"{name}_en", _("Write it in at least one language."))
        return found


def initial_texts(names: Any, values: Any) -> dict[str, str]:
    """What the fields of texts begin with: `values` gives the texts by name."""
    return {f"{name}_{lang}": (values.get(name) or {}).get(lang, "") for name in names for lang in LANGUAGES}


TITLE_LABEL = pgettext_lazy("chain", "Title")
TEXT_LABEL = pgettext_lazy("chain", "Text")
