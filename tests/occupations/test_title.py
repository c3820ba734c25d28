"""Titles as people write them."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.occupations import title
from corridor.occupations.title import canonical, forms, is_arabic, plain, related

READINGS = {
    "Vendeur/vendeuse en alimentation (h/f) - CDI - Liège": ["vendeur en alimentation", "vendeuse en alimentation"],
    "Verpleegkundige (m/v/x) 38u/week ref. 2291": ["verpleegkundige"],
    "M/V Bakker": ["bakker"],
    "Magasinier H/F/X": ["magasinier"],
    "Verzorgende (v/m)": ["verzorgende"],
    "infirmier(ère) h/f": ["infirmier", "infirmiere"],
    "infirmier(e)": ["infirmier", "infirmiere"],
    "Infirmier-ère": ["infirmier", "infirmiere"],
    "assistant(e) social(e)": ["assistant social", "assistante sociale"],
    "Technicien(ne) de maintenance": ["technicien de maintenance", "technicienne de maintenance"],
    "technicien de maintenance / technicienne": ["technicien de maintenance", "technicienne de maintenance"],
    "Opérateur / Opératrice de production": ["operateur de production", "operatrice de production"],
    "Sellier-garnisseur / Sellière-garnisseuse auto": ["sellier garnisseur auto", "selliere garnisseuse auto"],
    "monteur de machines/monteuse de machines": ["monteur de machines", "monteuse de machines"],
    "Chef de chantier / Cheffe de chantier": ["chef de chantier", "cheffe de chantier"],
    "acheteur·euse": ["acheteur", "acheteuse"],
    "employé.e de bureau": ["employe de bureau", "employee de bureau"],
    "directeur/trice": ["directeur", "directrice"],
    "verkoper/verkoopster": ["verkoper", "verkoopster"],
    "vertegenwoordiger/ster": ["vertegenwoordiger", "vertegenwoordigster"],
    "brandweerman/-vrouw": ["brandweerman", "brandweervrouw"],
    "medewerk(st)er": ["medewerker", "medewerkster"],
    "Universitair (hoofd)docent rechten": ["universitair docent rechten", "universitair hoofddocent rechten"],
    "Heffingsambtenaar (gemeentebelastingen)": ["heffingsambtenaar gemeentebelastingen", "heffingsambtenaar"],
    "Medewerker kopieer / printbedrijf": ["medewerker kopieer printbedrijf"],
    "Sr. Software Engineer (all genders) - Brussels - remote": ["software engineer"],
    "Kok gezocht!!": ["kok"],
    "4/5 administratief bediende": ["administratief bediende"],
    "Lasser - 9000 Gent": ["lasser"],
    "Maçon (Bruxelles)": ["macon"],
    "Vrachtwagenchauffeur CE te Gent": ["vrachtwagenchauffeur ce"],
    "Schoonmaker (v/m), Namur": ["schoonmaker"],
    "resp. RH": ["responsable ressources humaines"],
    "chauff. heftruck": ["chauffeur heftruck"],
    "C# developer": ["c# developer"],
    "sage-femme": ["sage femme"],
    "assistent-accountant": ["assistent accountant"],
    "Kok/kelner": ["kok kelner"],
    "مهندس صناعي / مهندسة صناعية": ["مهندس صناعي", "مهندسه صناعيه"],
    "المُمَرِّض": ["ممرض"],
    "CDI": ["cdi"],
    "": [""],
}


@pytest.mark.parametrize(("text", "expected"), READINGS.items(), ids=list(READINGS))
def test_readings(text: str, expected: list[str]) -> None:
    assert list(forms(text)) == expected


def test_examples_of_the_module() -> None:
    assert doctest.testmod(title).failed == 0


@pytest.mark.parametrize("word", ["Gent", "Liège", "Namur"])
def test_a_place_alone_stays(word: str) -> None:
    assert canonical(word) == plain(word)


def test_a_place_within_a_title_stays() -> None:
    assert canonical("Gids van Brugge Museum") == "gids van brugge museum"


@pytest.mark.parametrize("pair", [("metselaar", "metser"), ("Coiffeur", "Coiffeuse")])
def test_related(pair: tuple[str, str]) -> None:
    assert related(*pair)
    assert related(*reversed(pair))


def test_script() -> None:
    assert is_arabic("ممرض")
    assert not is_arabic("verpleger")
    assert not is_arabic("123")


@given(st.text(max_size=60))
def test_any_text_has_one_to_six_forms(text: str) -> None:
    found = forms(text)
    assert 1 <= len(found) <= title.MOST_FORMS
    assert len(set(found)) == len(found)


@given(st.text(max_size=60))
def test_plain_twice_is_plain_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
