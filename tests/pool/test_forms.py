"""Records of other forms: Le Forem's open data, schema.org JobPosting, Europass CVs. All made up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corridor.pool.border import Imported, read_talents, read_vacancies
from corridor.pool.errors import PoolError
from tests.pool.made import adds_up, json_file

OFFER: dict[str, Any] = {
    "numerooffreforem": "1234567",
    "titreoffre": "Electricien (H/F/X)",
    "metier": "Électricien",
    "secteurs": ["Travaux d'installation électrique"],
    "nomemployeur": "Exemple SA",
    "nombrepostes": 3,
    "lieuxtravaillocalite": ["NAMUR"],
    "lieuxtravailregionnuts": ["BE", "BE3", "BE35"],
    "lieuxtravailgeo": [{"lat": 50.4, "lon": 4.8}],
    "typecontrat": "Durée indéterminée",
    "regimetravail": "Temps plein",
    "niveauxetudes": ["Bachelier", "Master"],
    "langues": ["Français", "Néerlandais B1"],
    "experiencerequise": ["1 à 2 ans"],
    "permisdeconduire": ["[B] Voitures", "C"],
    "datedebutdiffusion": "2026-09-23",
    "datefindiffusion": "2026-10-23",
    "url": "https://example.org/1234567",
}
POSTING: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "identifier": {"@type": "PropertyValue", "name": "Example", "value": "J-7"},
    "title": "Software developer",
    "employmentType": ["FULL_TIME"],
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "Gent", "addressRegion": "Oost-Vlaanderen"}},
    "baseSalary": {"@type": "MonetaryAmount", "currency": "EUR", "value": {"value": 4000, "unitText": "MONTH"}},
    "skills": "Python, SQL; Git",
    "educationRequirements": {"@type": "EducationalOccupationalCredential", "credentialCategory": "bachelor degree"},
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 30},
    "datePosted": "2026-11-02",
    "validThrough": "2026-12-31",
    "totalJobOpenings": 2,
    "hiringOrganization": {"@type": "Organization", "name": "Voorbeeld NV", "sameAs": "https://example.org"},
    "occupationalCategory": "2512",
    "applicationContact": {"email": "jan@example.org"},
}
CV: dict[str, Any] = {
    "SkillsPassport": {
        "DocumentInfo": {"DocumentType": "ECV", "LastUpdateDate": "2026-07-01T10:00:00Z", "XSDVersion": "V3.3"},
        "LearnerInfo": {
            "Identification": {
                "PersonName": {"FirstName": "Verborgen", "Surname": "Naam"},
                "ContactInfo": {
                    "Address": {
                        "Contact": {"AddressLine": "Geheimstraat 1", "Country": {"Code": "MA", "Label": "Morocco"}}
                    },
                    "Email": {"Contact": "verborgen@example.org"},
                },
                "Demographics": {
                    "Birthdate": {"Year": 1990, "Month": 5, "Day": 6},
                    "Gender": {"Code": "F", "Label": "Female"},
                    "Nationality": [{"Code": "MA", "Label": "Moroccan"}],
                },
                "Photo": {"Data": "c2VjcmV0"},
            },
            "Headline": {"Type": {"Code": "preferred_job"}, "Description": {"Label": "Electrician"}},
            "WorkExperience": [
                {"Period": {"From": {"Year": 2022, "Month": 1}, "Current": True}, "Position": {"Label": "Electrician"}},
                {
                    "Period": {"From": {"Year": 2020, "Month": 1}, "To": {"Year": 2022, "Month": 6}},
                    "Position": {"Label": "Helper"},
                },
            ],
            "Education": [{"Title": "x", "Level": {"Code": "4", "Label": "EQF level 4"}}, {"Level": {"Code": "2"}}],
            "Skills": {
                "Linguistic": {
                    "MotherTongue": [{"Description": {"Code": "ar", "Label": "Arabic"}}],
                    "ForeignLanguage": [
                        {
                            "Description": {"Code": "fr", "Label": "French"},
                            "ProficiencyLevel": {
                                "Listening": "C1",
                                "Reading": "B2",
                                "SpokenInteraction": "B2",
                                "Writing": "B1",
                            },
                        }
                    ],
                },
                "JobRelated": {"Description": "<ul><li>wiring</li><li>reading <b>plans</b></li></ul>"},
                "Driving": {"Description": ["B", "C1"]},
            },
        },
    }
}


def offers(folder: Path, *changes: dict[str, Any]) -> Imported:
    records = [{**OFFER, "numerooffreforem": str(n), **c} for n, c in enumerate(changes, 1)]
    return read_vacancies(json_file(folder, {"total_count": len(records), "results": records}))


def postings(folder: Path, *changes: dict[str, Any]) -> Imported:
    records = [{**POSTING, "identifier": str(n), **c} for n, c in enumerate(changes, 1)]
    return read_vacancies(json_file(folder, records))


def keys(found: Imported, field: str) -> list[str]:
    return found.notes.filter(found.notes["field"] == field)["note"].to_list()


# ---- Le Forem ----
def test_an_offer_of_le_forem(tmp_path: Path) -> None:
    found = offers(tmp_path, {})
    row = found.frame.row(0, named=True)
    assert (row["id"], row["title"], row["posts"], row["employer"]) == ("1", "Electricien (H/F/X)", 3, "Exemple SA")
    assert (row["nuts"], row["region"]) == ("BE35", "wallonia")
    assert (row["languages_min"], row["licences"]) == (["fr:A1", "nl:B1"], ["B", "C"])
    assert (row["experience_years_min"], row["education_level_min"]) == (1.0, 6)
    assert (row["contract_open_ended"], row["employment_rate"]) == (True, 100)
    assert row["posted_on"] == date(2026, 9, 23)


def test_pay_is_unknown_and_the_licence_is_carried(tmp_path: Path) -> None:
    found = offers(tmp_path, {})
    assert found.frame["gross_annual_salary"].to_list() == [None]
    assert found.licence is not None
    assert "CC BY-SA 4.0" in found.licence


def test_what_was_not_used_is_noted_without_its_values(tmp_path: Path) -> None:
    found = offers(tmp_path, {}, {})
    unused = found.notes.filter(found.notes["row"].is_null())
    assert {"secteurs", "url", "datefindiffusion"} <= set(unused["field"])
    assert "not used, in 2 records" in unused["note"].to_list()
    assert unused["before"].null_count() == unused.height


@pytest.mark.parametrize("places", [["BE1", "BE2"], ["BE"], [], None])
def test_an_offer_in_no_region_or_in_several_is_quarantined(tmp_path: Path, places: list[str] | None) -> None:
    found = offers(tmp_path, {"lieuxtravailregionnuts": places}, {})
    assert found.quarantine["row"].to_list() == [1]
    assert adds_up(found)


def test_requirements_that_cannot_be_read_are_left_out_with_a_note(tmp_path: Path) -> None:
    found = offers(
        tmp_path, {"niveauxetudes": ["Autre"], "experiencerequise": ["moins de 2 ans"], "langues": ["Elfique"]}
    )
    row = found.frame.row(0, named=True)
    assert (row["education_level_min"], row["experience_years_min"], row["languages_min"]) == (None, None, [])
    assert all(len(keys(found, f)) == 1 for f in ("education_level_min", "experience_years_min", "languages_min"))


def test_the_exports_list_without_an_envelope(tmp_path: Path) -> None:
    assert read_vacancies(json_file(tmp_path, [OFFER])).frame["id"].to_list() == ["1234567"]


# ---- JobPosting ----
def test_a_posting(tmp_path: Path) -> None:
    found = read_vacancies(json_file(tmp_path, POSTING))
    row = found.frame.row(0, named=True)
    assert (row["id"], row["title"], row["isco08"], row["posts"]) == ("J-7", "Software developer", "2512", 2)
    assert (row["region"], row["employer"], row["employment_rate"]) == ("flanders", "Voorbeeld NV", 100)
    assert row["skills"] == ["Python", "SQL", "Git"]
    assert (row["education_level_min"], row["experience_years_min"]) == (6, 2.5)
    assert (row["gross_annual_salary"], row["posted_on"]) == (48000.0, date(2026, 11, 2))
    assert keys(found, "gross_annual_salary") == ["pay a month, times 12 to a year"]


def test_contact_data_of_a_posting_are_not_kept(tmp_path: Path) -> None:
    found = read_vacancies(json_file(tmp_path, POSTING))
    for frame in (found.frame, found.notes, found.rejected):
        assert "jan@example.org" not in json.dumps(frame.to_dicts(), default=str)
    assert "applicationContact" in found.notes["field"].to_list()


@pytest.mark.parametrize(
    ("pay", "yearly"),
    [
        ({"currency": "EUR", "value": {"value": 50000, "unitText": "YEAR"}}, 50000),
        ({"currency": "EUR", "value": {"value": 20, "unitText": "HOUR"}}, 20 * 38 * 52),
        ({"currency": "EUR", "value": {"minValue": 3000, "maxValue": 4000, "unitText": "MONTH"}}, 36000),
        ({"currency": "EUR", "value": {"value": 3000}}, None),
        ({"currency": "EUR", "value": 3000}, None),
        ({"currency": "USD", "value": {"value": 50000, "unitText": "YEAR"}}, None),
        ({"currency": "EUR", "value": {"value": 100, "unitText": "DAY"}}, None),
        ({"currency": "EUR", "value": {"value": "competitive", "unitText": "YEAR"}}, None),
    ],
)
def test_pay_of_a_posting_is_converted_or_left_unknown_with_a_note(
    tmp_path: Path, pay: dict[str, Any], yearly: float | None
) -> None:
    found = postings(tmp_path, {"baseSalary": pay})
    assert found.frame["gross_annual_salary"].to_list() == [yearly]
    assert bool(keys(found, "gross_annual_salary")) == (yearly != 50000)


@pytest.mark.parametrize(
    ("category", "code"),
    [
        ("2512", "2512"),
        ("ISCO-08 2512 Software developers", "2512"),
        ({"codeValue": "2512", "inCodeSet": "ISCO-08"}, "2512"),
        ("15-1132.00 Software Developers", None),
        ("9998", None),
    ],
)
def test_an_occupational_category_counts_where_it_is_isco(tmp_path: Path, category: Any, code: str | None) -> None:
    assert postings(tmp_path, {"occupationalCategory": category}).frame["isco08"].to_list() == [code]


@pytest.mark.parametrize(
    ("wanted", "years"),
    [
        ("3 years", 3.0),
        ("2 à 4 ans", 2.0),
        ("no requirements", 0.0),
        ({"monthsOfExperience": "24"}, 2.0),
        ("some", None),
    ],
)
def test_experience_that_a_posting_asks(tmp_path: Path, wanted: Any, years: float | None) -> None:
    assert postings(tmp_path, {"experienceRequirements": wanted}).frame["experience_years_min"].to_list() == [years]


def test_postings_in_a_graph_or_one_a_line_are_found(tmp_path: Path) -> None:
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "x"}, POSTING]}
    found = read_vacancies(json_file(tmp_path, graph, "graph.jsonld"))
    assert found.counts["empty"] == 1
    lines = tmp_path / "made.jsonl"
    lines.write_text("\n".join(json.dumps({**POSTING, "identifier": str(n)}) for n in range(3)), encoding="utf-8")
    assert read_vacancies(lines).frame.height == 3


def test_a_posting_abroad_or_in_two_regions_is_quarantined(tmp_path: Path) -> None:
    two = [{"address": {"addressRegion": "Vlaanderen"}}, {"address": {"addressRegion": "Wallonie"}}]
    found = postings(
        tmp_path, {"jobLocation": two}, {"jobLocation": {"address": {"addressRegion": "Paris"}}}, {"jobLocation": []}
    )
    assert found.quarantine["field"].to_list() == ["region"] * 3


# ---- Europass ----
def test_a_cv_gives_what_matching_needs(tmp_path: Path) -> None:
    row = read_talents(json_file(tmp_path, CV)).frame.row(0, named=True)
    assert (row["title"], row["education_level"], row["experience_years"]) == ("Electrician", 4, 6.58)
    assert (row["languages"], row["licences"]) == (["ar:C2", "fr:B1"], ["B", "C1"])
    assert (row["nationality"], row["birth_date"], row["sex"]) == ("MA", date(1990, 5, 6), "f")
    assert (row["residence_country"], row["skills"]) == ("MA", ["wiring", "reading plans"])


def test_nothing_that_names_the_person_is_imported(tmp_path: Path) -> None:
    found = read_talents(json_file(tmp_path, CV))
    told = "".join(
        json.dumps(f.to_dicts(), default=str) for f in (found.frame, found.notes, found.quarantine, found.rejected)
    )
    for secret in ("Verborgen", "Naam", "Geheimstraat", "example.org", "c2VjcmV0"):
        assert secret not in told


def test_the_same_cv_gets_the_same_id_and_another_another(tmp_path: Path) -> None:
    first, again = (read_talents(json_file(tmp_path, CV, f"{n}.json")).frame["id"][0] for n in (1, 2))
    other = json.loads(json.dumps(CV).replace("Electrician", "Cook"))
    assert first == again
    assert read_talents(json_file(tmp_path, other, "3.json")).frame["id"][0] != first


def test_a_present_job_without_the_date_of_the_cv_leaves_experience_unknown(tmp_path: Path) -> None:
    cv = json.loads(json.dumps(CV))
    del cv["SkillsPassport"]["DocumentInfo"]["LastUpdateDate"]
    found = read_talents(json_file(tmp_path, cv))
    assert found.frame["experience_years"].to_list() == [None]
    assert keys(found, "experience_years")


def test_levels_of_isced_are_left_unknown(tmp_path: Path) -> None:
    cv = json.loads(json.dumps(CV))
    cv["SkillsPassport"]["LearnerInfo"]["Education"] = [{"Level": {"Code": "5", "Label": "ISCED 5"}}]
    found = read_talents(json_file(tmp_path, cv))
    assert found.frame["education_level"].to_list() == [None]
    assert keys(found, "education_level")


def test_a_language_without_a_level_leaves_the_list_unknown(tmp_path: Path) -> None:
    cv = json.loads(json.dumps(CV))
    cv["SkillsPassport"]["LearnerInfo"]["Skills"]["Linguistic"]["ForeignLanguage"][0]["ProficiencyLevel"] = {}
    assert read_talents(json_file(tmp_path, cv)).frame["languages"].to_list() == [None]


def test_a_folder_of_cvs(tmp_path: Path) -> None:
    for n, job in enumerate(["Cook", "Nurse"]):
        json_file(tmp_path, json.loads(json.dumps(CV).replace("Electrician", job)), f"{n}.json")
    found = read_talents(tmp_path)
    assert found.frame["title"].to_list() == ["Cook", "Nurse"]


def test_an_almost_empty_cv_is_quarantined_for_want_of_an_occupation(tmp_path: Path) -> None:
    found = read_talents(json_file(tmp_path, {"SkillsPassport": {"LearnerInfo": {}}}))
    assert found.quarantine["field"].to_list() == ["title"]


@pytest.mark.parametrize(("document", "kind"), [(CV, "vacancies"), (POSTING, "talents"), ([OFFER], "talents")])
def test_records_of_the_other_kind_are_refused(tmp_path: Path, document: Any, kind: str) -> None:
    with pytest.raises(PoolError) as caught:
        (read_talents if kind == "talents" else read_vacancies)(json_file(tmp_path, document))
    assert caught.value.text.key == "wrong_kind"
    assert "import it as" in caught.value.remedy
