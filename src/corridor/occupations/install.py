"""Installing ESCO: the official downloads become Parquet and a search model in the user's data folder.

What is prepared goes into a folder of its own; the last step puts the manifest, which names that folder, in place of
the old one. Until then what was installed before stays as it was, whatever happens. The same downloads give the same
tables. One install runs at a time (`lock`).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from corridor.occupations import installed as place_of
from corridor.occupations.confidence import MEANT, NAMES, attempt, held_out
from corridor.occupations.encoders import open_encoder
from corridor.occupations.errors import OccupationError
from corridor.occupations.esco_files import Content, read_download
from corridor.occupations.installed import FORM, MANIFEST, Found, Installed
from corridor.occupations.labels import shipped_labels
from corridor.occupations.lock import locked
from corridor.occupations.meaning import Meaning, encode, part
from corridor.occupations.meaning import build as build_meaning
from corridor.occupations.model import Known, Model, build, each_spelling
from corridor.occupations.title import forms

MEANING, SKILLS = "meaning", "skills_meaning"
"""Folders of the vectors of occupations and of skills."""

Progress = Callable[[str, int, int], None]


def install(
    files: Sequence[Path],
    *,
    place: Path | None = None,
    semantic: Sequence[str] = (),
    workers: int = 1,
    progress: Progress | None = None,
) -> Installed:
    """Install ESCO from its downloads, in place of what was installed before.

    Args:
        files: the zips, in any order.
        place: the folder to install into; the user's data folder if none is given.
        semantic: encoders for comparing by meaning (`encoders.available`), that for all scripts first.
        workers: processes that encode; more than one only where the caller's main module can be imported.
        progress: called with the step (`read FILE`, `train`, `calibrate`, `encode`, `adapt`), what is done, and all.

    Raises:
        OccupationError: a download cannot be read, none has occupations, an encoder is not there, or another install
            is running.
    """
    began = time.monotonic()
    tell = progress or (lambda _step, _done, _all: None)
    for name in semantic:
        open_encoder(name)
    contents = []
    for number, file in enumerate(files, 1):
        tell(f"read {file.name}", number, len(files))
        contents.append(read_download(file))
    if not any(c.occupations for c in contents):
        names = ", ".join(str(f) for f in files)
        raise OccupationError(names, "no_occupations")
    home = place or place_of.folder()
    with locked(home):
        target = Path(tempfile.mkdtemp(prefix="new-", dir=home))
        try:
            found = replace(
                _prepared(contents, target, _Encoding(tuple(semantic), workers), tell),
                folder=f"{_digest(contents)}-{target.name[4:]}",
                seconds=round(time.monotonic() - began, 1),
            )
            target.rename(home / found.folder)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        _put(home, found)
    return found


@dataclass(frozen=True)
class _Encoding:
    """With what to encode, and in how many processes."""

    encoders: tuple[str, ...]
    workers: int


def _prepared(contents: list[Content], target: Path, encoding: _Encoding, tell: Progress) -> Installed:
    """Tables, model and calibration in the folder."""
    counts = _write_tables(contents, target)
    known = known_labels(target)
    tell("train", 0, 1)
    model = build(known, progress=lambda done, steps: tell("train", done, steps))
    model.save(target)
    pooled_frame(model.labels).write_parquet(target / "pooled.parquet")
    kept, held = held_out(known)
    others = build(kept, progress=lambda done, steps: tell("calibrate", done, steps))
    by_meaning: dict[str, float] = {}
    if encoding.encoders:
        whole, some = _meanings(known, kept, encoding, tell)
        whole.save(target)
        by_meaning = attempt(some.beside(others), held).fit(MEANT).weights
        write_skills(target, encoding.encoders[0], encoding.workers, tell)
    versions = [c.found.version for c in contents if c.occupations and c.found.version]
    return Installed(
        form=FORM,
        version=max(versions, key=_number, default=None),
        languages=tuple(sorted({c.lang for c in contents if c.occupations})),
        folder=target.name,
        trained_on=len(model.labels),
        seconds=0.0,
        downloads=tuple(c.found for c in contents),
        confidence=attempt(others, held).fit(NAMES).weights,
        semantic=encoding.encoders,
        confidence_by_meaning=by_meaning,
        **counts,
    )


# ---- meaning ----
@dataclass(frozen=True)
class _Meant:
    """Labels by meaning, and the labels that its rows are of."""

    meaning: Meaning
    labels: tuple[Known, ...]

    def beside(self, model: Model) -> Model:
        return replace(model, meaning=self.meaning, meant=self.labels)

    def save(self, target: Path) -> None:
        self.meaning.save(target / MEANING)
        pooled_frame(self.labels).write_parquet(target / "meant.parquet")


def _meanings(
    known: Sequence[Known], kept: Sequence[Known], encoding: _Encoding, tell: Progress
) -> tuple[_Meant, _Meant]:
    """All labels by meaning, and the kept ones alone. The adapters learn from the kept ones, and serve both."""
    owners = {label.owner for label in known if forms(label.text)[0]}
    pairs = [(text, label) for text, label in each_spelling(known) if label.owner in owners]
    numbers = {owner: i for i, owner in enumerate(sorted(owners))}
    vectors = encoded([text for text, _ in pairs], encoding.encoders, encoding.workers, tell)
    still = set(kept)
    learn = [label in still for _, label in pairs]
    owner_of = [numbers[label.owner] for _, label in pairs]
    whole = build_meaning(vectors, owner_of, learn, progress=lambda done, steps: tell("adapt", done, steps))
    labels = tuple(label for _, label in pairs)
    return _Meant(whole, labels), _Meant(part(whole, learn, owner_of), labels)


def encoded(texts: Sequence[str], encoders: Sequence[str], workers: int, tell: Progress) -> dict[str, Any]:
    """The vectors of texts by encoder; a text that stands there twice is encoded once."""
    distinct = list(dict.fromkeys(texts))
    at = {text: i for i, text in enumerate(distinct)}
    rows = [at[text] for text in texts]
    found = {}
    for name in encoders:

        def step(done: int, steps: int, name: str = name) -> None:
            tell(f"encode {name}", done, steps)

        found[name] = encode(name, distinct, workers=workers, progress=step)[rows]
    return found


def write_skills(target: Path, encoder: str, workers: int, tell: Progress) -> None:
    """The preferred labels of skills by meaning, beside the tables; nothing where no skills are."""
    labels = pl.read_parquet(target / "skill_labels.parquet").filter("preferred").sort("uri", maintain_order=True)
    if labels.is_empty():
        return
    vectors = encoded([t.lower() for t in labels["text"]], [encoder], workers, tell)
    numbers = labels["uri"].rle_id().to_list()
    meant = build_meaning(
        vectors, numbers, [True] * len(numbers), progress=lambda done, steps: tell("adapt", done, steps)
    )
    meant.save(target / SKILLS)
    labels.write_parquet(target / "skills_meant.parquet")


def _put(home: Path, found: Installed) -> None:
    """The manifest in place, by one step of the file system; then folders that no manifest names are removed."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=home, delete=False) as out:
        out.write(found.as_json())
        out.flush()
        os.fsync(out.fileno())
    os.replace(out.name, home / MANIFEST)
    for other in home.iterdir():
        if other.is_dir() and other.name != found.folder and not other.name.startswith("download"):
            shutil.rmtree(other, ignore_errors=True)


