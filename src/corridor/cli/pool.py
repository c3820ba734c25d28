"""`corridor pool`: template, validate, import and synthesise. The work is done in functions that import when called."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from corridor.cli import output
from corridor.cli.options import DEFAULT_LANG, LANG, Format, Lang
from corridor.cli.speech import Words

if TYPE_CHECKING:
    import polars as pl

    from corridor.pool.border import Imported
    from corridor.pool.errors import PoolError
    from corridor.pool.schema import Kind as TableKind

MESSAGES = Path(__file__).parent / "pool_messages.json"
say = Words(MESSAGES)
DONE, FINDINGS, WRONG = 0, 1, 2
SHOWN = 20
"""So many faults and notes are shown as a table."""
PATIENCE = 2.0
"""Seconds without a word on progress."""
FAULTS = ("row", "id", "field", "value", "reason", "remedy")
NOTES = ("row", "field", "before", "after", "note")


def _(key: str) -> str:
    return say(key, LANG)


class TemplateFormat(StrEnum):
    """Kind of file of a template."""

    csv = "csv"
    xlsx = "xlsx"


class Kind(StrEnum):
    """What a table holds."""

    talents = "talents"
    vacancies = "vacancies"


class Region(StrEnum):
    """Region of the work."""

    flanders = "flanders"
    wallonia = "wallonia"
    brussels = "brussels"
    german_community = "german_community"


FormatOption = Annotated[Format, typer.Option("--format", help=_("opt_format"))]
LangOption = Annotated[Lang, typer.Option("--lang", help=_("opt_lang"))]
File = Annotated[Path, typer.Argument(help=_("opt_file"), metavar="FILE")]
KindOption = Annotated[Kind, typer.Option("--kind", help=_("opt_kind"))]
MappingOption = Annotated[Optional[Path], typer.Option("--mapping", help=_("opt_mapping"), metavar="FILE")]  # noqa: UP045
Quarantine = Annotated[Optional[Path], typer.Option("--quarantine", help=_("opt_quarantine"), metavar="FILE")]  # noqa: UP045

pool = typer.Typer(help=_("pool"), no_args_is_help=True)


@pool.command("template", help=_("template"))
def template_command(
    kind: Annotated[Kind, typer.Argument(help=_("opt_kind"))],
    format: Annotated[TemplateFormat, typer.Option("--format", help=_("opt_template_format"))] = TemplateFormat.csv,
    out: Annotated[Optional[Path], typer.Option("--out", help=_("opt_template_out"), metavar="FILE")] = None,  # noqa: UP045
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Write a template."""
    raise typer.Exit(template(kind.value, format=format.value, out=out, lang=lang.value))


