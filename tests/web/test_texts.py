"""Every text that a page or a verb can show is in the catalogues of both other languages."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

WEB = Path(__file__).parents[2] / "src" / "corridor" / "web"
TEMPLATES = sorted(WEB.glob("*/templates/**/*.*"))
MODULES = sorted(p for p in WEB.rglob("*.py") if "migrations" not in p.parts)
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def known(language: str) -> set[str]:
    paths = WEB.glob(f"*/locale/{language}/LC_MESSAGES/django.po")
    return {e.msgid for path in paths for e in polib.pofile(str(path)) if not e.obsolete}


def texts_of_template(path: Path) -> Iterator[str]:
    template = engines["django"].from_string(path.read_text(encoding="utf-8")).template
    for node in template.nodelist.get_nodes_by_type((TranslateNode, BlockTranslateNode)):
        if isinstance(node, TranslateNode):
            literal = getattr(node.filter_expression.var, "literal", None)
            if isinstance(literal, str):
                yield literal
        else:
            yield node.render_token_list(node.singular)[0]


def texts_of_module(path: Path) -> Iterator[str]:
    for node in ast.walk(_parsed(path)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in CALLS and node.args:
            text = node.args[1] if name.startswith("pgettext") else node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _parsed(path: Path) -> ast.Module:
    """The module as a tree. Python 3.11 counts depths wrongly when a collection of garbage falls into the parsing."""
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_no_text_is_missing(language: str) -> None:
    there = known(language)
    missing = {
        f"{path.relative_to(WEB)}: {text}"
        for paths, texts in ((TEMPLATES, texts_of_template), (MODULES, texts_of_module))
        for path in paths
        for text in texts(path)
        if text and text not in there
    }
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_apps_do_not_disagree(language: str) -> None:
    """All catalogues are read as one: the same text in two apps would show the words of whichever comes first."""
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for path in WEB.glob(f"*/locale/{language}/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                words = entry.msgstr or str(entry.msgstr_plural)
                said.setdefault((entry.msgctxt, entry.msgid), {})[path.relative_to(WEB).parts[0]] = words
    assert not {text: apps for text, apps in said.items() if len(set(apps.values())) > 1}
