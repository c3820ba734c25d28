"""Ordinary forms as GOV.UK markup: labels, hints, errors and what belongs to what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.utils.translation import override

from corridor.web.design.choices import Hinted
from corridor.web.design.dates import DateField
from corridor.web.design.templatetags.design import error_summary


class Everything(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As in the passport.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    start = forms.DateField()
    born = DateField(autocomplete="bday")
    region = forms.ChoiceField(choices=[("flanders", "Flanders")])
    method = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("stable", Hinted("Stable", "Closest first.")), ("m", "Most")]
    )
    circles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")])
    agreed = forms.BooleanField()
    secret = forms.CharField(widget=forms.PasswordInput)
    file = forms.FileField()
    kept = forms.CharField(widget=forms.HiddenInput, initial="token")


def soup(form: Any) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html.parser")


@pytest.mark.parametrize("data", [None, {}])
def test_whatever_describes_a_control_is_on_the_page_once(data: dict[str, str] | None) -> None:
    page = soup(Everything(data))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for tag in page.find_all(attrs={"aria-describedby": True}):
        assert set(tag["aria-describedby"].split()) <= set(ids), tag
    for label in page.find_all("label"):
        assert label["for"] in ids, label


def test_every_control_has_a_label_and_its_group_a_legend() -> None:
    page = soup(Everything())
    labels = {label["for"] for label in page.find_all("label")}
    for control in page.select("input:not([type=hidden]), select, textarea"):
        assert control["id"] in labels, control
    assert [legend.get_text(strip=True) for legend in page.find_all("legend")] == ["Born", "Method", "Circles"]


def test_controls_have_the_classes_of_their_kind() -> None:
    page = soup(Everything())
    assert "govuk-input" in page.find(id="id_name")["class"]
    assert "govuk-textarea" in page.find(id="id_note")["class"]
    assert "govuk-select" in page.find(id="id_region")["class"]
    assert "govuk-radios__input" in page.find(id="id_method_0")["class"]
    assert "govuk-checkboxes__input" in page.find(id="id_circles_1")["class"]
    assert "govuk-checkboxes__input" in page.find(id="id_agreed")["class"]
    assert "govuk-file-upload" in page.find(id="id_file")["class"]
    assert "govuk-input--width-4" in page.find(id="id_born_2")["class"]
    assert page.find(id="id_born_0")["autocomplete"] == "bday-day"


def test_an_error_is_marked_said_and_tied_to_its_field() -> None:
    page = soup(Everything({}))
    name = page.find(id="id_name")
    assert "govuk-input--error" in name["class"]
    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
    assert "This field is required." in page.find(id="id_name_error").get_text()
    group = page.find(id="id_method").find_parent("fieldset")
    assert group["aria-describedby"] == "id_method_error"
    assert "govuk-form-group--error" in group.parent["class"]


def test_what_was_typed_is_kept() -> None:
    page = soup(Everything({"name": '<b>"', "born_day": "31", "born_month": "2", "born_year": "1990", "method": "m"}))
    assert page.find(id="id_name")["value"] == '<b>"'
    assert [page.find(id=f"id_born_{at}")["value"] for at in range(3)] == ["31", "2", "1990"]
    assert page.find(id="id_method_1").has_attr("checked")
    assert not page.find(id="id_secret").has_attr("value")


def test_the_summary_leads_to_the_first_control_of_each_field() -> None:
    page = BeautifulSoup(error_summary(Everything({})), "html.parser")
    targets = [link["href"] for link in page.find_all("a")]
    names = ("name", "start", "born_0", "region", "method_0", "circles_0", "agreed", "secret", "file")
    assert [target for target in targets if target] == [f"#id_{name}" for name in names]
    controls = {f"#{tag['id']}" for tag in soup(Everything({})).select("input, select, textarea")}
    assert set(targets) <= controls
    assert "Name: This field is required." in page.get_text()


def test_a_question_in_the_summary_takes_no_colon() -> None:
    form = Everything({})
    form.fields["name"].label = "What is your name?"
    assert "What is your name? This field is required." in BeautifulSoup(error_summary(form), "html.parser").get_text()


def test_the_summary_is_empty_where_nothing_is_wrong() -> None:
    assert error_summary(Everything()) == ""
    assert error_summary(None) == ""


def test_errors_of_the_whole_form_stand_in_the_summary_and_above_the_fields() -> None:
    form = Everything({})
    form.add_error(None, "The dates contradict each other.")
    assert "The dates contradict each other." in error_summary(form)
    assert "The dates contradict each other." in str(form)


def test_only_optional_fields_are_marked() -> None:
    with override("nl"):
        page = soup(Everything())
    marked = [tag.find_parent("label")["for"] for tag in page.select(".c-optional")]
    assert marked == ["id_note"]
    assert "(niet verplicht)" in page.get_text()


def test_a_hint_of_a_choice_belongs_to_that_choice() -> None:
    page = soup(Everything())
    assert page.find(id=page.find(id="id_method_0")["aria-describedby"]).get_text() == "Closest first."
    assert not page.find(id="id_method_1").has_attr("aria-describedby")


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_a_plain_date_is_the_browsers_own_in_every_language(lang: str) -> None:
    class Plain(forms.Form):
        start = forms.DateField()

    with override(lang):
        control = soup(Plain(initial={"start": date(2026, 3, 4)})).find(id="id_start")
        assert (control["type"], control["value"]) == ("date", "2026-03-04")
        form = Plain({"start": "2026-03-04"})
        assert form.is_valid()
        assert form.cleaned_data["start"] == date(2026, 3, 4)


class Birth(forms.Form):
    """A date in parts."""

    born = DateField(required=False)


def birth(day: str, month: str, year: str) -> Birth:
    return Birth({"born_day": day, "born_month": month, "born_year": year})


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (("", "3", "1990"), "day"),
        (("27", "", "1990"), "month"),
        (("27", "3", ""), "year"),
        (("27", "3", "90"), "year"),
        (("30", "2", "1990"), "invalid"),
        (("a", "2", "1990"), "invalid"),
        (("1", "1", "0000"), "invalid"),
    ],
)
def test_a_date_in_parts_says_what_is_missing(parts: tuple[str, str, str], error: str) -> None:
    form = birth(*parts)
    assert not form.is_valid()
    assert [fault.code for fault in form.errors.as_data()["born"]] == [error]


def test_a_date_in_parts_cleans_to_a_date_and_shows_it_again() -> None:
    form = birth(" 7", "03", "1990")
    assert form.is_valid()
    assert form.cleaned_data["born"] == date(1990, 3, 7)
    assert birth("", "", "").is_valid()
    page = soup(Birth(initial={"born": date(1990, 3, 7)}))
    assert [page.find(id=f"id_born_{at}")["value"] for at in range(3)] == ["7", "3", "1990"]


def test_a_formset_shows_its_count_and_each_form() -> None:
    class Row(forms.Form):
        occupation = forms.CharField()

    page = soup(forms.formset_factory(Row, extra=2)())
    assert page.find(id="id_form-TOTAL_FORMS")["value"] == "2"
    assert len(page.select(".c-formset__part input.govuk-input")) == 2
