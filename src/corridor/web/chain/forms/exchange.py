"""What comes and goes as files: dossiers, versions, templates, reports; and how practices are sought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.web.chain.models import Region
from corridor.web.design.templatetags.design import country, region

LARGEST = 4 * 1024 * 1024
"""Bytes of a dossier."""
LARGEST_TEMPLATE = 2 * 1024 * 1024
HOW = (
    ("add", gettext_lazy("Add its items to those that are there")),
    ("replace", gettext_lazy("Replace the whole chain (a version is saved first)")),
)


class ImportForm(forms.Form):
    """A dossier to take in: the shipped example, or a file."""

    source = forms.ChoiceField(
        label=gettext_lazy("Which dossier"),
        widget=forms.RadioSelect,
        choices=(
            ("shipped", gettext_lazy("The shipped example: the regional review")),
            ("file", gettext_lazy("A file of mine")),
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Dossier file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("YAML, JSON, or a ZIP with the reforms beside it, as this site hands them out."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json,.zip"}),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("What becomes of the items that are there"),
        choices=HOW,
        widget=forms.RadioSelect,
        initial="add",
    )

    def clean(self) -> dict[str, Any]:
        """A file where one is announced, and not a large one."""
        found = super().clean() or {}
        file = found.get("file")
        if found.get("source") == "file" and not file:
            self.add_error("file", _("Choose a file."))
        if file is not None and file and file.size > LARGEST:
            self.add_error("file", _("The file is larger than %(limit)s kB.") % {"limit": LARGEST // 1024})
        return found


class VersionForm(forms.Form):
    """What a saved version is called."""

    name = forms.CharField(
        label=gettext_lazy("What this version is"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: before the second round."),
    )


class CompareForm(forms.Form):
    """Two versions to compare; without the second, the dossier as it is now."""

    a: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=pgettext_lazy("versions", "Earlier version"), empty_label=None
    )
    b: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label=pgettext_lazy("versions", "Later version"),
        required=False,
        empty_label=gettext_lazy("The dossier as it is now"),
    )

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            field: Any = self.fields[name]
            field.queryset = versions
            field.label_from_instance = version_label


def version_label(version: Any) -> str:
    """A version by number and name."""
    return _("Version %(number)s") % {"number": version.number} + (f" – {version.name}" if version.name else "")


class TemplateForm(forms.Form):
    """A Word template."""

    name = forms.CharField(label=gettext_lazy("Name of the template"), max_length=200)
    file = forms.FileField(
        label=gettext_lazy("Word document (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"})
    )

    def clean_file(self) -> Any:
        """Not a large one."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TEMPLATE:
            limit = {"limit": LARGEST_TEMPLATE // 1024}
            raise forms.ValidationError(_("The file is larger than %(limit)s kB.") % limit)
        return file


LANGUAGES = (("en", "English"), ("fr", "Français"), ("nl", "Nederlands"))
FORMATS = (
    ("docx", pgettext_lazy("format", "Word (docx)")),
    ("pdf", pgettext_lazy("format", "PDF")),
    ("html", pgettext_lazy("format", "Web page (HTML)")),
)


class MadeForm(forms.Form):
    """In which language and form a report is made, and with which template."""

    lang = forms.ChoiceField(label=gettext_lazy("Language of the report"), choices=LANGUAGES)
    format = forms.ChoiceField(label=pgettext_lazy("report", "Form"), choices=FORMATS)
    template: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Word template"),
        required=False,
        empty_label=gettext_lazy("The shipped one"),
        to_field_name="pk",
    )

    def __init__(self, *args: Any, templates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if templates is None:
            del self.fields["template"]
        else:
            field: Any = self.fields["template"]
            field.queryset = templates

    def clean(self) -> dict[str, Any]:
        """A template for Word only."""
        found = super().clean() or {}
        if found.get("template") and found.get("format") != "docx":
            self.add_error("template", _("A Word template is for the form Word only."))
        return found


class ReportForm(MadeForm):
    """Which report of the chain."""

    kind = forms.ChoiceField(label=gettext_lazy("Report"), widget=forms.RadioSelect)
    region = forms.ChoiceField(
        label=gettext_lazy("Region, for the analysis of one"),
        required=False,
        choices=[("", "–"), *(one for one in Region.choices if one[0] != Region.BELGIUM)],
    )
    field_order = ("kind", "region")

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["kind"]
        shown.choices = kinds

    def clean(self) -> dict[str, Any]:
        """A region where the report is about one."""
        found = super().clean()
        if found.get("kind") == "region" and not found.get("region"):
            self.add_error("region", _("Choose the region that the analysis is about."))
        return found


class SubjectForm(MadeForm):
    """On which plan or partnership a report is."""

    subject = forms.ChoiceField(label=gettext_lazy("Plan or partnership"))
    field_order = ("subject",)

    def __init__(self, *args: Any, subjects: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="on_%s", **kwargs)
        field: Any = self.fields["subject"]
        field.choices = subjects


class PracticeFilter(forms.Form):
    """Which practices of the library."""

    q = forms.CharField(label=gettext_lazy("Words to look for"), required=False, max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Country or authority"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    confidence = forms.ChoiceField(label=gettext_lazy("How sure is it?"), required=False)

    def __init__(self, *args: Any, practices: Any, topics: Any, confidences: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {(f"{one.country}.{one.authority or ''}", place_of(one)) for one in practices}
        every = [("", pgettext_lazy("filter", "All"))]
        fields: Any = self.fields
        fields["country"].choices = every + sorted(places, key=lambda pair: pair[1])
        fields["topic"].choices = every + sorted(topics.items(), key=lambda pair: str(pair[1]))
        fields["confidence"].choices = every + list(confidences)


def place_of(practice: Any) -> str:
    """The country of a practice, and the authority where it is of one of several."""
    named = _("European Union") if practice.country == "EU" else country(practice.country)
    return f"{named}, {region(practice.authority)}" if practice.authority else named
