"""What changed between two versions: of a dossier, item by item and side by side, or of a plan, number by number."""

from __future__ import annotations

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.dossier import Dossier, RoundRecord, as_mapping
from corridor.consultation.draft.differences import Piece, words
from corridor.plan.result import Plan
from corridor.reports.document import Block, Cell, Column, Items, Line, Part, Row, Section, Table, anchor, cell, prose
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.changes import KINDS, Changed, changes, same
from corridor.reports.kinds.grounds import Grounds, code
from corridor.reports.kinds.narrowed import of_region
from corridor.reports.kinds.speech import KindSpeech
from corridor.reports.kinds.versions import day_of
from corridor.reports.report import Cover, Report

STATES = ("added", "removed", "changed")


# ---- dossiers ----
def report(before: Dossier, after: Dossier, region: str | None, lang: str) -> Report:
    """The differences of two versions of a dossier, of one region where it is named.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = KindSpeech(lang)
    grounds = Grounds(speech)
    shown = of_region(before, region), of_region(after, region)
    found = changes(*shown, lang)
    counts = {state: sum(one.state == state for one in found) for state in STATES}
    cover = Cover(
        title=speech.say("differences.title", name=speech.named(after.title)),
        verdict=speech.say(
            "differences.verdict", **{state: speech.counted(f"differences.{state}", n) for state, n in counts.items()}
        )
        if found
        else speech.say("differences.same" if same(*shown) else "differences.order"),
        read=speech.say("differences.read", before=_version(before, speech), after=_version(after, speech)),
        foreign=speech.foreign(after.title),
    )
    chapters = [_overview(found, speech)]
    chapters += [_chapter(kind, found, speech) for kind in KINDS if any(one.kind == kind for one in found)]
    _cite(found, grounds)
    sides = (("differences.before", before), ("differences.after", after))
    made = tuple((speech.say(side), _made_of(one, speech)) for side, one in sides)
    return Report("differences", speech, day_of(after), cover, (*chapters, *grounds.closing(*made)))


def _overview(found: list[Changed], speech: KindSpeech) -> Section:
    counts = {state: sum(one.state == state for one in found) for state in STATES}
    bars = [Bar(speech.say(f"differences.is_{state}"), n, speech.count(n)) for state, n in counts.items()]
    heads = (speech.say("differences.what"), speech.say("chain.number"))
    blocks: list[Block] = [prose(speech.say("differences.intro"))]
    source = (Line(speech.say("differences.from")),)
    blocks += charted(speech, "differences-count", speech.say("differences.chart"), bars, heads, source)
    title = speech.say("differences.overview")
    return Section("overview", title, title, tuple(blocks))


def _chapter(kind: str, found: list[Changed], speech: KindSpeech) -> Section:
    mine = [one for one in found if one.kind == kind]
    parts: list[Block] = []
    for state in ("added", "removed"):
        told = tuple((_name(one, speech),) for one in mine if one.state == state)
        if told:
            parts.append(Part(f"{kind}-{state}", speech.say(f"differences.is_{state}"), (Items(told),)))
    parts += [_side_by_side(one, speech) for one in mine if one.state == "changed"]
    title = speech.say(f"differences.kind.{kind}")
    return Section(f"kind-{kind}", title, title, tuple(parts))


def _name(one: Changed, speech: KindSpeech) -> Line:
    thing = one.after or one.before
    item = thing.item if thing else None
    if thing and isinstance(item, RoundRecord):
        said = speech.say("differences.round", draft=speech.named(thing.of), n=speech.count(item.number))
        return Line(said, foreign=speech.foreign(thing.of))
    title = next((text for name in ("title", "about", "body", "heading") if (text := getattr(item, name, None))), None)
    if title is None:
        return speech.quoted(str(getattr(item, "text", "") or one.key)[:200], getattr(item, "language", None))
    return speech.line(title)


def _side_by_side(one: Changed, speech: KindSpeech) -> Part:
    columns = (
        Column(speech.say("differences.field")),
        Column(speech.say("differences.before"), broad=True),
        Column(speech.say("differences.after"), broad=True),
    )
    rows = []
    for found in one.fields:
        pair = words(found.before, found.after)
        sides = (_pieces(side, found.lang, speech) for side in (pair.before, pair.after))
        rows.append(Row((cell(found.name), *sides)))
    name = _name(one, speech)
    foreign = ((name.text, name.lang),) if name.lang else name.foreign
    caption = speech.say("differences.caption", title=name.text)
    place = (f"changed-{one.kind}", one.key)
    table = Table(anchor(*place, "table"), caption, columns, tuple(rows), foreign)
    return Part(anchor(*place), name.text, (table,), foreign)


def _pieces(pieces: tuple[Piece, ...], lang: str, speech: KindSpeech) -> Cell:
    """Words of one side; those that the other side lacks are strong."""
    if not pieces:
        return cell(speech.say("differences.nothing"))
    return Cell((tuple(Line(piece.text, lang=lang, strong=piece.kind != "same") for piece in pieces),))


def _cite(found: list[Changed], grounds: Grounds) -> None:
    """The sources of evidence and practices that came or changed."""
    for one in found:
        item = one.after.item if one.after else None
        if one.kind == "evidence" and item is not None and item.seen is not None:
            grounds.note(item.seen.source)
        if one.kind == "practice" and item is not None:
            for source in item.sources:
                grounds.cite(source.title, source.url, source.read)
        if one.kind == "evidence" and item is not None and item.seen is None:
            grounds.doubt(grounds.speech.line(item.about), grounds.speech.say("differences.never_seen"))


def _made_of(dossier: Dossier, speech: KindSpeech) -> Cell:
    """A version and its hash: two versions may have the same number."""
    return lines((Line(_version(dossier, speech)),), (Line(sha256(as_mapping(dossier)), code=True),))


def _version(dossier: Dossier, speech: KindSpeech) -> str:
    return speech.say("differences.version", version=dossier.version, day=speech.day(day_of(dossier)))


# ---- plans ----
def plan_report(before: Plan, after: Plan, lang: str) -> Report:
    """The differences of two plans.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = KindSpeech(lang)
    grounds = Grounds(speech)
    posts = before.inputs.posts, after.inputs.posts
    change = speech.change(float(before.unfilled), float(after.unfilled))
    places = [
        speech.say("differences.plan", region=speech.place(plan.region), day=speech.day(plan.date))
        for plan in (before, after)
    ]
    cover = Cover(
        title=speech.say("differences.plans_title"),
        verdict=speech.say(
            "differences.plans_verdict",
            before=speech.count(before.unfilled),
            after=speech.count(after.unfilled),
            change=change,
            posts_before=speech.count(posts[0]),
            posts_after=speech.count(posts[1]),
        ),
        read=speech.say("differences.read", before=places[0], after=places[1]),
        synthetic=speech.say("synthetic") if before.inputs.synthetic or after.inputs.synthetic else "",
    )
    chapters = (
        _plan_posts(before, after, speech),
        _plan_occupations(before, after, speech),
        _plan_law(before, after, speech),
    )
    for plan in (before, after):
        for source in plan.provenance.sources.values():
            grounds.cite(
                source.get("title"),
                source.get("url"),
                source.get("read"),
                str(speech.text(source.get("publisher", ""))) if source.get("publisher") else "",
            )
        for unknown in plan.unknown:
            grounds.doubt(
                speech.line(unknown.label), speech.say("differences.would_settle", n=speech.count(unknown.posts))
            )
    made = ((speech.say("differences.before"), cell(places[0])), (speech.say("differences.after"), cell(places[1])))
    return Report("differences", speech, after.date, cover, (*chapters, *grounds.closing(*made)))


