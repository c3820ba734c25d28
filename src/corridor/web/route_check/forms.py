"""The forms of the route check: the first page, one question, all facts at once, a case file, what if."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.occupations import isco08
from corridor.permits.case import REGIONS
from corridor.rules.errors import CaseError
from corridor.rules.model import Fact
from corridor.web.design import names
from corridor.web.design.dates import DateField
from corridor.web.route_check import fields, questions, units
from corridor.web.route_check.given import Given, vocabulary

LARGEST_FILE = 128 * 1024
"""Of a case file, in bytes."""
CANDIDATES = 6
VALUE = "value"
"""The name of the control that a question is answered with."""


class StartForm(forms.Form):
    """Where, what for and when."""

    region = forms.ChoiceField(
        label=gettext_lazy("In which region will you work?"),
        help_text=gettext_lazy(
            "The region of the place of work decides. For an unlimited permit it is the region where you live."
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the region.")},
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What do you want to ask for?"),
        widget=forms.RadioSelect,
        initial="work",
        error_messages={"required": gettext_lazy("Choose what you want to ask for.")},
    )
    application_date = DateField(
        label=gettext_lazy("When is the application filed, or when will it be?"),
        help_text=gettext_lazy("The law of that day counts. If you do not know, leave today’s date."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].choices = [(r, names.regions()[r][names.language()]) for r in REGIONS]  # type: ignore[attr-defined]
        purpose = vocabulary().facts["purpose"]
        self.fields["purpose"].choices = [(v, units.shown(purpose, v)) for v in purpose.values]  # type: ignore[attr-defined]
        self.fields["application_date"].initial = timezone.localdate()

    def clean_application_date(self) -> Any:
        """The day; the law is described from a first day on."""
        day = self.cleaned_data["application_date"]
        first, last = vocabulary().coverage
        if day < first:
            message, remedy = CaseError("application_date", "before_the_law", raw=day, first=first, last=last).told(
                names.language()
            )
            raise ValidationError(f"{message}; {remedy}.", code="before_the_law")
        return day


class QuestionForm(forms.Form):
    """One question. `value` is the answer."""

    def __init__(self, fact: Fact, given: Given, data: Mapping[str, Any] | None = None) -> None:
        stated = given.answers.get(fact.name)
        started = {} if stated is None else {VALUE: fields.initial(fact, stated)}
        super().__init__(data, initial=started)
        self.fields[VALUE] = fields.field(fact, given)


class OccupationForm(forms.Form):
    """The occupation: by its title, in any of the languages, or by its code; of several that fit, one is chosen."""

    title = forms.CharField(
        max_length=120,
        help_text=gettext_lazy(
            "For example nurse, mason, développeur web, lasser. A code of four digits (ISCO-08) will do as well."
        ),
        error_messages={"required": gettext_lazy("Enter a job title, or choose “I don’t know”.")},
    )

    def __init__(self, fact: Fact, given: Given, data: Mapping[str, Any] | None = None) -> None:
        stated = given.answers.get(fact.name)
        super().__init__(data, initial={} if stated is None else {"title": f"{stated:04d}"})
        self.fact = fact
        self.fields["title"].label = _("What is the job called?")
        self.candidates = self._candidates((data or {}).get("title", ""))
        chosen = VALUE in (data or {})
        if (self.candidates and not self._is_code) or chosen:
            self.fields[VALUE] = forms.ChoiceField(
                label=_("Which of these occupations is it?"),
                choices=[(code, units.occupation(code)) for code in self.candidates],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the occupations, or enter another title.")},
            )

    @property
    def _is_code(self) -> bool:
        """Whether a code was typed instead of a title."""
        return self.data.get("title", "").strip() in self.candidates

    def _candidates(self, title: str) -> list[str]:
        """Codes that a title may mean, likeliest first."""
        text = title.strip()[:120]
        if text.isascii() and text.isdigit() and len(text) == 4:
            return [text] if text in isco08.groups() else []
        from corridor.occupations.errors import OccupationError
        from corridor.occupations.search import Searcher

        try:
            found = Searcher.open(meaning=False).search(text, lang=names.language(), limit=CANDIDATES) if text else []
        except OccupationError:
            return []
        return list(dict.fromkeys(c.isco08 for c in found))

    def clean_title(self) -> str:
        """The title; one that fits no occupation is an error."""
        title: str = self.cleaned_data["title"]
        if not self.candidates:
            raise ValidationError(
                _("No occupation was found for this title. Try another word for the job."), code="nothing_found"
            )
        return title

    @property
    def answer(self) -> int | None:
        """The code, once it is certain: it was typed, or chosen."""
        if not self.is_valid():
            return None
        code = self.candidates[0] if self._is_code else self.cleaned_data.get(VALUE)
        return int(code) if code else None

    @property
    def only_searched(self) -> bool:
        """Whether a title was entered and the choice among occupations is still to come, which is no error."""
        return bool(self.candidates) and not self._is_code and VALUE not in self.data


class AllFactsForm(forms.Form):
    """Every fact that the law of the region reads, in groups; what is left empty is not known."""

    def __init__(self, given: Given, data: Mapping[str, Any] | None = None) -> None:
        facts = vocabulary().facts
        started = {n: fields.initial(facts[n], v) for n, v in given.answers.items() if v is not None}
        super().__init__(data, initial=started, prefix="all")
        self.groups: list[tuple[str, list[str]]] = []
        for title, found in questions.grouped(given.region, given.day):
            self.groups.append((title, [fact.name for fact in found]))
            for fact in found:
                name = questions.label(fact.name)
                self.fields[fact.name] = fields.field(fact, given, compact=True, required=False, label=name)

    def parts(self) -> list[dict[str, Any]]:
        """The groups with their fields, and how many of them are answered."""
        out = []
        for title, facts in self.groups:
            bound = [self[name] for name in facts]
            wrong = any(field.errors for field in bound) if self.is_bound else False
            out.append(
                {
                    "title": title,
                    "fields": bound,
                    "answered": sum(f.value() not in (None, "") for f in bound),
                    "wrong": wrong,
                }
            )
        return out

    def applied(self, given: Given) -> Given:
        """The case with these facts in place of its own."""
        mine = {n: v for n, v in self.cleaned_data.items() if v is not None}
        kept = {n: v for n, v in given.answers.items() if n not in self.fields}
        return Given(given.region, given.day, {**kept, **mine}, given.id)


class UploadForm(forms.Form):
    """A case file."""

    file = forms.FileField(
        label=gettext_lazy("Case file"),
        help_text=gettext_lazy(
            "A file that you downloaded here, or any case file in YAML or JSON. It is read and not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json,.txt"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """The file; one that is too large is refused unread."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(
                _("The file is larger than %(size)s kB. A case file has a few lines.") % {"size": LARGEST_FILE // 1024}
            )
        return file


class WhatIfForm(forms.Form):
    """Another value for one fact."""

    def __init__(self, fact: Fact, given: Given, value: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={} if value is None else {"to": fields.initial(fact, value)})
        name = questions.label(fact.name)
        self.fields["to"] = fields.field(
            fact, given, compact=True, required=False, label=_("New value: %(fact)s") % {"fact": name}
        )
        self.fields["to"].widget.attrs["form"] = "case"
