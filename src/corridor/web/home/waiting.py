"""What waits for somebody: every app with a module `welcome` says it with `home_blocks(user)`.

A block is a mapping: `title` (text), `entries` (a list of mappings with `text`, `href` and perhaps `note`), and perhaps
`text` above them and `order` (smaller first; 50 where it is not given). A block without entries and text is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

Blocks = Callable[[Any], Iterable[Mapping[str, Any]]]
log = logging.getLogger(__name__)


@cache
def sayers() -> tuple[Blocks, ...]:
    """The functions of all apps."""
    found: list[Blocks] = []
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "welcome"):
            found.append(import_module(f"{config.name}.welcome").home_blocks)
    return tuple(found)


def blocks(user: Any) -> list[Mapping[str, Any]]:
    """What waits for a person, the most pressing first; an app that fails is left out, and logged."""
    found: list[Mapping[str, Any]] = []
    for say in sayers():
        try:
            found += [block for block in say(user) if block.get("entries") or block.get("text")]
        except Exception:
            log.exception("blocks of the start page: %s", say.__module__)
    return sorted(found, key=lambda block: block.get("order", 50))