def _heads(what: str, speech: KindSpeech) -> tuple[Column, ...]:
    sides = ("differences.before", "differences.after", "effect.difference")
    return (Column(what), *(Column(speech.say(side), True) for side in sides))


def _numbers(label: Line, was: float | None, now: float | None, speech: KindSpeech) -> Row:
    told = (speech.count(was), speech.count(now), speech.change(was, now))
    return Row((lines((label,)), *(cell(one) for one in told)))


def _plan_posts(before: Plan, after: Plan, speech: KindSpeech) -> Section:
    circles = {one.name: one for one in (*before.circles, *after.circles)}
    filled = [{one.name: float(one.filled) for one in plan.circles} for plan in (before, after)]
    rows = [_numbers(speech.line(c.label), filled[0].get(n), filled[1].get(n), speech) for n, c in circles.items()]
    reasons = [{one.reason: float(one.posts) for one in plan.reasons} for plan in (before, after)]
    why = [
        _numbers(Line(speech.word(f"reason.{name}.label")), reasons[0].get(name), reasons[1].get(name), speech)
        for name in dict.fromkeys([*reasons[0], *reasons[1]])
    ]
    sides = (("differences.before", before), ("differences.after", after))
    bars = [Bar(speech.say(side), float(plan.unfilled), speech.count(plan.unfilled)) for side, plan in sides]
    heads = (speech.say("differences.side"), speech.say("posts.open"))
    source = (Line(speech.say("differences.from_plans")),)
    charts = charted(speech, "open-posts", speech.say("differences.open_chart"), bars, heads, source)
    title = speech.say("differences.posts")
    tables = (
        Table(
            "circles-differ",
            speech.say("differences.circles"),
            _heads(speech.say("circles.circle"), speech),
            tuple(rows),
        ),
        Table(
            "reasons-differ",
            speech.say("differences.reasons"),
            _heads(speech.say("reasons.reason"), speech),
            tuple(why),
        ),
    )
    return Section("posts", title, title, (*charts, *tables))


