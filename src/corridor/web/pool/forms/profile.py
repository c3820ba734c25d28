"""A talent's own profile: the columns of the pool in plain words. Every field may stay empty: not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.pool.schema import table
from corridor.pool.words import words
from corridor.web.design.dates import DateField
from corridor.web.design.names import countries, language, regions
from corridor.web.design.templatetags.design import in_language
from corridor.web.organisations.models import Region
from corridor.web.pool import facts, occupations
from corridor.web.pool.models import TalentProfile

SINGLE = (
    "title",
    "isco08",
    "education_level",
    "graduated_in_belgium",
    "experience_years",
    "experience_years_last_7",
    "nationality",
    "residence_status",
    "residence_country",
    "residence_region",
    "work_access",
    "wish_annual_salary",
    "sex",
)
"""Columns whose field has their value as it is."""
LANGUAGES = 6
"""So many languages have a place on the page; further ones come with a second save."""
UNKNOWN = ("", gettext_lazy("not known"))
TRUTHS = (UNKNOWN, ("true", gettext_lazy("yes")), ("false", gettext_lazy("no")))
NONE = "none"
LEVELS = (
    UNKNOWN,
    ("1", gettext_lazy("1: primary school")),
    ("2", gettext_lazy("2: lower secondary school")),
    ("3", gettext_lazy("3: secondary school that leads to a trade")),
    ("4", gettext_lazy("4: secondary school that gives access to higher education")),
    ("5", gettext_lazy("5: associate degree, short higher education")),
    ("6", gettext_lazy("6: bachelor")),
    ("7", gettext_lazy("7: master")),
    ("8", gettext_lazy("8: doctorate")),
)
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Your work"), ("title", "occupation", "isco08", "isco08_other", "skills")),
    (
        gettext_lazy("Education and experience"),
        ("education_level", "graduated_in_belgium", "experience_years", "experience_years_last_7"),
    ),
    (gettext_lazy("Languages"), ("languages",)),
    (gettext_lazy("Licences"), ("driving", "titles")),
    (
        gettext_lazy("You and your right to work"),
        ("nationality", "birth_date", "residence_status", "residence_country", "residence_region", "work_access"),
    ),
    (gettext_lazy("What you wish"), ("wish_annual_salary", "wish_regions", "available_from")),
    (gettext_lazy("Who may work with your profile"), ("region",)),
    (gettext_lazy("For the audit alone"), ("sex",)),
)


def _text(label: Any, help_text: Any = "", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, **options)


def _choice(label: Any, help_text: Any = "", **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=help_text, required=False, **options)


class ProfileForm(forms.Form):
    """What a talent says about themselves."""

    title = _text(
        gettext_lazy("What do you do, or what would you like to do?"),
        gettext_lazy("In your own words."),
        max_length=200,
    )
    occupation = _text(
        gettext_lazy("Find your occupation in the list"),
        gettext_lazy(
            "Type it in any language, then choose below. The list is that of the International Labour Organization."
        ),
        max_length=occupations.LONGEST,
    )
    isco08 = _choice(gettext_lazy("Your occupation in the list"), widget=forms.RadioSelect)
    isco08_other = forms.MultipleChoiceField(
        label=gettext_lazy("Other occupations that you can do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    skills = _text(
        gettext_lazy("What can you do?"),
        gettext_lazy("One skill a line, for instance: wiring, reading plans."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )
    education_level = _choice(
        gettext_lazy("Your highest diploma"),
        gettext_lazy("On the European scale, also for a diploma from elsewhere."),
        choices=LEVELS,
    )
    graduated_in_belgium = _choice(
        gettext_lazy("Is it from a Belgian school?"), choices=TRUTHS, widget=forms.RadioSelect
    )
    experience_years = _text(gettext_lazy("Years of work in this occupation"), max_length=10)
    experience_years_last_7 = _text(gettext_lazy("Of these, in the last seven years"), max_length=10)
    driving = forms.MultipleChoiceField(
        label=gettext_lazy("Driving licence"), required=False, widget=forms.CheckboxSelectMultiple
    )
    titles = _text(
        gettext_lazy("Professional titles"),
        gettext_lazy("For instance: nurse, welder. Separate them with a semicolon."),
        max_length=500,
    )
    nationality = _choice(gettext_lazy("Nationality"))
    birth_date = DateField(label=gettext_lazy("Date of birth"), required=False, autocomplete="bday")
    residence_status = _choice(gettext_lazy("Your residence status in Belgium"))
    residence_country = _choice(gettext_lazy("The country where you live"))
    residence_region = _choice(
        gettext_lazy("The region where you live"), gettext_lazy("Only where you live in Belgium.")
    )
    work_access = _choice(gettext_lazy("May you work for any employer in Belgium today?"))
    wish_annual_salary = _text(
        gettext_lazy("The lowest pay that you would accept"),
        gettext_lazy("Gross, a year, full-time, in euro."),
        max_length=20,
    )
    wish_regions = forms.MultipleChoiceField(
        label=gettext_lazy("Where would you work?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    available_from = forms.DateField(label=gettext_lazy("From when could you start?"), required=False)
    region = _choice(
        gettext_lazy("Which region's services may work with your profile?"),
        gettext_lazy("They see it only as long as you agree to be proposed for vacancies. You are asked that apart."),
    )
    sex = _choice(
        gettext_lazy("Sex"),
        gettext_lazy(
            "It is asked for one purpose: to check afterwards whether women and men are proposed alike. Nobody sees it "
            "beside your profile, and it counts nowhere."
        ),
    )

    def __init__(self, *args: Any, profile: TalentProfile | None, **kwargs: Any) -> None:
        self.profile = profile
        self.kept: Mapping[str, Any] = profile.facts if profile else {}
        super().__init__(*args, **{"initial": self._initial(), **kwargs})
        self.languages = [self._add_language(at) for at in range(max(LANGUAGES, len(self._known_languages()) + 1))]
        self._set_choices()

    # ---- what stands in the fields ----
    def _initial(self) -> dict[str, Any]:
        plain = {name: facts.as_text(v) for name, v in self.kept.items() if not isinstance(v, list)}
        licences = self.kept.get("licences")
        driving = set(words().document.driving)
        held = licences or []
        return plain | {
            "isco08_other": self.kept.get("isco08_other") or [],
            "skills": "\n".join(self.kept.get("skills") or []),
            "driving": [NONE] if licences == [] else [c for c in held if c in driving],
            "titles": "; ".join(c for c in held if c not in driving),
            "wish_regions": self.kept.get("wish_regions") or [],
            "birth_date": _day(self.kept.get("birth_date")),
            "region": self.profile.region if self.profile else "",
        }

    def _known_languages(self) -> list[str]:
        return list(self.kept.get("languages") or [])

    def _add_language(self, at: int) -> tuple[str, str]:
        known = self._known_languages()
        code, _sign, level = (known[at] if at < len(known) else "").partition(":")
        lang = language()
        names = sorted(((c, t[lang]) for c, t in facts.languages().items()), key=lambda pair: pair[1].casefold())
        levels = [(one, one) for one in words().document.cefr]
        number = {"number": at + 1}
        self.fields[f"language_{at}"] = _choice(
            _("Language %(number)s") % number, choices=[("", "–"), *names], initial=code
        )
        self.fields[f"level_{at}"] = _choice(
            _("Level of language %(number)s") % number, choices=[("", "–"), *levels], initial=level
        )
        return f"language_{at}", f"level_{at}"

    def _set_choices(self) -> None:
        lang, known = language(), table("talents").columns
        places = [UNKNOWN, *((code, text[lang]) for code, text in regions().items() if code in Region.values)]
        every = sorted(((code, text[lang]) for code, text in countries().items()), key=lambda pair: pair[1].casefold())
        choices: dict[str, list[Any]] = {
            "nationality": [UNKNOWN, *every],
            "residence_country": [UNKNOWN, *every],
            "residence_region": places,
            "wish_regions": places[1:],
            "region": [("", _("None for now")), *places[1:]],
            "driving": [(NONE, _("I have no driving licence")), *((c, c) for c in words().document.driving)],
        }
        for name in ("residence_status", "work_access", "sex"):
            labels = known[name].value_labels
            choices[name] = [UNKNOWN, *((v, in_language(labels.get(v, {"en": v}))) for v in known[name].values)]
        own, other = self._occupations()
        choices |= {"isco08": own, "isco08_other": other}
        for name, several in choices.items():
            field: Any = self.fields[name]
            field.choices = several

    def _occupations(self) -> tuple[list[Any], list[Any]]:
        """The occupations to choose from: those found by the text, those chosen before, and what was just posted."""
        wanted = self.data.get("occupation", "") if self.is_bound else str(self.initial.get("title") or "")
        chosen = [self.kept.get("isco08"), self.data.get("isco08") if self.is_bound else None]
        others = [*self._several("isco08_other"), *(self.kept.get("isco08_other") or [])]
        codes = [c for c in [*chosen, *others] if c and occupations.exists(c)]
        offered = dict.fromkeys([*codes, *(code for code, _title in occupations.found(wanted))])
        pairs = [(code, occupations.title(code)) for code in offered]
        return [("", _("not known")), *pairs], pairs

    def _several(self, name: str) -> list[str]:
        getlist = getattr(self.data, "getlist", None)
        return list(getlist(name)) if getlist else []

    # ---- what is made of them ----
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Headings with their fields, in the order of the page."""
        found = []
        for heading, names in GROUPS:
            own = [n for pair in self.languages for n in pair] if names == ("languages",) else list(names)
            found.append((heading, [self[name] for name in own]))
        return found

    def clean(self) -> dict[str, Any]:
        """Read by the border of the pool: what it finds wrong is said at the field."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        read = facts.read(self._given(found), language())
        for name, wrong in read.faults.items():
            self.add_error(self._field_of(name), wrong)
        self.facts = dict(read.facts)
        return found

    def _given(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Texts by column."""
        given: dict[str, Any] = {name: found.get(name) for name in SINGLE}
        for name in ("birth_date", "available_from"):
            given[name] = found[name].isoformat() if found.get(name) else None
        skills = [line.strip() for line in (found.get("skills") or "").splitlines() if line.strip()]
        given["skills"] = skills or None
        given["isco08_other"] = found.get("isco08_other") or None
        given["wish_regions"] = found.get("wish_regions") or None
        given["licences"] = self._licences(found)
        given["languages"] = self._languages(found)
        return given

    def _licences(self, found: Mapping[str, Any]) -> list[str] | None:
        ticked = found.get("driving") or []
        titles = [t.strip() for t in (found.get("titles") or "").split(";") if t.strip()]
        held = [c for c in ticked if c != NONE] + titles
        return held if held or NONE in ticked else None

    def _languages(self, found: Mapping[str, Any]) -> list[str] | None:
        spoken = []
        for code, level in self.languages:
            if found.get(code) and not found.get(level):
                self.add_error(level, _("Choose a level: A1 is a beginner's, C2 a native speaker's."))
            elif found.get(level) and not found.get(code):
                self.add_error(code, _("Choose the language."))
            elif found.get(code):
                spoken.append(f"{found[code]}:{found[level]}")
        return spoken or None

    def _field_of(self, column: str) -> str | None:
        if column == "languages":
            return self.languages[0][0]
        if column == "licences":
            return "titles"
        return column if column in self.fields else None


def _day(text: Any) -> Any:
    from datetime import date

    return date.fromisoformat(text) if isinstance(text, str) else None
