"""A small encoder for tests: words that mean the same in two languages lie near each other, all else by its letters."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from corridor.occupations import adapter, encoders

NAME = "made"
SAME = {
    "dakwerker": "roofer",
    "couvreur": "roofer",
    "verpleegster": "nurse",
    "infirmière": "nurse",
    "qqzxw": "thatcher",
}
WIDTH = 48


def vector(text: str) -> Any:
    """The sum of a vector for each word (at length one), the word's translation in its place."""
    out = np.zeros(WIDTH, np.float32)
    for word in text.split():
        chance = np.random.default_rng(zlib.crc32(SAME.get(word, word).encode()))
        out += chance.standard_normal(WIDTH).astype(np.float32)
    return out / max(float(np.linalg.norm(out)), 1e-6)


def opened() -> Callable[[list[str]], Any]:
    """What `encoders` opens."""
    return lambda texts: np.vstack([vector(text) for text in texts])


def use_it(patch: pytest.MonkeyPatch) -> None:
    """Put this encoder in the place of those of the extra, with little training."""
    patch.setattr(adapter, "ROUNDS", 2)
    patch.setattr(encoders, "_OPENED", {NAME: opened})
    patch.setattr(encoders, "find_spec", lambda name: object() if name == NAME else None)
    encoders.open_encoder.cache_clear()


def use_none(patch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed."""
    patch.setattr(encoders, "find_spec", lambda name: None)
    encoders.open_encoder.cache_clear()
