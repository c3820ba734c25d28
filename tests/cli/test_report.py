"""`corridor report`: what it writes, and what it says where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.consultation.dossier import write
from corridor.plan.writing import write as write_plan
from corridor.reports import kinds
from tests.cli.command import corridor
from tests.reports.made_dossier import later_dossier, made_dossier
from tests.reports.made_plan import made_plan
from tests.reports.opened import pdf, word


@pytest.fixture
def dossiers(tmp_path: Path) -> tuple[Path, Path]:
    files = write(made_dossier(), tmp_path / "one.yaml"), write(later_dossier(), tmp_path / "two.json")
    for file in files:  # a sign that steers a terminal is refused in a file
        file.write_text(file.read_text().replace(r"\a ", " ").replace(r"\u0007", ""))
    return files


def test_a_region_of_the_dossier_that_ships(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "region.pdf"
    ran = corridor("report", "region", "--region", "wallonia", "--lang", "fr", "--out", out)
    assert (ran.code, ran.out) == (0, "")
    assert f"Écrit : {out}" in ran.err
    reader = pdf(out.read_bytes())
    assert reader.metadata is not None
    assert reader.metadata.title == "Forces et faiblesses\xa0: Wallonie"


def test_a_dossier_of_ones_own_in_the_form_that_is_asked_for(dossiers: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "report"
    ran = corridor("report", "programme", "--dossier", dossiers[0], "--format", "docx", "--lang", "nl", "--out", out)
    assert ran.code == 0
    assert word(out.read_bytes()).core_properties.title == "Samenvatting: Een doorlichting"


def test_differences_of_two_dossiers(dossiers: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "d.html"
    before, after = dossiers
    ran = corridor("report", "differences", "--before", before, "--dossier", after, "--lang", "en", "--out", out)
    assert ran.code == 0
    assert "1 item was added" in out.read_text()


def test_a_plan_and_the_differences_of_two(tmp_path: Path) -> None:
    write_plan(made_plan(), tmp_path / "a")
    out = tmp_path / "p.html"
    assert corridor("report", "plan", "--plan", tmp_path / "a", "--lang", "en", "--out", out).code == 0
    assert "Plan to fill posts" in out.read_text()
    both = ("--before", tmp_path / "a", "--plan", tmp_path / "a")
    assert corridor("report", "differences", *both, "--lang", "en", "--out", out).code == 0
    assert "No occupation has more or fewer open posts." in out.read_text()


def test_a_scheme_of_the_register(tmp_path: Path) -> None:
    out = tmp_path / "s.html"
    assert corridor("report", "partnership", "--scheme", "SMP001", "--lang", "en", "--out", out).code == 0
    assert "What the register says" in out.read_text()


@pytest.mark.parametrize("format", kinds.FORMATS)
def test_the_template_is_given_out(format: str, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    assert corridor("report", "template", "--format", format, "--out", out).code == 0
    assert out.read_bytes() == kinds.template(format)


@pytest.mark.parametrize(
    "given",
    [
        ("--region", "flanders"),
        ("--template", "mine.docx"),
        ("--dossier", "one.yaml"),
        ("--before", "one.yaml"),
        ("--plan", "plan"),
        ("--scheme", "SMP001"),
        ("--design", "palim"),
    ],
)
def test_the_template_is_given_out_with_no_other_option(given: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "mine.docx"
    ran = corridor("report", "template", *given, "--lang", "fr", "--out", out)
    assert ran.code == 2
    assert given[0] in ran.err.splitlines()[0]
    assert "--format" in ran.err.splitlines()[1]
    assert not out.exists()


def test_an_edited_template_with_a_fault_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "mine.html"
    broken.write_text("{% for s in sections %}")
    out = tmp_path / "r.html"
    ran = corridor("report", "practices", "--template", broken, "--lang", "nl", "--out", out)
    assert ran.code == 2
    assert "mine.html:1" in ran.err
    assert "oplossing" in ran.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (("poem",), "KIND"),
        (("region",), "--region"),
        (("region", "--region", "atlantis"), "--region"),
        (("plan",), "--plan"),
        (("differences",), "--before"),
        (("differences", "--before", "/nowhere.yaml"), "--dossier"),
        (("practices", "--plan", "/nowhere"), "--plan"),
        (("plan", "--region", "flanders"), "--region"),
        (("partnership", "--scheme", "SMP001", "--design", "x"), "--design"),
        (("partnership",), "--scheme"),
        (("partnership", "--scheme", "XYZ999"), "XYZ999"),
        (("partnership", "--design", "nowhere"), "nowhere"),
        (("programme", "--dossier", "/nowhere.yaml"), "/nowhere.yaml"),
        (("plan", "--plan", "/nowhere"), "/nowhere"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_cannot_be_done_is_told(arguments: tuple[str, ...], place: str, lang: str, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    ran = corridor("report", *arguments, "--lang", lang, "--out", out)
    assert ran.code == 2
    assert ran.out == ""
    assert place in ran.err.splitlines()[0]
    assert ran.err.splitlines()[1].strip()
    assert not out.exists()


def test_a_form_that_the_name_does_not_say(tmp_path: Path) -> None:
    ran = corridor("report", "practices", "--lang", "en", "--out", tmp_path / "report.odt")
    assert ran.code == 2
    assert "--format" in ran.err


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = corridor("report", "practices", "--lang", "fr", "--out", tmp_path / "file" / "r.html")
    assert ran.code == 2
    assert "remède" in ran.err
