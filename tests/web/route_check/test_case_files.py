"""Case files up and down: the page and the command read the same, and say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from corridor.web.route_check import case_file
from tests.cli.command import corridor
from tests.permits.expectation import stated, worked
from tests.web.route_check.reader import CASE, ask, read

LANGUAGES = ("en", "fr", "nl")
GOOD = "region: flanders\napplication_date: 2026-03-10\nfacts: {nationality: NO, isco08: 0110, age: }\n"


def send(client: Client, content: str | bytes, name: str = "case.yaml", lang: str = "en") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(f"/{lang}/route-check/case-file", {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "more", [{}, {"fact-job_level": "?", "fact-list_title": "Métreur: <b>«x»</b> # no"}, {"id": "Ça va: {yes}"}]
)
def test_the_answer_is_byte_for_byte_that_of_the_command(
    client: Client, tmp_path: Path, lang: str, more: dict[str, str]
) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(ask(client, "answer/case-file", lang, **more).content)
    ran = corridor("permits", "check", file, "--format", "json", "--lang", lang)
    assert ran.code == 0
    response = ask(client, "answer/json", lang, **more)
    assert response.content.decode() == ran.out
    assert response["Content-Disposition"] == 'attachment; filename="corridor-answer.json"'


@pytest.mark.parametrize("name", list(worked())[::12])
def test_a_case_file_comes_back_as_it_went(client: Client, name: str) -> None:
    case = stated(worked()[name])
    uploaded = send(client, json.dumps(case, default=str), "case.json")
    given = uploaded.context["given"]
    again = send(client, case_file.write(given))
    assert again.context["given"] == given
    assert again.context["shown"].answer == uploaded.context["shown"].answer


def test_what_is_not_known_is_kept_as_such(client: Client) -> None:
    written = ask(client, "answer/case-file", **{"fact-job_level": "?"}).content.decode()
    assert yaml.safe_load(written)["facts"]["job_level"] is None
    assert send(client, written).context["given"].not_known == {"job_level"}


def test_names_of_countries_and_codes_are_read_as_a_person_means_them(client: Client) -> None:
    given = send(client, GOOD).context["given"]
    assert given.answers == {"nationality": "NO", "isco08": 110, "age": None}


WRONG = {
    "bad YAML": ("region: [flanders", "no valid YAML"),
    "bad JSON": ('[{"region": ]', "no valid JSON"),
    "twice": ("region: flanders\nregion: wallonia\n", "is written twice"),
    "no case": ("just words", "is no case"),
    "no region": ("application_date: 2026-01-01\n", "add the region of the place of work"),
    "no date": ("region: flanders\n", "add the day on which the file is"),
    "a fact that is none": (
        "region: flanders\napplication_date: 2026-03-10\nfacts: {nationalty: TN}\n",
        "nearest: nationality",
    ),
    "nothing": ("   \n", "the file is empty"),
    "an empty list": ("[]", "no case in the file"),
    "references": ("a: &a [x]\nb: *a\n", "a reference"),
    "nests": ("[" * 5000, "no valid"),
    "deep": ("region:\n" + "".join(" " * n + "- \n" for n in range(1, 40)), "no valid YAML"),
    "numbers without end": ('{"region": ' + "9" * 5000 + "}", "no valid"),
    "a tag": ("region: !!python/object/apply:os.system [ls]\n", "no valid YAML"),
    "nameless": ("? [a, b]\n: c\n", "no valid YAML"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_told_with_remedy_at_its_field(client: Client, kind: str) -> None:
    content, said = WRONG[kind]
    response = send(client, content)
    assert response.status_code == 422
    page = read(response)
    assert page.text.count(said) == 2, "in the summary and at the field"
    assert 'href="#id_file"' in response.content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_library_says_it_in_the_language_of_the_page(client: Client, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("region: [flanders", encoding="utf-8")
    told = corridor("permits", "check", file, "--lang", lang).err
    text = read(send(client, "region: [flanders", lang=lang)).text
    message = (
        told.split(f"{file}:1: ")[1].splitlines()[0]
        if f"{file}:1: " in told
        else told.split(": ", 2)[2].splitlines()[0]
    )
    assert message in text


def test_text_in_another_encoding_is_named(client: Client) -> None:
    text = read(send(client, GOOD.encode("utf-16"))).text
    assert "UTF-8" in text
    with_mark = send(client, b"\xef\xbb\xbf" + GOOD.encode())
    assert with_mark.context["given"].region == "flanders"


def test_a_name_of_a_file_is_shown_as_text(client: Client) -> None:
    html = send(client, "region: [", "<img src=x>.yaml").content.decode()
    assert "<img src=x>" not in html


def test_a_large_file_and_no_file_are_refused(client: Client) -> None:
    assert "larger than 128 kB" in read(send(client, "#" * 140_000)).text
    assert "larger than 256 kB" in read(send(client, "#" * 300_000)).text
    none = client.post("/en/route-check/case-file", {})
    assert none.status_code == 422
    assert "Choose a file." in read(none).text


def test_of_several_cases_one_is_chosen(client: Client) -> None:
    cases = [{**stated(worked()[n])} for n in list(worked())[:3]] + [{"id": "broken", "region": "mars"}]
    response = send(client, yaml.safe_dump(cases))
    page = read(response)
    forms = [f for f in page.forms if f.action.endswith("/answer") and f.id not in ("case", "from-link")]
    assert [f.values["id"] for f in forms] == [c["id"] for c in cases[:3]]
    assert "Case 4 cannot be read." in page.text
    assert "is no region" in page.text
    chosen = client.post(forms[1].action, forms[1].values)
    assert chosen.context["given"].id == cases[1]["id"]


def test_a_case_of_the_page_is_a_case_of_the_command(client: Client) -> None:
    written = ask(client, "answer/case-file")
    assert written["Content-Disposition"] == 'attachment; filename="corridor-case.yaml"'
    told = yaml.safe_load(written.content)
    assert told["facts"] == {
        "purpose": "work", "nationality": "TN", "residence_status": "abroad", "gross_annual_salary": 45000,
        "isco08": "2512", "employment": "local", "education_level": 6, "job_level": 6, "age": 28, "duration_days": 700,
    }  # fmt: skip
    assert list(told["facts"]) == [n.removeprefix("fact-") for n in CASE if n.startswith("fact-")]
