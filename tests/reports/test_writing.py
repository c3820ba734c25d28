"""A page is written whole or not at all, and the same plan gives the same page."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.reports import plan_page
from corridor.reports.page import fill
from corridor.reports.plan_page import render, write
from corridor.reports.speech import LANGUAGES, LanguageError
from tests.reports.made_plan import made_plan


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_written_in_its_language(lang: str, tmp_path: Path) -> None:
    target = tmp_path / "new" / "plan.html"
    write(made_plan(), target, lang)
    assert target.read_text("utf-8") == render(made_plan(), lang)
    assert [p.name for p in target.parent.iterdir()] == ["plan.html"]


def test_a_page_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "plan.html"
    target.write_text("old")

    def fail(self: Path, goal: Path) -> Path:
        raise OSError("no room left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no room left"):
        write(made_plan(), target, "en")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("plan.html", "old")]


def test_a_wrong_language_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(LanguageError):
        write(made_plan(), tmp_path / "plan.html", "xx")
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_a_template_lacks_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        fill("page.html.jinja", speech=None)


def test_the_same_plan_gives_the_same_page() -> None:
    assert render(made_plan(), "nl") == render(made_plan(), "nl")


def test_the_page_needs_the_plan_alone() -> None:
    assert set(plan_page.render.__annotations__) == {"plan", "lang", "return"}