def _digest(contents: Iterable[Content]) -> str:
    together = "".join(sorted(c.found.sha256 for c in contents))
    return hashlib.sha256(together.encode()).hexdigest()[:12]


def _number(version: str | None) -> tuple[int, ...]:
    return tuple(int(n) for n in (version or "0").split("."))


# ---- tables ----
def _write_tables(contents: list[Content], target: Path) -> dict[str, int]:
    """Write the tables; where two downloads have the same table in one language, the newer version counts."""
    newest = sorted(contents, key=lambda c: _number(c.found.version), reverse=True)
    base = next(c for c in newest if c.occupations)
    occupations = {u: v for c in newest if c.found.version == base.found.version for u, v in c.occupations.items()}
    skilled = next((c for c in newest if c.skills), None)
    skills = {} if skilled is None else dict(skilled.skills)
    labels = _newest_labels(newest, lambda c: c.occupation_labels, occupations)
    skill_labels = _newest_labels(newest, lambda c: c.skill_labels, skills)
    relations = next((c.relations for c in newest if c.relations), [])
    relations = [r for r in relations if r[0] in occupations]
    text = pl.String
    frames = {
        "occupations": pl.DataFrame(
            [(u, *v) for u, v in sorted(occupations.items())],
            schema={"uri": text, "isco08": text, "code": text},
            orient="row",
        ),
        "occupation_labels": _label_frame(labels),
        "skills": pl.DataFrame(
            [(u, *v) for u, v in sorted(skills.items())],
            schema={"uri": text, "skill_type": text, "reuse_level": text},
            orient="row",
        ),
        "skill_labels": _label_frame(skill_labels),
        "relations": pl.DataFrame(
            sorted(relations), schema={"occupation": text, "skill": text, "kind": text}, orient="row"
        ),
    }
    for name, frame in frames.items():
        frame.write_parquet(target / f"{name}.parquet")
    return {
        "occupations": len(occupations),
        "labels": len(labels),
        "skills": len(skills),
        "relations": len(relations),
    }


