"""Evidence: which kind of source, where the value stands in it, and, of a document, what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.consultation.form import LANGUAGES
from corridor.consultation.reading import plain
from corridor.told import ToldError
from corridor.web.chain.forms.items import ItemForm
from corridor.web.chain.forms.sources import BETWEEN, HOLDERS, LABELS, fields_of, holder_field
from corridor.web.chain.models import Confidence
from corridor.web.chain.readings import reference_of
from corridor.web.design.names import language

OF_TABLES = ("verdict", "indicator")
"""Kinds that name a table of indicators."""


class KindForm(forms.Form):
    """Which kind of source."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of source is it?"), choices=list(LABELS.items()), widget=forms.RadioSelect
    )


class HolderForm(forms.Form):
    """Which plan, table, scheme or design holds the value."""

    def __init__(self, *args: Any, of: str, programme: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[HOLDERS[of]] = holder_field(of, programme)

    @property
    def empty(self) -> bool:
        """There is none to choose."""
        return not any(getattr(field, "choices", ()) for field in self.fields.values())


class EvidenceForm(ItemForm):
    """An item of evidence with its reference; the fields of the reference begin with `r_`."""

    texts = {  # noqa: RUF012
        "about": (gettext_lazy("What the value is about"), True, False),
        "note": (gettext_lazy("Note"), False, True),
    }
    confidence = forms.ChoiceField(
        label=gettext_lazy("How sure is it?"),
        required=False,
        choices=[("", pgettext_lazy("confidence", "Not stated")), *Confidence.choices],
    )

    def __init__(self, *args: Any, of: str, holder: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)
        item: Any = self.item
        before: dict[str, Any] = item.reference if item is not None else {}
        self.kept = before if "file" in before else None
        if self.kept is None:
            name = HOLDERS.get(of, "")
            holder = str(self.data.get(name) or holder or before.get(name[2:], ""))
            self.fields |= fields_of(of, self.programme, holder)
            if name:
                self.initial.setdefault(name, holder)
        for name, value in before.items():
            self.initial.setdefault(f"r_{name}", as_day(value) if name == "day" else value)
        if of == "law" and before:
            self.initial["r_name"] = f"{before['region']}.{before['name']}"
        if of == "published" and before:
            self.initial["r_id"] = f"{before['table']}.{before['id']}"
        if of in OF_TABLES and before:
            self.initial["r_where"] = f"{before['region']}{BETWEEN}{before['period']}"
        self._keep_choices()
        where = [name for name in self.fields if name.startswith("r_") or name in ("value", "date")]
        self.order_fields([*where, *(f"about_{lang}" for lang in LANGUAGES), "confidence"])
        if of == "document" and item is not None:
            seen = item.seen or {}
            self.initial = {**self.initial, "value": seen.get("value"), "date": as_day(seen.get("date"))}

    def _keep_choices(self) -> None:
        """What was chosen once may stay, also where it is no longer offered: a plan that is gone, a row of a table."""
        if self.item is None:
            return
        fields: Any = self.fields
        for name, field in fields.items():
            chosen = self.initial.get(name)
            if name.startswith("r_") and isinstance(field, forms.ChoiceField) and not _offered(field, chosen):
                gone = name == "r_folder" or (name == "r_table" and "." not in str(chosen))
                label = _("a plan that is no longer there") if gone else chosen
                known: Any = field.choices
                field.choices = [*known, (chosen, label)]

    def clean(self) -> dict[str, Any]:
        """The reference, as the library reads it."""
        found = super().clean()
        if not self.errors:
            try:
                found["reference"] = plain(reference_of(self._raw(found)))
            except ToldError as error:
                self.add_error(None, " ".join(error.told(language())))
        return found

    def _raw(self, found: dict[str, Any]) -> dict[str, Any]:
        if self.kept is not None:
            return self.kept
        raw = {name[2:]: value for name, value in found.items() if name.startswith("r_") and value not in (None, "")}
        if self.of == "law":
            raw["region"], _dot, raw["name"] = str(raw["name"]).partition(".")
        if self.of == "published":
            raw["table"], _dot, raw["id"] = str(raw["id"]).partition(".")
        if self.of in OF_TABLES:
            raw["region"], _dot, raw["period"] = str(raw.pop("where")).partition(BETWEEN)
        return {"kind": self.of, **raw}

    @property
    def unchanged(self) -> bool:
        """Of a document: neither its place nor what was read there was changed; a number reads as its text."""
        item: Any = self.item
        seen: dict[str, Any] = item.seen or {}
        same_place = self.cleaned_data["reference"] == item.reference
        same_day = self.cleaned_data.get("date") == as_day(seen.get("date"))
        return bool(seen) and same_place and same_day and self.cleaned_data.get("value") == str(seen["value"]).strip()

    @property
    def source_before(self) -> dict[str, Any]:
        """Of a document: what its source is called, where its address stayed."""
        item: Any = self.item
        source: dict[str, Any] = ((item.seen or {}).get("source") or {}) if item is not None else {}
        stays = source.get("url") == self.cleaned_data["reference"].get("address")
        return {"title": source["title"]} if source and stays else {}

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the model but the value seen."""
        return {name: self.cleaned_data[name] for name in ("about", "reference", "confidence", "note")}


def _offered(field: forms.ChoiceField, value: Any) -> bool:
    """Whether a field has nothing chosen, or something that it offers."""
    return value in (None, "") or field.valid_value(value)


def as_day(value: Any) -> date | None:
    """A day that is kept as text."""
    return date.fromisoformat(value) if isinstance(value, str) and value else None


class AcceptForm(forms.Form):
    """Why the value that the source has now is accepted."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput())
    reason = forms.CharField(
        label=gettext_lazy("Why the new value is accepted"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
