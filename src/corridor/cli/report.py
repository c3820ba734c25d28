"""`corridor report`: a report in a language as a Word document, a PDF or a page; or a template, to be edited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.cli import output, refusing
from corridor.cli.progress import waiting
from corridor.cli.speech import Words

MESSAGES = Path(__file__).parent / "report_messages.json"
say = Words(MESSAGES)
DONE, WRONG = 0, 2
TEMPLATE = "template"
"""What is written in the place of a kind to be given a template."""
READ = {
    "plan": ("plan",),
    "partnership": ("scheme", "design"),
    "differences": ("before", "dossier", "plan", "region"),
}
"""What a kind reads; the others read a dossier, of a region where it is named."""
OPTIONS = {"region": "--region", "format": "--format", "kind": "KIND", "language": "--lang"}


@dataclass(frozen=True)
class Sources:
    """Where the subject of a report lies; what a kind does not need is not read."""

    plan: Path | None = None
    dossier: Path | None = None
    before: Path | None = None
    scheme: str | None = None
    design: str | None = None


def report(
    kind: str,
    *,
    sources: Sources,
    out: Path,
    region: str | None = None,
    format: str | None = None,
    template: Path | None = None,
    lang: str = "en",
) -> int:
    """Write a report to a file; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.reports import kinds

        form = format or _suffix(out)
        if kind == TEMPLATE:
            _alone(sources, region, template)
            _write(kinds.template(form), out)
        elif kind not in kinds.KINDS:
            raise Refusal("KIND", "no_kind", given=kind, known=", ".join((*kinds.KINDS, TEMPLATE)))
        else:
            if kind == "region" and region is None:
                raise Refusal("--region", "no_region", known=", ".join(kinds.REGIONS))
            _fits(kind, sources, region)
            with waiting(say, "read", lang):
                found = _subject(kind, sources)
            with waiting(say, "write", lang):
                made = kinds.render(kind, found, lang, form, region=region, template=template)
            _write(made, out)
        output.remark(say("written", lang, file=out))
        return DONE
    return WRONG


def _alone(sources: Sources, region: str | None, template: Path | None) -> None:
    """That nothing is given with the template that ships: it is the same for all reports.

    Raises:
        Refusal: something is.
    """
    for name, value in (*vars(sources).items(), ("region", region), ("template", template)):
        if value is not None:
            raise Refusal(f"--{name}", "template_alone")


def _fits(kind: str, sources: Sources, region: str | None) -> None:
    """That nothing is given that the kind does not read.

    Raises:
        Refusal: it would be left out in silence; two versions are not of the same sort.
    """
    read = READ.get(kind, ("dossier", "region"))
    given = {name: value for name, value in vars(sources).items() if value is not None}
    given |= {"region": region} if region is not None else {}
    for name in given:
        if name not in read:
            raise Refusal(f"--{name}", "not_read", kind=kind, known=", ".join(f"--{one}" for one in read))
    if kind == "partnership" and len(given) > 1:
        raise Refusal("--design", "one_partnership")
    if kind == "differences" and "plan" in given and "dossier" in given:
        raise Refusal("--dossier", "one_sort")
    if kind == "differences" and "before" in given and not {"plan", "dossier"} & set(given):
        raise Refusal("--dossier", "no_after")


def _suffix(out: Path) -> str:
    """The form that the name of the file asks for.

    Raises:
        Refusal: it asks for none.
    """
    from corridor.reports.kinds import FORMATS

    suffix = out.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise Refusal("--format", "no_format", known=", ".join(FORMATS))
    return suffix


# ---- what the report is about ----
def _subject(kind: str, sources: Sources) -> Any:
    if kind == "plan":
        return _plan(sources.plan, "--plan")
    if kind == "partnership":
        return _partnership(sources)
    if kind != "differences":
        return _dossier(sources.dossier)
    if sources.before is None:
        raise Refusal("--before", "no_before")
    if sources.plan is not None:
        return _plan(sources.before, "--before"), _plan(sources.plan, "--plan")
    return _dossier(sources.before), _dossier(sources.dossier)


def _plan(folder: Path | None, option: str) -> Any:
    from corridor.reports.kinds.plan_folder import read_plan

    if folder is None:
        raise Refusal(option, "no_plan")
    return read_plan(folder)


def _dossier(file: Path | None) -> Any:
    from corridor.consultation import dossier

    return dossier.shipped() if file is None else dossier.read(file)


def _partnership(sources: Sources) -> Any:
    from corridor.cli.partnerships import design_named, scheme_named

    if sources.scheme is not None:
        return scheme_named(sources.scheme)
    if sources.design is None:
        raise Refusal("--scheme", "no_partnership")
    return design_named(sources.design)


# ---- out ----
def _write(made: bytes, out: Path) -> None:
    """The file, whole or not at all.

    Raises:
        Refusal: it cannot be written.
    """
    from corridor.pool.writing import write_atomic

    def fill(path: Path) -> None:
        path.write_bytes(made)

    try:
        write_atomic(out, fill)
    except OSError as error:
        raise Refusal(str(out), "cannot_write", why=error.strerror or error) from error


class Refusal(refusing.Refusal):
    """What the command cannot do as asked; told from `report_messages.json`."""

    words = say
