"""Forms of `following`: a scheme to follow, a file with its log, what is shown of the indicators, a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from corridor.partnerships.indicator_list import groupings
from corridor.web.design.choices import Hinted
from corridor.web.design.templatetags.design import in_language
from corridor.web.following.figures import by_label
from corridor.web.following.models import How
from corridor.web.organisations.models import Organisation
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.queries import examples, names_of
from corridor.web.pool.forms.uploads import FileForm, TableFile
from corridor.web.pool.receiving import shown_name

USUAL_DAYS, LONGEST_DAYS = 3 * 366, 10 * 366
"""Days that a log is kept: proposed, and at most. Choices of this application, not of the law."""
WHOLE = "all"
LANGUAGES = (("en", "English"), ("fr", "Français"), ("nl", "Nederlands"))


class SchemeForm(forms.Form):
    """What is followed, for whom, by which design, and how long its log is kept."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None
    )
    name = forms.CharField(label=gettext_lazy("Name of the scheme"), max_length=200)
    design = forms.ChoiceField(
        label=pgettext_lazy("following", "Design"),
        help_text=gettext_lazy(
            "The forecast is made of it. It is kept as it is today: what is changed in the design later does not "
            "change the forecast."
        ),
    )
    retention_until = forms.DateField(
        label=gettext_lazy("Kept until"),
        help_text=gettext_lazy("After this day the log is deleted. Choose it no later than the purpose needs."),
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], designs: Sequence[Design], **kwargs: Any):
        initial = {"retention_until": date.today() + timedelta(days=USUAL_DAYS)}
        super().__init__(*args, **{"initial": initial | kwargs.pop("initial", {}), **kwargs})
        chosen: Any = self.fields["organisation"]
        chosen.queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations])
        if len(organisations) == 1:
            chosen.initial, chosen.widget = organisations[0].pk, forms.HiddenInput()
        own = [(str(design.pk), design.title) for design in designs]
        shipped = [(key, in_language(names_of(one.found))) for key, one in examples().items()]
        field: Any = self.fields["design"]
        field.choices = [("", pgettext("following", "Choose a design"))]
        field.choices += [(pgettext("following", "Designs of your organisations"), own)] if own else []
        field.choices += [(pgettext("following", "Examples"), shipped)]

    def clean_retention_until(self) -> date:
        """A day to come, not farther than the application allows."""
        found: date = self.cleaned_data["retention_until"]
        if found <= date.today():
            raise ValidationError(_("Choose a day to come."))
        if found > date.today() + timedelta(days=LONGEST_DAYS):
            raise ValidationError(_("Choose a nearer day. Logs are kept for ten years at most."))
        return found


class LogForm(FileForm):
    """A file with events, until when it tells what happened, and what it does to the log that is there."""

    file = TableFile(
        label=gettext_lazy("File with events"),
        help_text=gettext_lazy(
            "CSV, Excel or Parquet, one row an event. Codes for people only: no names, e-mail addresses or national "
            "numbers."
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    as_of = forms.DateField(
        label=gettext_lazy("The file tells what happened until"),
        help_text=gettext_lazy(
            "Follow-ups that fall due later are not counted as missing. It cannot be earlier than that of the log "
            "that is there."
        ),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("What should be done with its rows?"),
        widget=forms.RadioSelect,
        choices=[
            (
                How.ADD.value,
                Hinted(
                    How.ADD.label,
                    gettext_lazy("Rows that are there already go into quarantine. Use this for corrected rows too."),
                ),
            ),
            (
                How.REPLACE.value,
                Hinted(How.REPLACE.label, gettext_lazy("What was in quarantine goes too. Older versions stay listed.")),
            ),
        ],
    )

    def __init__(self, *args: Any, has_log: bool, **kwargs: Any) -> None:
        initial = {"as_of": date.today(), "how": How.ADD.value}
        super().__init__(*args, **{"initial": initial, **kwargs})
        if not has_log:
            del self.fields["how"]

    def clean_as_of(self) -> date:
        """Nothing is known of days to come."""
        found: date = self.cleaned_data["as_of"]
        if found > date.today():
            raise ValidationError(_("Choose today or an earlier day."))
        return found

    @property
    def file_name(self) -> str:
        """The name of the user's file as it may be shown."""
        return shown_name(self.cleaned_data["file"].name)


def year_field(years: Sequence[int]) -> forms.ChoiceField:
    """The whole time, or a calendar year."""
    choices = [(WHOLE, pgettext_lazy("period", "The whole time")), *((str(year), str(year)) for year in years)]
    return forms.ChoiceField(label=pgettext_lazy("following", "Period"), choices=choices, required=False)


class ShownForm(forms.Form):
    """Which period, and by which groups."""

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"] = year_field(years)
        self.fields["by"] = forms.ChoiceField(
            label=pgettext_lazy("following", "Groups"),
            choices=[
                ("", pgettext_lazy("groups", "Everybody together")),
                *((name, by_label(name)) for name in groupings() if name != "scheme"),
            ],
            required=False,
        )

    @property
    def year(self) -> int | None:
        """The year that was chosen."""
        found = self.cleaned_data.get("period") if self.is_valid() else None
        return int(found) if found and found != WHOLE else None

    @property
    def by(self) -> str | None:
        """The column that was chosen."""
        return (self.cleaned_data.get("by") or None) if self.is_valid() else None


class ReportForm(forms.Form):
    """For which period and in which language a report is made."""

    lang = forms.ChoiceField(label=gettext_lazy("Language of the report"), choices=LANGUAGES)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"] = year_field(years)
        self.order_fields(["period", "lang"])

    @property
    def year(self) -> int | None:
        """The year that was chosen."""
        found = self.cleaned_data.get("period")
        return int(found) if found and found != WHOLE else None
