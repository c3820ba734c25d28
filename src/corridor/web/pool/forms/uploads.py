"""Choosing a file, and saying what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.pool.schema import table
from corridor.pool.source import MARKS
from corridor.web.design.choices import Hinted
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import in_language
from corridor.web.organisations.models import Organisation
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.meanings import kind_of, missing
from corridor.web.pool.models import Basis, Dataset, Kind, Purpose
from corridor.web.pool.receiving import Received, shown_name
from corridor.web.pool.sniffing import sniffed

MEGABYTE = 1024 * 1024
USUAL_DAYS, LONGEST_DAYS = 365, 5 * 366
"""Days that data are kept: proposed, and at most. Choices of this application, not of the law."""
SHOWN_VALUES, SHOWN_LENGTH = 3, 60
KIND_HINTS = {
    Kind.TALENTS: gettext_lazy("People who look for work or could fill a post."),
    Kind.VACANCIES: gettext_lazy("Posts that are to be filled."),
}


def message(error: PoolRefusal) -> str:
    """What is wrong and what to do, as one sentence in the page's language."""
    wrong, remedy = error.told(language())
    return _("%(wrong)s: %(remedy)s.") % {"wrong": wrong[:1].upper() + wrong[1:], "remedy": remedy}


class TableFile(forms.FileField):
    """A file that holds a table; `suffix` says which kind once it is clean."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, **options)
        self.too_large = False

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file with its `suffix`.

        Raises:
            ValidationError: none was chosen, it is too large, or no table.
        """
        if self.too_large:
            limit = settings.UPLOAD_LIMIT / MEGABYTE
            raise ValidationError(message(PoolRefusal("too_large", limit=f"{limit:g}")), code="too_large")
        file = super().clean(data, initial)
        if isinstance(file, Received):
            file.flush()
            try:
                file.suffix = sniffed(Path(file.temporary_file_path()))
            except PoolRefusal as error:
                raise ValidationError(message(error), code=error.key) from None
        return file


class FileForm(forms.Form):
    """A form with a file; what was refused on the way is told at the field."""

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")
        if isinstance(field, TableFile):
            field.too_large = too_large


class UploadForm(FileForm):
    """What is uploaded, for whom, and the file."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("What does the file hold?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name of the dataset"),
        help_text=gettext_lazy("For your colleagues. Without a name, the name of the file is taken."),
        max_length=120,
        required=False,
    )
    file = TableFile(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, Excel, Parquet, JSON, JSON Lines; vacancies also as schema.org JobPosting or open data of Le Forem, "
            "talents as Europass CV in JSON."
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def __init__(self, *args: Any, organisations: Mapping[str, list[Organisation]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allowed = organisations
        every = {o.pk: o for several in organisations.values() for o in several}
        chosen: Any = self.fields["organisation"]
        chosen.queryset = Organisation.objects.filter(pk__in=every)
        if len(every) == 1:
            chosen.initial, chosen.widget = next(iter(every)), forms.HiddenInput()
        kinds = [kind for kind in Kind if organisations.get(kind)]
        kind_field: Any = self.fields["kind"]
        kind_field.choices = [(kind.value, Hinted(kind.label, KIND_HINTS[kind])) for kind in kinds]
        if len(kinds) == 1:
            kind_field.initial = kinds[0].value

    def clean(self) -> dict[str, Any]:
        """An employer's organisation takes vacancies alone."""
        found: dict[str, Any] = super().clean() or {}
        organisation, kind = found.get("organisation"), found.get("kind")
        if organisation and kind and organisation not in self.allowed.get(kind, []):
            self.add_error("kind", _("Your role in this organisation does not include that. Choose the other kind."))
        return found

    @property
    def file_name(self) -> str:
        """The name of the user's file as it may be shown."""
        return shown_name(self.cleaned_data["file"].name)