def _plan_occupations(before: Plan, after: Plan, speech: KindSpeech) -> Section:
    old, new = ({one.isco08: one for one in plan.occupations} for plan in (before, after))
    rows = []
    for isco08 in dict.fromkeys([*new, *old]):
        was, now = old.get(isco08), new.get(isco08)
        counts = [None if one is None else float(one.unfilled) for one in (was, now)]
        if counts[0] != counts[1]:
            shown = now or was
            assert shown is not None
            rows.append((abs((counts[1] or 0) - (counts[0] or 0)), shown, counts))
    rows.sort(key=lambda one: (-one[0], one[1].isco08))
    title = speech.say("differences.occupations")
    if not rows:
        return Section("occupations", title, title, (prose(speech.say("differences.same_occupations")),))
    made = tuple(_numbers(speech.line(shown.label), counts[0], counts[1], speech) for _, shown, counts in rows)
    table = Table("occupations-differ", title, _heads(speech.say("differences.occupation"), speech), made)
    return Section("occupations", title, title, (prose(speech.say("differences.occupations_intro")), table))


def _plan_law(before: Plan, after: Plan, speech: KindSpeech) -> Section:
    columns = (
        Column(speech.say("made.what")),
        *(Column(speech.say(f"differences.{side}"), broad=True) for side in ("before", "after")),
    )
    names = (
        ("provenance.version", "version"),
        ("provenance.law_version", "law_version"),
        ("provenance.law_hash", "law_hash"),
    )
    rows = [
        Row((cell(speech.say(key)), *(code(str(getattr(plan.provenance, name))) for plan in (before, after))))
        for key, name in names
    ]
    inputs = [plan.provenance.inputs for plan in (before, after)]
    for name in dict.fromkeys([*inputs[0], *inputs[1]]):
        label = cell(speech.say("provenance.input", name=name))
        rows.append(
            Row((label, *(code(one.get(name, "")) if name in one else cell(speech.say("not_known")) for one in inputs)))
        )
    title = speech.say("differences.made")
    return Section("differ-made", title, title, (Table("made-differ", title, columns, tuple(rows)),))
