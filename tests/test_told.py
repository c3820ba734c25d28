"""Errors that say themselves: every room's, in three languages, with the same facts in each."""

from __future__ import annotations

import json
import pickle
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import corridor
from corridor.rules.errors import AmendmentError, CaseError
from corridor.told import Refusal, ToldError, messages
from corridor.web.api.faults import ApiError

ROOT = Path(corridor.__file__).parent
LANGUAGES = ("en", "fr", "nl")


def _rooms() -> list[type[ToldError]]:
    """Every class that has messages of its own."""
    for file in [*ROOT.rglob("*errors.py"), *ROOT.rglob("faults.py")]:
        import_module(".".join(("corridor", *file.relative_to(ROOT).with_suffix("").parts)))
    found, todo = set(), [ToldError]
    while todo:
        todo += (kinds := todo.pop().__subclasses__())
        found |= {kind for kind in kinds if "texts" in vars(kind) and kind.__module__.startswith("corridor.")}
    return sorted(found, key=lambda kind: f"{kind.__module__}.{kind.__name__}")


def _placeholders(texts: Any) -> set[str]:
    parts = [texts] if isinstance(texts, str) else texts
    return {name for part in parts for _, name, _, _ in Formatter().parse(part) if name}


@pytest.mark.parametrize("kind", _rooms(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_the_messages_of_every_room_say_the_same_in_three_languages(kind: type[ToldError]) -> None:
    for key, texts in messages(kind.texts).items():
        assert tuple(sorted(texts)) == LANGUAGES, key
        assert len({(type(one), len(one) if isinstance(one, list) else 1) for one in texts.values()}) == 1, key
        assert all(texts.values()), key
        assert len({frozenset(_placeholders(one)) for one in texts.values()}) == 1, key


def test_no_room_is_left_out() -> None:
    rooms = {kind.__module__.split(".")[1] for kind in _rooms()}
    assert rooms >= {"matching", "occupations", "partnerships", "plan", "pool", "rules", "web"}


@pytest.fixture
def kind(tmp_path: Path) -> type[Refusal]:
    file = tmp_path / "messages.json"
    said = {lang: [f"{lang}: {{n}} too many", f"{lang}: take {{n}} away"] for lang in LANGUAGES}
    file.write_text(json.dumps({"many": said}))
    return type("Many", (Refusal, ValueError), {"texts": file})


def test_an_error_says_where_what_and_what_to_do(kind: type[Refusal]) -> None:
    error = kind("many", n=3)
    assert isinstance(error, ValueError)
    assert (str(error), error.place) == ("en: 3 too many; en: take 3 away", "")
    assert error.told("nl") == ("nl: 3 too many", "nl: take 3 away")
    assert str(kind("many", place="here", n=3)) == "here: en: 3 too many; en: take 3 away"
    kind.place = "everywhere"
    assert str(kind("many", n=3)).startswith("everywhere: ")


def test_a_message_or_a_fact_that_is_missing_is_no_error_of_the_user(kind: type[Refusal]) -> None:
    with pytest.raises(KeyError):
        kind("few")
    with pytest.raises(KeyError):
        kind("many")


def test_a_folder_has_each_key_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"one": {}}')
    (tmp_path / "b.json").write_text('{"two": {}}')
    assert set(messages(tmp_path)) == {"one", "two"}
    (tmp_path / "again").mkdir()
    for name in ("a", "b"):
        (tmp_path / "again" / f"{name}.json").write_text('{"one": {}}')
    with pytest.raises(ImportError, match=r"b\.json: \['one'\]"):
        messages(tmp_path / "again")


@pytest.mark.parametrize(
    "error",
    [
        CaseError("facts.agee", "no_fact", near="agee", known=["age"]),
        AmendmentError("flanders.x", "nothing_changes"),
        ApiError(404, "address", "not_found"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_to_another_process_as_it_is(error: ToldError) -> None:
    came = pickle.loads(pickle.dumps(error))
    assert type(came) is type(error)
    assert (str(came), vars(came)) == (str(error), vars(error))
    assert [came.told(lang) for lang in LANGUAGES] == [error.told(lang) for lang in LANGUAGES]
