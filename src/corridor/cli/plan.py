"""`corridor plan`: a region's plan from files, written to a folder and shown as a table."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli.speech import Words
from corridor.told import ToldError

if TYPE_CHECKING:
    import polars as pl

    from corridor.cli.plan_evidence import EvidenceFiles
    from corridor.plan.result import Plan

MESSAGES = Path(__file__).parent / "plan_messages.json"
say = Words(MESSAGES)
WRONG = 2
PATIENCE = 2.0
"""Seconds of silence before progress is told, and between two lines of it."""
TOP = 5
LANGUAGES = ("en", "fr", "nl")


def plan(
    region: str,
    *,
    day: str | None,
    talents: Path,
    vacancies: Path,
    reforms: Sequence[Path] = (),
    method: str = "stable",
    place_undecided: bool = False,
    seed: int = 0,
    mapping: Path | None = None,
    evidence: EvidenceFiles | None = None,
    out: Path | None = None,
    format: str = "table",
    lang: str = "en",
) -> int:
    """Plan a region and print the result. Returns the exit code."""
    from corridor.cli import plan_evidence
    from corridor.plan import plan as planned

    with refusing(lang):
        when = read_day(day)
        if out is not None:
            can_write(out)
        told = Progress(lang)
        known = None if evidence is None else plan_evidence.read(evidence, out, lang)
        people = _read("talents", talents, mapping, out, lang, told)
        jobs = _read("vacancies", vacancies, mapping, out, lang, told)
        made = planned(
            region,
            when,
            people,
            jobs,
            reforms=list(reforms),
            method=method,  # type: ignore[arg-type]
            place_undecided=place_undecided,
            seed=seed,
            evidence=known,
            progress=told,
        )
        if out is not None:
            write(made, out, lang, {"plan.html": lang})
        show(made, format, lang)
        return 0
    return WRONG


def write(made: Plan, out: Path, lang: str, pages: dict[str, str]) -> None:
    """Write a plan to a folder, with pages by file name and language.

    Raises:
        Refusal: the folder cannot be written to.
    """
    from corridor.plan.writing import write as write_
    from corridor.reports import plan_page

    def draw(language: str, path: Path) -> None:
        plan_page.write(made, path, language)

    try:
        files = write_(made, out, {name: partial(draw, language) for name, language in pages.items()})
    except OSError as error:
        raise Refusal(str(out), "cannot_write", why=error.strerror or error) from error
    output.remark(say("written", lang, files=", ".join(str(f) for f in files)))


def can_write(out: Path) -> None:
    """See that a folder can be written to before the work begins; nothing is left behind.

    Raises:
        Refusal: it cannot.
    """
    from tempfile import TemporaryFile

    beside = next(folder for folder in (out, *out.parents) if folder.exists())
    try:
        with TemporaryFile(dir=beside):
            pass
    except OSError as error:
        raise Refusal(str(out), "cannot_write", why=error.strerror or error) from error


# ---- input ----


def _read(kind: str, path: Path, mapping: Path | None, out: Path | None, lang: str, told: Progress) -> pl.DataFrame:
    """A table that can be planned with; rows that cannot be read are written beside the plan."""
    from corridor.pool.border import read_talents, read_vacancies
    from corridor.pool.writing import write_quarantine

    read = read_talents if kind == "talents" else read_vacancies
    found = read(path, mapping=mapping, lang=lang, progress=partial(told, "read"))
    faulty = found.counts["quarantined"]
    if faulty:
        beside = (out if out is not None else path.parent) / f"{kind}.quarantine.csv"
        beside.parent.mkdir(parents=True, exist_ok=True)
        write_quarantine(found, beside)
        output.remark(say("quarantined", lang, n=faulty, file=path, path=beside))
    if found.counts["repaired"]:
        output.remark(say("repaired", lang, n=found.counts["repaired"], file=path))
    return found.frame


def read_day(raw: str | None) -> date:
    """A date as it was typed; today where none was.

    Raises:
        Refusal: it is no date.
    """
    if raw is None:
        return date.today()
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Refusal("--date", "bad_date", raw=raw) from None


# ---- output ----


def show(made: Plan, format: str, lang: str) -> None:
    """The plan on standard output: circles, reasons and the occupations that matter; JSON: the whole document."""
    if format == "json":
        output.result(output.as_json(made.document()))
    elif format == "csv":
        columns = ["kind", "name", "posts", *(r.id for r in made.reforms)]
        output.result(output.as_csv(columns, [(kind, name, *n) for kind, name, _, n in _lines(made, lang)]))
    else:
        _tables(made, lang)


def _lines(made: Plan, lang: str) -> Iterator[tuple[str, str, str, list[int]]]:
    """Kind, name, words and posts (now, then under each reform) of each circle and reason."""
    from corridor.plan.words import words

    for n, circle in enumerate(made.circles):
        posts = [circle.filled, *(r.circles[n].filled for r in made.reforms)]
        yield "circle", circle.name, say("filled_by", lang, circle=circle.label[lang]), posts
    for n, reason in enumerate(made.reasons):
        label = words().say(f"reason.{reason.reason}.label", lang)
        posts = [reason.posts, *(r.reasons[n].posts for r in made.reforms)]
        yield "reason", reason.reason, say("open_because", lang, reason=label), posts


def _tables(made: Plan, lang: str) -> None:
    from corridor.plan.words import words

    posts = made.inputs.posts
    region = say(made.region, lang)
    filled = posts - made.unfilled
    title = say("title", lang, region=region, day=made.date, posts=posts, filled=filled, open=made.unfilled)
    if made.inputs.synthetic:
        title = f"{title}\n{say('synthetic', lang)}"
    changed = [say("col_reform", lang, label=r.label[lang]) for r in made.reforms]
    rows = [(text, *n) for _, _, text, n in _lines(made, lang)]
    output.as_table(title, [say("col_what", lang), say("col_posts", lang), *changed], rows)
    top = [o for o in made.occupations if o.unfilled][:TOP]
    lines = []
    for o in top:
        main = max(o.reasons, key=lambda name: o.reasons[name])
        lever = f"{words().say(f'lever.{o.lever.action}.label', lang)} ({o.lever.posts})" if o.lever else ""
        name = f"{o.isco08} {o.label[lang]}" if o.isco08 else say("no_code", lang)
        lines.append((name, o.unfilled, words().say(f"reason.{main}.label", lang), lever))
    columns = [say(f"col_{c}", lang) for c in ("occupation", "open", "reason", "lever")]
    output.as_table(None, columns, lines)


class Progress:
    """Progress on standard error: the first line after two seconds, then every two, with what is left."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.last = time.monotonic()
        self.step, self.began = "", self.last

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step != self.step:
            self.step, self.began = step, now
        if now - self.last < PATIENCE or not total:
            return
        self.last = now
        name = say(f"step_{step}", self.lang)
        if 0 < done < total:
            left = round((now - self.began) * (total - done) / done)
            output.remark(say("step_left", self.lang, step=name, done=done, total=total, left=left))
        else:
            output.remark(say("step", self.lang, step=name, done=done, total=total))


