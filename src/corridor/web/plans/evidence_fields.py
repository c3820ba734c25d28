"""What a person may add to a plan: a table of indicators, and the methods that measure shortages with it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.method import measures
from corridor.plan.errors import PlanError
from corridor.plan.evidence import EvidenceAsked, evidence
from corridor.web.design import names
from corridor.web.design.templatetags.design import in_language
from corridor.web.evidence.measured import read
from corridor.web.evidence.tables_sent import text_of

LARGEST = 2 * 1024 * 1024
"""Of a table, in bytes: it is kept with the plan."""


class EvidenceFields(forms.Form):
    """The fields; none need be filled in, and a table needs a method."""

    indicators = forms.FileField(
        required=False,
        label=_("Table of indicators"),
        help_text=_(
            "CSV in UTF-8, 2 MB at most. Without one the plan shows the lists of each occupation and says that nothing "
            "was measured."
        ),
    )
    measures = forms.MultipleChoiceField(
        required=False, label=_("Methods that measure shortages with it"), widget=forms.CheckboxSelectMultiple
    )
    period = forms.CharField(
        required=False,
        max_length=20,
        label=pgettext_lazy("indicators", "Period of the table"),
        help_text=_("Such as 2025; needed where the table has several of the region."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left_out = 0
        methods = self.fields["measures"]
        assert isinstance(methods, forms.MultipleChoiceField)
        methods.choices = [(one.id, in_language(one.label)) for one in measures().values()]

    def clean_indicators(self) -> str:
        """The text of the table; rows that cannot be read are counted in `left_out`."""
        file = self.cleaned_data.get("indicators")
        if not file:
            return ""
        if file.size > LARGEST:
            raise ValidationError(gettext("The file is larger than %(mb)s MB.") % {"mb": LARGEST // 1024**2})
        text = text_of(file)
        try:
            table = read(text)
        except LabourMarketError as error:
            raise ValidationError("; ".join(error.told(names.language()))) from None
        if table.rows.is_empty():
            raise ValidationError(gettext("no row can be used"))
        self.left_out = table.quarantine["row"].n_unique()
        return text

    def check_evidence(self, region: str, day: datetime.date) -> None:
        """Whether the methods can be asked of the table for the region, before anything is kept."""
        text, chosen, period = (self.cleaned_data.get(name) for name in ("indicators", "measures", "period"))
        if text is None or not (text or chosen):
            return
        table = read(text) if text else None
        try:
            evidence(region, day, EvidenceAsked(table, tuple(chosen or ()), period or None))
        except (LabourMarketError, PlanError) as error:
            place = error.place if error.place in ("measures", "period") else "indicators"
            self.add_error(place, "; ".join(error.told(names.language())))