def _newest_labels(
    newest: list[Content],
    labels_of: Callable[[Content], list[tuple[str, str, bool]]],
    known: dict[str, tuple[str, str]],
) -> list[tuple[str, str, str, bool]]:
    """Labels by language from the newest download that has them, of concepts that are known; in a fixed order."""
    out = []
    done: set[str] = set()
    for content in newest:
        labels = labels_of(content)
        if labels and content.lang not in done:
            done.add(content.lang)
            out += [(uri, content.lang, text, preferred) for uri, text, preferred in labels if uri in known]
    return sorted(out, key=lambda row: (row[0], row[1], not row[3], row[2]))


def _label_frame(rows: list[tuple[str, str, str, bool]]) -> pl.DataFrame:
    schema = {"uri": pl.String, "lang": pl.String, "text": pl.String, "preferred": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def known_labels(folder: Path, *, shipped: bool = True) -> list[Known]:
    """The labels to search by, in a fixed order: ESCO's, and those of the package unless they are left out."""
    labels = pl.read_parquet(folder / "occupation_labels.parquet")
    codes = pl.read_parquet(folder / "occupations.parquet", columns=["uri", "isco08"])
    found = [
        Known(text, lang, isco, uri, preferred, "esco")
        for uri, lang, text, preferred, isco in labels.join(codes, on="uri", maintain_order="left").iter_rows()
    ]
    if shipped:
        found += [Known(s.text, s.lang, s.isco08, None, s.source == "isco08", s.source) for s in shipped_labels()]
    return found


def pooled_frame(labels: Sequence[Known]) -> pl.DataFrame:
    """The labels of the model's rows, in their order."""
    columns = ("text", "lang", "isco08", "uri", "preferred", "source")
    schema = dict.fromkeys(columns, pl.String()) | {"preferred": pl.Boolean()}
    return pl.DataFrame([[getattr(x, c) for c in columns] for x in labels], schema=schema, orient="row")


def pooled_labels(file: Path) -> list[Known]:
    """What `pooled_frame` wrote."""
    return [Known(*row) for row in pl.read_parquet(file).iter_rows()]


def summary(found: Found) -> tuple[str, ...]:
    """What a download lacks, as keys of messages."""
    lacks = [f"missing_{name}" for name in found.missing]
    return (*lacks, *(("few_labels",) if found.few_labels else ()), *(("duplicates",) if found.duplicates else ()))
