"""`corridor consultation`: a dossier checked, traced, shown, and its values noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output
from corridor.cli import refusing as errors
from corridor.cli.speech import Words

if TYPE_CHECKING:
    from corridor.consultation.chain.checks import Checked
    from corridor.consultation.chain.trace import Chain, Placed, Trace
    from corridor.consultation.dossier import Dossier
    from corridor.told import ToldError

MESSAGES = Path(__file__).parent / "consultation_messages.json"
say = Words(MESSAGES)
DONE, FINDINGS, WRONG = 0, 1, 2
COLUMNS = ("rule", "kind", "key", "place", "fault", "label", "detail", "because")


class refusing(errors.refusing):
    """Errors of this command."""

    words = say


class Refusal(errors.Refusal):
    """What this command cannot do as asked."""

    words = say


# ---- reading ----
def dossier_named(given: str) -> Dossier:
    """The dossier of a file, or the one that ships, by its key.

    Raises:
        ConsultationErrors: the file cannot be used.
    """
    from corridor.consultation import dossier

    path = Path(given)
    if not path.exists() and given == dossier.SHIPPED.stem:
        return dossier.shipped()
    return dossier.read(path)


# ---- check ----
def check(given: str, *, everything: bool, sources: bool, format: str, lang: str) -> int:
    """Print what the checks of a dossier find; returns the exit code, 1 where there is a fault."""
    with refusing(lang):
        from corridor.consultation.chain.checks import check as checked

        dossier = dossier_named(given)
        found = checked(dossier, sources=sources)
        faults = [one for one in found if one.fault]
        shown = found if everything or format != "table" else faults
        _print_checks(shown, format, lang)
        output.remark(say("checked", lang, faults=len(faults), noted=len(found) - len(faults)))
        if len(shown) < len(found):
            output.remark(say("noted_hidden", lang))
        return FINDINGS if faults else DONE
    return WRONG


def _print_checks(found: Sequence[Checked], format: str, lang: str) -> None:
    from corridor.consultation.form import said

    rows = [
        (one.rule, one.kind, one.key, one.place, one.fault, said(one.label, lang), said(one.detail, lang),
         ", ".join(one.because))
        for one in found
    ]  # fmt: skip
    if format == "json":
        output.result(output.as_json([_as_json(one) for one in found]))
    elif format == "csv":
        output.result(output.as_csv(COLUMNS, rows))
    elif rows:
        heads = [say(f"col_{name}", lang) for name in ("key", "label", "detail")]
        output.as_table(None, heads, [(row[2], row[5], row[6]) for row in rows])


def _as_json(one: Checked) -> dict[str, Any]:
    from corridor.consultation.reading import plain

    found: dict[str, Any] = plain({**asdict(one), "fault": one.fault, "label": one.label})
    return found


# ---- trace ----
def trace(given: str, key: str, *, format: str, lang: str) -> int:
    """Print what an item rests on and what follows from it; returns the exit code."""
    with refusing(lang, {"key": "KEY"}):
        from corridor.consultation.chain.trace import trace as traced

        found = traced(dossier_named(given), key)
        if format == "json":
            output.result(output.as_json(_trace_json(found)))
        elif format == "csv":
            output.result(output.as_csv(("step", *_steps(found)), [(i, *way) for i, way in enumerate(found.paths, 1)]))
        else:
            _print_trace(found, lang)
        if found.more:
            output.remark(say("more_paths", lang, n=len(found.paths)))
        return DONE
    return WRONG


def _steps(found: Trace) -> list[str]:
    return [str(n) for n in range(1, max((len(way) for way in found.paths), default=1) + 1)]


def _trace_json(found: Trace) -> dict[str, Any]:
    def one(placed: Placed) -> dict[str, str]:
        return {"kind": placed.kind, "key": placed.key, "place": placed.place}

    return {
        "item": one(found.item),
        "behind": [one(placed) for placed in found.behind],
        "ahead": [one(placed) for placed in found.ahead],
        "paths": [list(way) for way in found.paths],
    }


def _print_trace(found: Trace, lang: str) -> None:
    heads = [say(f"col_{name}", lang) for name in ("kind", "key", "label")]
    for title, items in (("behind", found.behind), ("item", (found.item,)), ("ahead", found.ahead)):
        rows = [(say(f"kind_{one.kind}", lang), one.key, told(one.item, lang)) for one in items]
        if rows:
            output.as_table(say(title, lang), heads, rows)
        else:
            output.result(say(f"{title}_none", lang))
    output.result(say("paths", lang, n=len(found.paths)))
    for way in found.paths[:20]:
        output.result("  " + " → ".join(way))


def told(item: Any, lang: str) -> str:
    """What an item says of itself: its title, subject or text."""
    from corridor.consultation.form import said

    for name in ("title", "about", "body"):
        if text := getattr(item, name, None):
            return said(text, lang)
    return str(getattr(item, "text", ""))[:80]


# ---- show ----
def show(given: str, *, region: str | None, format: str, lang: str) -> int:
    """Print a dossier; returns the exit code."""
    with refusing(lang):
        from corridor.consultation.dossier import as_mapping
        from corridor.permits.case import REGIONS

        if region is not None and region not in REGIONS:
            raise Refusal("--region", "bad_region", raw=region, known=", ".join(REGIONS))
        dossier = dossier_named(given)
        if format == "json":
            output.result(output.as_json(as_mapping(dossier)))
        else:
            rows = list(_rows(dossier, region, lang))
            heads = ("kind", "key", "region", "label", "value")
            if format == "csv":
                output.result(output.as_csv(heads, rows))
            else:
                output.as_table(told(dossier, lang), [say(f"col_{name}", lang) for name in heads], rows)
        return DONE
    return WRONG


def _rows(dossier: Dossier, region: str | None, lang: str) -> list[tuple[str, str, str, str, str]]:
    """One row an item of the chain."""
    from corridor.consultation.chain.trace import Chain

    chain = Chain(dossier)
    kept = set(chain.items) if region is None else _of_region(chain, region)
    return [
        (say(f"kind_{one.kind}", lang), key, _place(one.item), told(one.item, lang), _value(one.item, lang))
        for key, one in chain.items.items()
        if key in kept
    ]


def _of_region(chain: Chain, region: str) -> set[str]:
    """What is of a region or of all, what that rests on without what is of others, and what was said and decided."""
    of = {key: set(_regions(one.item)) for key, one in chain.items.items()}
    waiting = [key for key, regions in of.items() if regions & {region, "belgium"}]
    kept: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in kept and (not of[key] or of[key] & {region, "belgium"}):
            kept.add(key)
            waiting += chain.earlier(key)
    return kept | {
        key
        for key, one in chain.items.items()
        if one.kind in ("comment", "decision") and kept.intersection(chain.earlier(key))
    }


def _regions(item: Any) -> tuple[str, ...]:
    region = getattr(item, "region", None)
    return (region,) if region else getattr(item, "regions", ())


def _place(item: Any) -> str:
    return ", ".join(_regions(item)) or getattr(item, "country", "")


def _value(item: Any, lang: str) -> str:
    from corridor.consultation.form import said

    seen = getattr(item, "seen", None)
    if seen is not None:
        return said(seen.text, lang) or str(seen.value)
    kind = getattr(item, "kind", None)
    return say(f"is_{kind}", lang) if kind and f"is_{kind}" in say.entries else ""


# ---- note, template ----
def note(given: str, *, out: Path, keys: Sequence[str], lang: str) -> int:
    """Write a dossier with the values of its evidence as they stand now; returns the exit code."""
    with refusing(lang, {"key": "--key"}):
        from corridor.consultation.dossier import refreshed, write

        dossier = dossier_named(given)
        known = [one.key for one in dossier.evidence]
        unknown = [key for key in keys if key not in known]
        if unknown:
            from corridor.consultation.errors import ConsultationError

            raise ConsultationError("key", "dossier_no_item", given=unknown[0], known=", ".join(known) or "-")
        _same_folder(dossier, out)
        unread: dict[str, ToldError] = {}
        made = refreshed(dossier, keys or None, unread=unread)
        changed = sum(a.seen != b.seen for a, b in zip(dossier.evidence, made.evidence, strict=True))
        try:
            write(made, out)
        except OSError as error:
            output.failed(str(out), say("cannot_write", lang, why=error.strerror or error), say("write_to", lang), lang)
            return WRONG
        for key, fault in unread.items():
            output.remark(say("unread", lang, item=key, place=fault.place, why=fault.told(lang)[0]))
        output.remark(say("noted", lang, n=changed, path=out))
        return DONE
    return WRONG


def _same_folder(dossier: Dossier, out: Path) -> None:
    """Refuse to write a dossier with paths to another folder: they begin where the file lies.

    Raises:
        Refusal: with the first such path.
    """
    from corridor.consultation.dossier import paths_of

    if dossier.folder is None or out.parent.resolve() == dossier.folder.resolve():
        return
    if found := next(iter(paths_of(dossier)), None):
        raise Refusal("--out", "paths_move", path=found, folder=dossier.folder)


def template(lang: str) -> int:
    """Write the start of a dossier to standard output; returns the exit code."""
    from corridor.consultation import dossier

    output.result((dossier.TEMPLATES / f"dossier.{lang}.yaml").read_text(encoding="utf-8"))
    return DONE