@pool.command("validate", help=_("validate"))
def validate_command(
    file: File,
    kind: KindOption,
    mapping: MappingOption = None,
    quarantine: Quarantine = None,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Check a file."""
    code = validate(file, kind=kind.value, mapping=mapping, quarantine=quarantine, format=format.value, lang=lang.value)
    raise typer.Exit(code)


@pool.command("import", help=_("import"))
def import_command(
    file: File,
    kind: KindOption,
    out: Annotated[Path, typer.Option("--out", help=_("opt_out"), metavar="FILE")],
    mapping: MappingOption = None,
    quarantine: Quarantine = None,
    append: Annotated[bool, typer.Option("--append", help=_("opt_append"))] = False,
    format: FormatOption = Format.table,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Import a file."""
    code = import_(
        file,
        kind=kind.value,
        out=out,
        mapping=mapping,
        quarantine=quarantine,
        append=append,
        format=format.value,
        lang=lang.value,
    )
    raise typer.Exit(code)


@pool.command("synthesise", help=_("synthesise"))
def synthesise_command(
    out: Annotated[Path, typer.Option("--out", help=_("opt_out_dir"), metavar="DIR")],
    talents: Annotated[int, typer.Option("--talents", help=_("opt_talents"), min=1)] = 10_000,
    vacancies: Annotated[int, typer.Option("--vacancies", help=_("opt_vacancies"), min=1)] = 1_000,
    seed: Annotated[int, typer.Option("--seed", help=_("opt_seed"), min=0)] = 1,
    region: Annotated[Region, typer.Option("--region", help=_("opt_region"))] = Region.flanders,
    lang: LangOption = DEFAULT_LANG,
) -> None:
    """Make a synthetic pool."""
    code = synthesise(out, talents=talents, vacancies=vacancies, seed=seed, region=region.value, lang=lang.value)
    raise typer.Exit(code)


# ---- template ----
def template(kind: TableKind, *, format: str = "csv", out: Path | None = None, lang: str = "en") -> int:
    """Write a template to a file or to standard output; returns the exit code."""
    from corridor.pool import template as templates
    from corridor.pool.writing import SEPARATOR

    if out is None and format == "xlsx":
        return _wrong("--format xlsx", "xlsx_out", lang)
    if out is None:
        output.result(templates.template(kind, lang).write_csv(separator=SEPARATOR))
        return DONE
    try:
        path = out if out.suffix.lower() in (".csv", ".xlsx") else out.with_name(f"{out.name}.{format}")
        templates.write_template(kind, lang, path)
    except OSError as error:
        return _wrong(str(out), "cannot_write", lang, why=error.strerror or error)
    output.remark(say("template_written", lang, path=path))
    return DONE


# ---- validate and import ----
def validate(
    file: Path,
    *,
    kind: TableKind,
    mapping: Path | None = None,
    quarantine: Path | None = None,
    format: str = "table",
    lang: str = "en",
) -> int:
    """Check a file and print what was found; returns the exit code, 1 where rows are quarantined."""
    from corridor.pool.errors import PoolError
    from corridor.pool.writing import write_quarantine

    try:
        found = _read(file, kind, mapping, lang)
        if quarantine is not None:
            _not_itself(file, quarantine)
            write_quarantine(found, quarantine)
    except PoolError as error:
        return refused(error, lang)
    except OSError as error:
        return _wrong(str(error.filename), "cannot_write", lang, why=error.strerror or error)
    _print(found, file, kind, format, lang)
    return FINDINGS if found.counts["quarantined"] else DONE


def import_(
    file: Path,
    *,
    kind: TableKind,
    out: Path,
    mapping: Path | None = None,
    quarantine: Path | None = None,
    append: bool = False,
    format: str = "table",
    lang: str = "en",
) -> int:
    """Import a file; returns the exit code. Good rows are written first, then the quarantine, each whole."""
    from corridor.pool.errors import PoolError
    from corridor.pool.writing import added, read_back, write_quarantine, write_table

    if append and out.suffix.lower() != ".parquet":
        return _wrong(str(out), "not_two", lang)
    rejects = quarantine or out.with_name(f"{out.stem}.quarantine.csv")
    try:
        _not_itself(file, out)
        before = read_back(out, kind) if append and out.exists() else None
        found = _read(file, kind, mapping, lang, None if before is None else before["id"])
        if found.rejected.height and not found.how.get("quarantine"):
            _not_itself(file, rejects)
        write_table(found.frame if before is None else added(found, out, kind), out)
        if found.rejected.height:
            write_quarantine(found, rejects)
    except PoolError as error:
        return refused(error, lang)
    except OSError as error:
        return _wrong(str(error.filename), "cannot_write", lang, why=error.strerror or error)
    _print(found, file, kind, format, lang)
    output.remark(say("written" if before is None else "added", lang, n=found.frame.height, path=out))
    if found.rejected.height:
        output.remark(say("quarantine_written", lang, n=found.rejected.height, path=rejects))
    return DONE


def _read(file: Path, kind: TableKind, mapping: Path | None, lang: str, taken: pl.Series | None = None) -> Imported:
    from corridor.pool.border import read_talents, read_vacancies

    read = read_talents if kind == "talents" else read_vacancies
    return read(file, mapping=mapping, lang=lang, progress=_Patience(lang), taken=taken)


def _not_itself(file: Path, out: Path) -> None:
    from corridor.pool.errors import PoolError

    if out.exists() and file.exists() and out.samefile(file):
        raise PoolError(str(out), "same_file")


class _Patience:
    """Progress lines on standard error, the first after two seconds, then every two."""

    def __init__(self, lang: str) -> None:
        self.lang, self.last = lang, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last >= PATIENCE and done < total:
            self.last = now
            output.remark(say("progress", self.lang, done=done, total=total))


def _print(found: Imported, file: Path, kind: TableKind, format: str, lang: str) -> None:
    if format == "json":
        output.result(output.as_json(_record(found, file, kind)))
    elif format == "csv":
        output.result(output.as_csv(FAULTS, found.quarantine.select(FAULTS).rows()))
    else:
        _print_table(found, lang)
    if format != "json":
        output.remark(say("read_as", lang, how=", ".join(f"{k} {v!r}" for k, v in found.how.items())))
        if found.licence is not None:
            output.remark(say("licence", lang, licence=found.licence))
    if format == "csv":
        output.remark(say("counts", lang, **found.counts))


def _record(found: Imported, file: Path, kind: TableKind) -> dict[str, Any]:
    return {
        "file": str(file),
        "kind": kind,
        "how": dict(found.how),
        "licence": found.licence,
        "counts": dict(found.counts),
        "quarantine": found.quarantine.to_dicts(),
        "notes": found.notes.to_dicts(),
    }


def _print_table(found: Imported, lang: str) -> None:
    counts = [(say(name, lang), number) for name, number in found.counts.items()]
    output.as_table(None, [say("col_what", lang), say("col_rows", lang)], counts)
    for title, names, lines in (("faults", FAULTS, found.quarantine), ("repairs", NOTES, found.notes)):
        if lines.height:
            columns = [say(f"col_{n}", lang) for n in names]
            output.as_table(say(title, lang), columns, lines.head(SHOWN).rows())
        if lines.height > SHOWN:
            output.remark(say("more", lang, n=lines.height - SHOWN))


# ---- synthesise ----
def synthesise(out: Path, *, talents: int, vacancies: int, seed: int, region: str, lang: str = "en") -> int:
    """Make a synthetic pool and write it to a folder; returns the exit code."""
    from corridor.pool import synthesise as made

    try:
        found = made.synthesise(talents, vacancies, seed, region=region, progress=_Patience(lang))
        made.write(found, out)
    except OSError as error:
        return _wrong(str(out), "cannot_write", lang, why=error.strerror or error)
    output.remark(say("synthetic", lang, talents=talents, vacancies=vacancies, path=out))
    return DONE


def refused(error: PoolError, lang: str) -> int:
    """Print an error with its remedy; the exit code for it."""
    message, remedy = error.told(lang)
    output.failed(error.place, message, remedy, lang)
    return WRONG


def _wrong(place: str, key: str, lang: str, **values: object) -> int:
    message, _semicolon, remedy = say(key, lang, **values).partition(";")
    output.failed(place, message.strip(), remedy.strip(), lang)
    return WRONG