class MappingForm(forms.Form):
    """The meaning of each column, and why and how long the data may be used."""

    name = forms.CharField(label=gettext_lazy("Name of the dataset"), max_length=120)
    basis = forms.ChoiceField(
        label=gettext_lazy("On what ground may these data be used?"),
        help_text=gettext_lazy(
            "Article 6 of the General Data Protection Regulation. For a public employment service it is mostly its "
            "public task. Ask your data protection officer where you are not sure."
        ),
        choices=[("", gettext_lazy("Choose a ground")), *Basis.choices],
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What are they used for?"),
        help_text=gettext_lazy("They may not be used for anything else."),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
    )
    retention_until = forms.DateField(
        label=gettext_lazy("Kept until"),
        help_text=gettext_lazy("After this day the dataset is deleted. Choose it no later than the purpose needs."),
    )

    def __init__(self, *args: Any, dataset: Dataset, complete: bool = True, **kwargs: Any) -> None:
        self.dataset, self.complete = dataset, complete
        self.kind = kind_of(dataset.kind)
        initial = {
            "name": dataset.name,
            "basis": dataset.basis,
            "purpose": dataset.purpose,
            "retention_until": dataset.retention_until or date.today() + timedelta(days=USUAL_DAYS),
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        for name in ("basis", "purpose", "retention_until"):
            self.fields[name].required = complete
        choices = self._meanings()
        self.columns = {f"column_{at}": name for at, name in enumerate(dataset.columns) if name not in MARKS}
        for at, name in enumerate(dataset.columns):
            if name not in MARKS:
                self.fields[f"column_{at}"] = forms.ChoiceField(
                    label=name or _("(a column without a name)"),
                    help_text=self._values(at),
                    choices=choices,
                    required=False,
                    initial=dataset.mapping.get(name) or "",
                )

    def _meanings(self) -> list[Any]:
        lang, known = language(), table(self.kind)
        own = [(c.name, c.label[lang]) for c in known.columns.values()]
        others = sorted(((c.name, c.label[lang]) for c in known.facts.values()), key=lambda pair: pair[1].casefold())
        return [
            ("", _("Leave this column out")),
            (_("Columns of the table"), own),
            (_("Other facts of the law"), others),
        ]

    def _values(self, at: int) -> str:
        """The first values of a column, as a hint: from a stranger's file, so they are escaped here."""
        rows = (self.dataset.preview or {}).get("rows", [])
        found = [row[at][:SHOWN_LENGTH] for row in rows if at < len(row) and row[at]][:SHOWN_VALUES]
        return format_html("{}", " · ".join(found)) if found else _("No value in the first rows")

    @property
    def meanings(self) -> list[forms.BoundField]:
        """The fields of the columns."""
        return [self[name] for name in self.columns]

    @property
    def mapping(self) -> dict[str, str | None]:
        """The meaning of each column as chosen."""
        return {column: self.cleaned_data.get(name) or None for name, column in self.columns.items()}

    def clean_retention_until(self) -> date | None:
        """A day to come, not farther than the application allows."""
        found: date | None = self.cleaned_data["retention_until"]
        if found is None:
            return None
        if found <= date.today():
            raise ValidationError(_("Choose a day to come."))
        if found > date.today() + timedelta(days=LONGEST_DAYS):
            raise ValidationError(
                _("Choose a nearer day. Data are kept for five years at most, and can be uploaded again.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        """No meaning twice; before an import, those that every table needs."""
        found: dict[str, Any] = super().clean() or {}
        seen: dict[str, str] = {}
        lang = language()
        for name, column in self.columns.items():
            target = found.get(name)
            if not target:
                continue
            if target in seen:
                told = {"other": seen[target], "meaning": table(self.kind).column(target).label[lang]}
                self.add_error(name, _("“%(other)s” is “%(meaning)s” already. Leave one of the two out.") % told)
            seen.setdefault(target, column)
        if self.complete:
            for group in missing(seen, self.kind):
                names = _(" or ").join(f"“{in_language(column.label)}”" for column in group)
                self.add_error(None, _("Say which column is %(names)s: every table needs it.") % {"names": names})
        return found


class ClaimForm(forms.Form):
    """To whom the link goes."""

    id = forms.CharField(widget=forms.HiddenInput, max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the person"),
        help_text=gettext_lazy("They get a link. With it they see what is held about them, and can have it erased."),
    )


class CvForm(FileForm):
    """A Europass CV."""

    file = TableFile(
        label=gettext_lazy("Europass CV (JSON)"),
        help_text=gettext_lazy(
            "Your name, address, photograph and contact data are not read. The file is not kept. What you filled in "
            "already stays as it is."
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
