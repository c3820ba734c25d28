"""Installing ESCO: the official downloads become Parquet and a search model in the user's data folder.

What is prepared goes into a folder of its own; the last step puts the manifest, which names that folder, in place of
the old one. Until then what was installed before stays as it was, whatever happens. The same downloads give the same
tables.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import polars as pl

from corridor.occupations import installed as place_of
from corridor.occupations.confidence import calibrate
from corridor.occupations.esco_files import Content, read_download
from corridor.occupations.installed import FORM, MANIFEST, Found, Installed
from corridor.occupations.isco08 import OccupationError
from corridor.occupations.labels import shipped_labels
from corridor.occupations.model import Known, build

Progress = Callable[[str, int, int], None]


def install(files: Sequence[Path], *, place: Path | None = None, progress: Progress | None = None) -> Installed:
    """Install ESCO from its downloads, in place of what was installed before.

    Raises:
        OccupationError: a download cannot be read, or none has occupations.
    """
    began = time.monotonic()
    tell = progress or (lambda _step, _done, _all: None)
    contents = []
    for number, file in enumerate(files, 1):
        tell(f"read {file.name}", number, len(files))
        contents.append(read_download(file))
    if not any(c.occupations for c in contents):
        names = ", ".join(str(f) for f in files)
        raise OccupationError(
            names, "no table of occupations", "add a download that has occupations_en.csv or another language"
        )
    home = place or place_of.folder()
    home.mkdir(parents=True, exist_ok=True)
    target = Path(tempfile.mkdtemp(prefix="new-", dir=home))
    try:
        return _prepared(contents, home, target, began, tell)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _prepared(contents: list[Content], home: Path, target: Path, began: float, tell: Progress) -> Installed:
    counts = _write_tables(contents, target)
    known = known_labels(target)
    tell("train", 0, 1)
    model = build(known, progress=lambda done, steps: tell("train", done, steps))
    model.save(target)
    pooled_frame(model.labels).write_parquet(target / "pooled.parquet")
    confidence = calibrate(known, progress=lambda done, steps: tell("calibrate", done, steps))
    found = Installed(
        form=FORM,
        version=max(
            (c.found.version for c in contents if c.occupations and c.found.version), key=_number, default=None
        ),
        languages=tuple(sorted({c.lang for c in contents if c.occupations})),
        folder=f"{_digest(contents)}-{target.name[4:]}",
        trained_on=len(model.labels),
        seconds=round(time.monotonic() - began, 1),
        downloads=tuple(c.found for c in contents),
        confidence=confidence.weights,
        **counts,
    )
    target.rename(home / found.folder)
    _put(home, found)
    return found


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


def pooled_labels(folder: Path) -> list[Known]:
    """What `pooled_frame` wrote."""
    return [Known(*row) for row in pl.read_parquet(folder / "pooled.parquet").iter_rows()]


def summary(found: Found) -> tuple[str, ...]:
    """What a download lacks, as keys of messages."""
    lacks = [f"missing_{name}" for name in found.missing]
    return (*lacks, *(("few_labels",) if found.few_labels else ()), *(("duplicates",) if found.duplicates else ()))