# ---- errors ----


class Refusal(ValueError):
    """What the command cannot do as asked; told from `plan_messages.json`."""

    def __init__(self, place: str, key: str, **values: Any) -> None:
        super().__init__(f"{place}: {key}")
        self.place, self.key, self.values = place, key, values

    def told(self, lang: str) -> tuple[str, str]:
        """Message and remedy."""
        return say(self.key, lang, **self.values), say(
            f"{self.key}_remedy", lang, **{"folder": self.place, **self.values}
        )


class refusing:
    """Tells errors of users with place and remedy instead of raising them: `with refusing(lang): ...`."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if error is None:
            return False
        told = _told(error, self.lang)
        if told is None:
            return False
        if told:
            output.failed(*told, self.lang)
        else:
            output.remark(say("stopped", self.lang))
        return True


def _told(error: BaseException, lang: str) -> tuple[str, str, str] | tuple[()] | None:
    """Place, message and remedy of a user's error; nothing of an interrupt; None of what is no user's error."""
    from corridor.matching.circles import CircleError
    from corridor.rules.errors import ReformError, RuleFileError

    match error:
        case Refusal() | ToldError():
            return (error.place, *error.told(lang))
        case CircleError():
            return error.place, error.message, error.remedy
        case RuleFileError() | ReformError():
            return "--reform", say("law_fault", lang, why=error), say("law_fault_remedy", lang)
        case KeyboardInterrupt():
            return ()
    return None
