"""`corridor consultation` as a person uses it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from corridor.cli.consultation import say
from corridor.consultation.dossier import read, write
from tests.cli.command import Ran, corridor
from tests.consultation.chain.small_dossiers import raw, small, text

LANGUAGES = ("en", "fr", "nl")


def consultation(*arguments: object) -> Ran:
    return corridor("consultation", *arguments)


def test_every_word_is_said_in_three_languages() -> None:
    assert all(set(text) == set(LANGUAGES) for text in say.entries.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_template_noted_and_checked(lang: str, tmp_path: Path) -> None:
    started = consultation("template", "--lang", lang)
    (tmp_path / "mine.yaml").write_text(started.out, encoding="utf-8")
    before = consultation("check", tmp_path / "mine.yaml", "--lang", lang)
    assert before.code == 1
    assert "pay_2026" in before.out
    written = consultation("note", tmp_path / "mine.yaml", "--out", tmp_path / "noted.json", "--lang", lang)
    assert written.code == 0
    assert str(tmp_path / "noted.json") in written.err
    after = consultation("check", tmp_path / "noted.json", "--lang", lang)
    assert after.code == 0
    assert after.out == ""


def test_check_as_json_and_csv(tmp_path: Path) -> None:
    path = write(small(), tmp_path / "d.yaml")
    told = json.loads(consultation("check", path, "--format", "json").out)
    assert {one["rule"] for one in told} == {"evidence_never_seen", "comment_without_answer"}
    assert all(set(one["label"]) == set(LANGUAGES) for one in told)
    rows = list(csv.DictReader(io.StringIO(consultation("check", path, "--format", "csv", "--structure-only").out)))
    assert {row["key"] for row in rows} == {"pay", "changes/1/c1"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_trace(lang: str, tmp_path: Path) -> None:
    path = write(small(), tmp_path / "d.yaml")
    told = consultation("trace", path, "learn", "--lang", lang)
    assert told.code == 0
    assert "pay → high → learn → list → yes" in told.out
    assert say("kind_recommendation", lang) in told.out
    ways = json.loads(consultation("trace", path, "learn", "--format", "json").out)["paths"]
    assert ["de-triple-win", "learn", "list", "changes/1/c1"] in ways
    missing = consultation("trace", path, "gone", "--lang", lang)
    assert missing.code == 2
    assert "KEY" in missing.err
    assert "learn" in missing.err


def test_show_whole_and_by_region() -> None:
    whole = consultation("show", "regional_review", "--format", "csv").out
    walloon = consultation("show", "regional_review", "--region", "wallonia", "--format", "csv").out
    assert ",fl-w3," in whole
    assert ",fl-w3," not in walloon
    assert ",wa-w1," in walloon
    assert ",be-w1," in walloon
    assert ",local-first," in walloon
    assert ",vacancy-rate-wa," in walloon
    assert ",br-t1," not in walloon
    assert ",fee-br," not in walloon
    refused = consultation("show", "regional_review", "--region", "atlantis", "--lang", "nl")
    assert refused.code == 2
    assert "wallonia" in refused.err
    assert json.loads(consultation("show", "regional_review", "--format", "json").out)["key"] == "regional_review"
    assert "EUR\u00a0180" in consultation("show", "regional_review").out


def test_a_region_is_shown_with_what_was_said_and_decided(tmp_path: Path) -> None:
    path = write(small(), tmp_path / "d.yaml")
    kept = consultation("show", path, "--region", "flanders", "--format", "csv").out
    assert [row["key"] for row in csv.DictReader(io.StringIO(kept))] == [
        "pay", "de-triple-win", "high", "learn", "list", "changes/1/c1", "yes",
    ]  # fmt: skip
    other = consultation("show", path, "--region", "brussels", "--format", "csv").out
    assert list(csv.DictReader(io.StringIO(other))) == []


def test_the_example_is_noted_anywhere(tmp_path: Path) -> None:
    noted = consultation("note", "regional_review", "--out", tmp_path / "r.yaml", "--key", "vacancy-rate-br")
    assert noted.code == 0
    assert consultation("check", tmp_path / "r.yaml", "--structure-only").code == 0


def test_noting_one_item_leaves_the_others(tmp_path: Path) -> None:
    path = write(small(), tmp_path / "d.yaml")
    assert consultation("note", path, "--out", tmp_path / "n.yaml", "--key", "pay").code == 0
    assert read(tmp_path / "n.yaml").evidence[0].seen is not None
    refused = consultation("note", path, "--out", tmp_path / "n.yaml", "--key", "gone")
    assert refused.code == 2
    assert "--key" in refused.err
    nowhere = consultation("note", path, "--out", tmp_path / "none" / "n.yaml")
    assert nowhere.code == 2
    assert "none" in nowhere.err


def test_a_faulty_file_is_told_with_place_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("key: a\ntitle: {en: A}\nfindings: [{key: f}]\n", encoding="utf-8")
    told = consultation("check", tmp_path / "bad.yaml", "--lang", "fr")
    assert told.code == 2
    assert "bad.yaml: findings[0].region: le champ region manque" in told.err
    assert consultation("show", tmp_path / "none.yaml").code == 2


def test_note_says_what_it_could_not_read(tmp_path: Path) -> None:
    letter = {
        "key": "letter",
        "about": text("Letter"),
        "reference": {"kind": "document", "address": "https://a.example"},
    }
    path = write(small(evidence=[*raw()["evidence"], letter]), tmp_path / "d.yaml")
    noted = consultation("note", path, "--out", tmp_path / "n.yaml")
    assert noted.code == 0
    assert "letter" in noted.err
    assert "is not fetched" in noted.err


def test_note_does_not_move_paths_to_another_folder(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    (tmp_path / "other").mkdir()
    letter = {"key": "letter", "about": text("Letter"), "reference": {"kind": "document", "file": "letter.txt"}}
    path = write(small(evidence=[*raw()["evidence"], letter]), tmp_path / "d.yaml")
    refused = consultation("note", path, "--out", tmp_path / "other" / "n.yaml")
    assert refused.code == 2
    assert "letter.txt" in refused.err
    assert not (tmp_path / "other" / "n.yaml").exists()
    assert consultation("note", path, "--out", tmp_path / "n.yaml").code == 0
    assert consultation("note", "regional_review", "--out", tmp_path / "r.yaml", "--key", "drivers-vdab").code == 0
