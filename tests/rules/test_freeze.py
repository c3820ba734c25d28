"""The frozen law: the same answers, from one file that is made anew when a rule changes, and that may be damaged."""

from __future__ import annotations

import gc
import marshal
import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

from corridor.rules import freeze
from corridor.rules.load import load
from corridor.rules.model import RuleSet
from tests.rules.engines import LAW, REGION, law, moment_of, stated

CASES = [
    {"annual_pay": 21600, "graduate": True, "age": 40},
    {"annual_pay": 15120, "graduate": True, "birth_date": "1995-02-28", "start_date": "2022-08-01"},
    {"monthly_pay": 3232.80, "role": "manager", "forged": False},
    {"isco08": "7121", "insured": True, "application_date": "2023-09-13"},
    {"nationality": "TR", "application_date": "2022-01-01"},
    {},
]


@pytest.fixture
def frozen_file(tmp_path: Path) -> Path:
    path = tmp_path / "shelf" / "harbour.pyc"
    freeze.write(law(), path, "the signature")
    return path


def answers(frozen: freeze.Frozen) -> list[object]:
    found = []
    for case in CASES:
        facts = stated(frozen.rules, case)
        moment = moment_of(frozen.moments, facts)
        found.append((frozen.compiled.decide(facts, moment), frozen.compiled.facts(facts, moment)))
    return found


def test_round_trip(frozen_file: Path, rules: RuleSet) -> None:
    frozen = freeze.read(frozen_file, "the signature")
    assert frozen is not None
    assert frozen.rules == rules
    assert answers(frozen) == answers(freeze.in_memory(rules))


def test_the_module_can_be_read_by_people(frozen_file: Path, rules: RuleSet) -> None:
    text = frozen_file.with_suffix(".py").read_text(encoding="utf-8")
    assert text == freeze.module_source(rules, "the signature")
    assert text.startswith(f"# Generated from the rule files of harbour; digest {rules.digest}.")
    assert "def decide(s, m):" in text
    assert "def route_skilled(s, m):" in text


def test_nothing_is_left_beside_the_two_files(frozen_file: Path) -> None:
    assert sorted(p.name for p in frozen_file.parent.iterdir()) == ["harbour.py", "harbour.pyc"]


def test_a_file_of_another_signature_is_not_read(frozen_file: Path) -> None:
    assert freeze.read(frozen_file, "another signature") is None
    assert freeze.read(frozen_file) is not None, "no signature asked for: any will do"


def test_no_file(tmp_path: Path) -> None:
    assert freeze.read(tmp_path / "none.pyc") is None


def damaged(whole: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "only the magic number": whole[:4],
        "only the header": whole[:16],
        "cut in the middle": whole[: len(whole) // 2],
        "cut at the end": whole[:-1],
        "text": b"this is no bytecode at all, and never was",
        "another Python": b"\x00\x00\r\n" + whole[4:],
        "no code": whole[:16] + marshal.dumps({"a": 1}),
        "zeros": b"\0" * len(whole),
    }


@pytest.mark.parametrize("kind", damaged(b"x" * 40))
def test_a_damaged_file_is_no_file(kind: str, frozen_file: Path) -> None:
    frozen_file.write_bytes(damaged(frozen_file.read_bytes())[kind])
    assert freeze.read(frozen_file, "the signature") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DIGEST = 'x'",
        "SIGNATURE = 'the signature'",
        "SIGNATURE = 'the signature'\nRULES = None",
        "SIGNATURE = 'the signature'\nimport pickle\nRULES = pickle.loads(b'garbage')",
        "from corridor.rules.moment import a_name_that_is_gone",
        "import corridor.rules.a_module_that_is_gone",
    ],
)
def test_a_module_of_another_engine_is_no_file(text: str, tmp_path: Path) -> None:
    source, path = tmp_path / "old.py", tmp_path / "old.pyc"
    source.write_text(text, encoding="utf-8")
    py_compile.compile(str(source), cfile=str(path), doraise=True)
    assert freeze.read(path, "the signature") is None


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "harbour.pyc").mkdir()
    assert freeze.read(tmp_path / "harbour.pyc") is None


@pytest.mark.parametrize("on", [True, False])
def test_reading_leaves_the_garbage_collector_as_it_was(frozen_file: Path, on: bool) -> None:
    (gc.enable if on else gc.disable)()
    try:
        freeze.read(frozen_file)
        assert gc.isenabled() is on
    finally:
        gc.enable()


def test_a_file_is_replaced_whole(frozen_file: Path, law_copy: Path) -> None:
    path = law_copy / "federal" / "parameters" / "other.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 36", "value: 48"), encoding="utf-8")
    changed = load(law_copy, REGION)
    freeze.write(changed, frozen_file, "the signature")
    frozen = freeze.read(frozen_file, "the signature")
    assert frozen is not None
    assert frozen.rules == changed
    assert frozen.rules.digest != law().digest


def test_a_place_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    """The caller then answers from memory."""
    (tmp_path / "shelf").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OSError, match="shelf"):
        freeze.write(law(), tmp_path / "shelf" / "harbour.pyc")
    assert [p.name for p in tmp_path.iterdir()] == ["shelf"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="rights do not bind the superuser")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir(mode=0o500)
    with pytest.raises(PermissionError):
        freeze.write(law(), shelf / "harbour.pyc")


# ---- the signature ----


def test_the_signature_is_that_of_the_same_files(law_copy: Path) -> None:
    assert freeze.signature(law_copy) == freeze.signature(law_copy)
    assert freeze.signature(law_copy) != freeze.signature(LAW)


@pytest.mark.parametrize("change", ["edited", "touched", "added", "removed", "renamed"])
def test_a_changed_rule_file_changes_the_signature(change: str, law_copy: Path) -> None:
    before = freeze.signature(law_copy)
    path = law_copy / "harbour" / "routes" / "lead.yaml"
    match change:
        case "edited":
            path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
        case "touched":
            os.utime(path, (1, 1))
        case "added":
            path.with_name("fresh.yaml").write_text("", encoding="utf-8")
        case "removed":
            path.unlink()
        case "renamed":
            path.rename(path.with_name("head.yaml"))
    assert freeze.signature(law_copy) != before


def test_reforms_and_other_files_do_not_change_it(law_copy: Path) -> None:
    before = freeze.signature(law_copy)
    (law_copy / "reforms").mkdir()
    (law_copy / "reforms" / "plan.yaml").write_text("id: plan\n", encoding="utf-8")
    (law_copy / "NOTES.md").write_text("notes\n", encoding="utf-8")
    assert freeze.signature(law_copy) == before


# ---- what it is for ----


def test_one_case_needs_neither_yaml_nor_frames_nor_pydantic(frozen_file: Path) -> None:
    """In a process of its own: read the frozen law, decide a case, and see what was imported."""
    program = f"""
import sys
from datetime import date
from pathlib import Path
from corridor.rules import freeze
law = freeze.read(Path({str(frozen_file)!r}), "the signature")
day = date(2023, 3, 1)
found = law.compiled.decide({{"application_date": day, "insured": True, "on_scarce": True}}, law.moments.at(day, day))
assert found["scarce_job"][0] is True
heavy = {{"yaml", "pydantic", "polars", "narwhals", "numpy", "duckdb", "pyarrow"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
