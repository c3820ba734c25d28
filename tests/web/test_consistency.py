"""Laws about the code of the web application."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

WEB = Path(__file__).parents[2] / "src" / "corridor" / "web"
TEMPLATES = sorted(WEB.glob("*/templates/**/*.html"))
CATALOGUES = sorted(WEB.glob("*/locale/*/LC_MESSAGES/django.po"))


def relative(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_no_template_breaks_the_content_policy(path: Path) -> None:
    """No inline script, handler or style: the browser would not run or show them."""
    text = re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"\son[a-z]+\s*=", text), "an inline handler"
    assert not re.search(r"\sstyle\s*=", text), "an inline style"
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", text), "an inline script"
    assert "hx-on" not in text
    assert "js:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_blocks_of_text_are_trimmed(path: Path) -> None:
    """A text with line breaks of the template would be another text for translators."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"{%\s*blocktrans(late)?\b(?![^%]*\btrimmed\b)[^%]*%}[^{]*\n", text)


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_every_text_is_translated(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    assert not [e.msgid for e in catalogue.untranslated_entries()]
    assert not [e.msgid for e in catalogue.fuzzy_entries()]
    for entry in catalogue:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            wanted = set(re.findall(r"%\(\w+\)[sd]", entry.msgid))
            if text and not entry.msgid_plural:
                assert set(re.findall(r"%\(\w+\)[sd]", text)) == wanted, entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_the_compiled_texts_are_those_of_the_source(path: Path) -> None:
    source = {e.msgid: (e.msgstr, e.msgstr_plural) for e in polib.pofile(str(path)) if not e.obsolete}
    compiled = {e.msgid: (e.msgstr, e.msgstr_plural) for e in polib.mofile(str(path.with_suffix(".mo")))}
    assert compiled == source


def test_every_app_with_texts_has_both_languages() -> None:
    with_texts = {p.relative_to(WEB).parts[0] for p in TEMPLATES if "translate" in p.read_text(encoding="utf-8")}
    for app in with_texts:
        for language in ("fr", "nl"):
            assert (WEB / app / "locale" / language / "LC_MESSAGES" / "django.mo").is_file(), (app, language)


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_model_has_an_order() -> None:
    for model in apps.get_models():
        if model.__module__.startswith("corridor."):
            assert model._meta.ordering, f"{model.__name__}: pages of a list would change between requests"


def test_apps_are_installed_in_the_order_of_their_floors() -> None:
    own = [name.rsplit(".", 1)[1] for name in settings.OWN_APPS]
    folders = {p.parent.name for p in WEB.glob("*/apps.py")}
    assert set(own) == folders
