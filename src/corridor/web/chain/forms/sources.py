"""The fields of each kind of source: what is known is offered as a list, what is not is written.

Of a plan, a table, a scheme or a design - the holder of the value - the person says first which: its lists follow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from corridor.web.chain import figures
from corridor.web.chain.forms.suggested import Choices, Suggested
from corridor.web.chain.places import places
from corridor.web.chain.queries import plan_called, plans_for, tables_for
from corridor.web.chain.readings import MOST_DRAWS, rows_of_table, shipped_tables
from corridor.web.design.choices import Hinted
from corridor.web.design.dates import DateField
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import country, day, in_language, region

Fields = dict[str, forms.Field]
LABELS = {
    "plan": Hinted(gettext_lazy("A figure of a plan"), gettext_lazy("Posts, people and reasons that a plan counted.")),
    "verdict": Hinted(
        gettext_lazy("A measured verdict"),
        gettext_lazy("What a method says of an occupation, on a table of indicators."),
    ),
    "indicator": Hinted(
        gettext_lazy("A measured indicator"), gettext_lazy("A figure of a table: vacancies, pay, jobseekers.")
    ),
    "law": Hinted(gettext_lazy("A value of the law"), gettext_lazy("An amount, an age or a period on a day.")),
    "shortage_list": Hinted(
        gettext_lazy("An occupation on a shortage list"), gettext_lazy("Whether the list had it on a day.")
    ),
    "list_titles": Hinted(
        gettext_lazy("The length of a shortage list"), gettext_lazy("How many titles its edition of a day has.")
    ),
    "published": Hinted(
        gettext_lazy("A published figure"), gettext_lazy("A projection of the labour market or a stay rate.")
    ),
    "scheme": Hinted(
        gettext_lazy("A figure of a partnership"), gettext_lazy("What the register of schemes says of one.")
    ),
    "simulation": Hinted(
        gettext_lazy("A result of a simulated partnership"), gettext_lazy("A design that ships, with seed and draws.")
    ),
    "document": Hinted(gettext_lazy("A document"), gettext_lazy("Its address and place; you write down what it says.")),
}
"""The kinds of source, in the order of the page."""
HOLDERS = {
    "plan": "r_folder",
    "verdict": "r_table",
    "indicator": "r_table",
    "scheme": "r_scheme",
    "simulation": "r_design",
}
"""The field that says first which plan, table, scheme or design holds the value."""
REGIONS = ("flanders", "wallonia", "brussels", "german_community")
BETWEEN = "|"
"""Between region and period of a table, which are one choice."""


def holder_field(kind: str, programme: Any) -> forms.ChoiceField:
    """Which plan, table, scheme or design it is."""
    match kind:
        case "plan":
            plans: Choices = [(str(plan.pk), plan_called(plan)) for plan in plans_for(programme)]
            return forms.ChoiceField(label=_("Plan"), choices=plans)
        case "scheme":
            from corridor.partnerships.scheme import schemes

            known: Choices = [(key, f"{key} {one.short}") for key, one in schemes().items()]
            return forms.ChoiceField(label=_("Scheme"), choices=known)
        case "simulation":
            from corridor.partnerships.design import shipped

            designs: Choices = [(key, one.name.told(language())) for key, one in shipped().items()]
            return forms.ChoiceField(label=_("Design"), choices=designs)
        case _:
            return forms.ChoiceField(label=_("Table of indicators"), choices=_tables(kind, programme))


def _tables(kind: str, programme: Any) -> Choices:
    """The tables of plans, and those that ship: for a verdict, only one that speaks of occupations."""
    own: Choices = [(str(plan.pk), plan_called(plan)) for plan in tables_for(programme)]
    speaks = [
        name for name in shipped_tables() if kind != "verdict" or _judged(rows_of_table(name, programme.organisation))
    ]
    shipped: Choices = [(name, name) for name in speaks]
    groups = [(_("Tables that come with the software"), shipped), (_("Tables of plans"), own)]
    return [(label, rows) for label, rows in groups if rows]


def fields_of(kind: str, programme: Any, holder: str) -> Fields:
    """The fields of a kind of reference.

    Args:
        kind: of source.
        programme: whose plans may be cited.
        holder: the plan, table, scheme or design, where the kind has one.
    """
    first: Fields = {HOLDERS[kind]: holder_field(kind, programme)} if kind in HOLDERS else {}
    return first | MAKERS[kind](programme, holder) if kind in MAKERS else first


# ---- plans and partnerships: a place in a document ----------------------------------------------
def _plan(programme: Any, holder: str) -> Fields:
    return {"r_at": _path(_("Where in the plan"), places(figures.of_plan(programme, holder)), "inputs.posts")}


def _scheme(programme: Any, holder: str) -> Fields:
    return {"r_at": _path(_("Where in the record"), places(figures.of_scheme(holder)), "counts.target[0].n")}


def _simulation(programme: Any, holder: str) -> Fields:
    known = [(path, "") for path, _value in places(figures.of_design(holder))]
    return {
        "r_at": _path(_("Where in the result"), known, "placed_abroad.p50"),
        "r_draws": forms.IntegerField(label=_("Draws"), min_value=1, max_value=MOST_DRAWS, initial=2000),
        "r_seed": forms.IntegerField(label=_("Seed"), min_value=0, initial=1),
    }


def _path(label: str, known: Any, example: str) -> forms.CharField:
    help_text = _("Choose from the list that opens when you type, or write a path, for example %(example)s.")
    widget = Suggested([(path, value) for path, value in known])
    return forms.CharField(label=label, max_length=200, help_text=help_text % {"example": example}, widget=widget)


# ---- tables of indicators -----------------------------------------------------------------------
def _verdict(programme: Any, holder: str) -> Fields:
    from corridor.labour_market.measure import measures

    rows = rows_of_table(holder, programme.organisation)
    methods: Choices = [(one.id, in_language(one.label)) for one in measures().values()]
    return {
        "r_method": forms.ChoiceField(label=_("Method"), choices=methods),
        "r_isco08": forms.ChoiceField(label=_("Occupation (ISCO-08)"), choices=_occupations(_judged(rows))),
        "r_where": _where(rows),
    }


def _judged(rows: list[dict[str, Any]]) -> list[str]:
    """The occupations of a table on which a method can give a verdict."""
    return sorted({row["isco08"] for row in rows if len(row["isco08"]) == 4 and row["isco08"].isdigit()})


def _indicator(programme: Any, holder: str) -> Fields:
    from corridor.labour_market.indicators import indicators

    rows = rows_of_table(holder, programme.organisation)
    used = {row["indicator"] for row in rows}
    named: Choices = [(name, in_language(one.label)) for name, one in indicators().items() if name in used]
    return {
        "r_indicator": forms.ChoiceField(label=pgettext("reference", "Indicator"), choices=named),
        "r_isco08": forms.ChoiceField(
            label=_("Occupation (ISCO-08)"), choices=_occupations(sorted({row["isco08"] for row in rows}))
        ),
        "r_where": _where(rows),
    }


def _occupations(codes: list[str]) -> Choices:
    from corridor.labour_market.indicators import TOTAL
    from corridor.occupations.isco08 import group

    told = {TOTAL: pgettext("occupations", "All occupations")}
    return [(code, told.get(code) or f"{code} {group(code).title(language())}") for code in codes]


def _where(rows: list[dict[str, Any]]) -> forms.ChoiceField:
    known = sorted({(row["region"], row["period"]) for row in rows})
    choices = [(f"{place}{BETWEEN}{period}", f"{region(place)}, {period}") for place, period in known]
    return forms.ChoiceField(label=_("Region and period"), choices=choices)


# ---- the law, lists, published figures, documents -----------------------------------------------
def _law(programme: Any, holder: str) -> Fields:
    from corridor.permits.book import book

    groups = []
    for name in REGIONS:
        known = book(name).rules.parameters.items()
        one = [(f"{name}.{key}", f"{in_language(value.label)} ({_since(value)})") for key, value in known]
        groups.append((region(name), sorted(one, key=lambda row: row[1])))
    return {"r_name": forms.ChoiceField(label=_("Value of the law"), choices=groups), "r_day": _day()}


def _since(parameter: Any) -> str:
    """From which day a value of the law holds; of several the newest."""
    newest = max(one.start for one in parameter.values)
    return _("newest from %(date)s") % {"date": day(newest)} if len(parameter.values) > 1 else day(newest)


def _lists() -> forms.ChoiceField:
    from corridor.labour_market.shortage_lists import all_lists

    return forms.ChoiceField(label=_("List"), choices=[(one.id, in_language(one.label)) for one in all_lists()])


def _on_list(programme: Any, holder: str) -> Fields:
    isco = forms.RegexField(r"^\d{4}$", label=_("Occupation (ISCO-08, four figures)"), max_length=4)
    return {"r_list": _lists(), "r_isco08": isco, "r_day": _day()}


def _titles(programme: Any, holder: str) -> Fields:
    return {"r_list": _lists(), "r_day": _day()}


def _published(programme: Any, holder: str) -> Fields:
    from corridor.consultation.chain.references.market import stay_rate_id
    from corridor.labour_market.projection_facts import facts
    from corridor.labour_market.published_stay_rates import published

    lang = language()
    projected = [
        (f"projections.{key}", f"{key.replace('_', ' ')}: {fact.value_told(lang)} ({fact.source})"[:200])
        for key, fact in facts().items()
    ]
    rates = [
        (f"stay_rates.{stay_rate_id(one)}", f"{country(one.country)}, {one.group.told(lang)}, {one.cohort or '-'}")
        for one in published()
    ]
    choices = [(_("Projections"), projected), (_("Stay rates"), rates)]
    return {"r_id": forms.ChoiceField(label=_("Published figure"), choices=choices)}


def _document(programme: Any, holder: str) -> Fields:
    return {
        "r_address": forms.URLField(label=_("Address of the document"), max_length=500, assume_scheme="https"),
        "r_place": forms.CharField(label=_("Page, article or table"), max_length=200, required=False),
        "value": forms.CharField(
            label=_("What it says"),
            max_length=2000,
            required=False,
            help_text=_("Addresses are not fetched: write down what you read there, and when."),
        ),
        "date": DateField(label=_("Read on"), required=False),
    }


def _day() -> forms.Field:
    return DateField(label=_("On which day"))


MAKERS: dict[str, Callable[[Any, str], Fields]] = {
    "plan": _plan,
    "verdict": _verdict,
    "indicator": _indicator,
    "law": _law,
    "shortage_list": _on_list,
    "list_titles": _titles,
    "published": _published,
    "scheme": _scheme,
    "simulation": _simulation,
    "document": _document,
}
