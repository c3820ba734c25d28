r"""A draft from a file: Markdown with numbered headings, one language after the other, or YAML. All faults at once.

Markdown: `# fr: Title` begins a language (without a code: the language that the caller names), `## 2.1 Heading` a
section, optionally with its key behind it: `## 2.1 Heading {#scope}`. Sections of the same number belong together.
A paragraph that begins with `#` stands with a backslash before it: `\# 1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from corridor.consultation.draft.records import LANGUAGES, Section, Texts
from corridor.consultation.draft.rules import section_faults
from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.consultation.reading import refuse_bombs

MOST = 2_000_000
"""Bytes of a file."""
TITLE = re.compile(r"#\s+(?:(?P<language>[a-z]{2}):\s*)?(?P<title>.*?)\s*#*")
HEADING = re.compile(r"#{2,6}\s+(?P<number>[0-9.]*[0-9])?\.?\s*(?P<heading>.*?)\s*(?:\{#(?P<key>[^}]*)\})?\s*#*")
MARK = re.compile(r"\\*#")
"""What a line of text begins with that would be read as a heading, or as one with a backslash before it."""
ITEM = re.compile(r"(?:[-*+]|\d+[.)]|[a-z]\))\s")
FIELDS = ("title", "languages", "sections")
SECTION_FIELDS = ("key", "number", "heading", "text")


@dataclass(frozen=True)
class Written:
    """What a file holds: title and sections in one to three languages."""

    title: Texts
    languages: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass
class _Part:
    """A section of one language while it is read."""

    language: str
    number: str
    heading: str
    key: str
    line: int
    lines: list[str] = field(default_factory=list)


def decoded(content: bytes, name: str = "") -> str:
    """The text of a file.

    Raises:
        ConsultationErrors: it is too large, or no UTF-8.
    """
    if len(content) > MOST:
        raise ConsultationErrors([ConsultationError(name, "draft_too_large", most=MOST // 1_000_000)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConsultationErrors([ConsultationError(name, "draft_not_text")]) from None
    if "\0" in text:
        raise ConsultationErrors([ConsultationError(name, "draft_not_text")])
    return text


def read_draft(text: str, *, language: str = "en", name: str = "") -> Written:
    """A draft from Markdown or YAML; which of them it is, its own beginning says.

    Args:
        text: of the file.
        language: of a title without a code.
        name: of the file, for the places of faults.

    Raises:
        ConsultationErrors: what is wrong, all of it.
    """
    if len(text) > MOST:
        raise ConsultationErrors([ConsultationError(name, "draft_too_large", most=MOST // 1_000_000)])
    begun = next((line for line in text.splitlines() if line.strip()), "")
    yaml_fields = re.match(rf"({'|'.join(FIELDS)})\s*:|---\s*$|\{{", begun)
    return _from_yaml(text, name) if yaml_fields else _from_markdown(text, language, name)


# ---- Markdown -----------------------------------------------------------------------------------


def _from_markdown(text: str, language: str, name: str) -> Written:
    faults: list[ConsultationError] = []
    title: dict[str, str] = {}
    parts: list[_Part] = []
    present: str | None = None
    for at, line in enumerate(text.splitlines(), start=1):
        place = _line(name, at)
        if found := TITLE.fullmatch(line):
            present = found["language"] or language
            if present not in LANGUAGES:
                faults.append(ConsultationError(place, "draft_unknown_language", value=present))
            if present in title:
                faults.append(ConsultationError(place, "draft_languages_one_to_three"))
            title[present] = found["title"].strip()
        elif found := HEADING.fullmatch(line):
            present = present or language
            number = found["number"]
            if number is None:
                faults.append(ConsultationError(place, "draft_heading_without_number", heading=found["heading"][:80]))
            # a heading without number still takes its text: one fault, not one a line
            parts.append(_Part(present, number or "", found["heading"].strip(), found["key"] or "", at))
        elif parts and parts[-1].language == (present or language):
            parts[-1].lines.append(line[1:] if line[:1] == "\\" and MARK.match(line) else line)
        elif line.strip():
            faults.append(ConsultationError(place, "draft_text_before_section"))
    return _joined(title, parts, language, name, faults)


def _joined(
    title: Mapping[str, str], parts: list[_Part], language: str, name: str, faults: list[ConsultationError]
) -> Written:
    """The sections of all languages, put together by their numbers."""
    spoken = tuple(dict.fromkeys([*title, *(part.language for part in parts)])) or (language,)
    sections: dict[str, list[_Part]] = {}
    for part in parts:
        if not part.number:
            continue
        same = sections.setdefault(part.number, [])
        if any(other.language == part.language for other in same):
            faults.append(ConsultationError(_line(name, part.line), "draft_number_twice", value=part.number))
        elif part.language != spoken[0] and not same:
            values = {"value": part.number, "language": part.language, "first": spoken[0]}
            faults.append(ConsultationError(_line(name, part.line), "draft_not_in_first_language", **values))
        same.append(part)
    made = tuple(_section(number, same) for number, same in sections.items())
    lines = {number: same[0].line for number, same in sections.items()}
    known = {(fault.key, fault.values.get("value")) for fault in faults}
    whole = [one for one in section_faults(made, spoken, "") if not _told_already(one, known, faults)]
    faults += [_placed(one, lines, name) for one in whole]
    if not title.get(spoken[0], "").strip():
        faults.append(ConsultationError(_line(name, 1), "draft_no_title", language=spoken[0]))
    return _sound(Written(dict(title), spoken, made), faults)


def _told_already(fault: ConsultationError, known: set[Any], faults: list[ConsultationError]) -> bool:
    """Whether a fault only says again what a line of the file said better."""
    if fault.key == "draft_no_sections":
        return any(other.key == "draft_heading_without_number" for other in faults)
    if fault.key in ("draft_no_heading", "draft_no_text"):
        return ("draft_not_in_first_language", fault.place) in known
    return (fault.key, fault.values.get("value")) in known or fault.key == "draft_language_not_of_draft"


def _placed(fault: ConsultationError, lines: Mapping[str, int], name: str) -> ConsultationError:
    at = lines.get(fault.place)
    return ConsultationError(_line(name, at or 1), fault.key, **fault.values)


def _section(number: str, same: list[_Part]) -> Section:
    key = next((part.key for part in same if part.key), "") or number.replace(".", "-")
    heading = {part.language: part.heading for part in same if part.heading}
    texts = {part.language: unwrapped(part.lines) for part in same}
    return Section(key, number, heading, {lang: text for lang, text in texts.items() if text})


def unwrapped(lines: list[str]) -> str:
    """Paragraphs, one a line: broken lines are joined, items of a list stay apart."""
    found: list[str] = []
    joins = False
    for line in lines:
        said = " ".join(line.split())
        if not said:
            joins = False
            continue
        if joins and not ITEM.match(said):
            found[-1] = f"{found[-1]} {said}"
        else:
            found.append(said)
        joins = True
    return "\n".join(found)


def _line(name: str, at: int) -> str:
    return f"{name}:{at}" if name else str(at)


# ---- YAML ---------------------------------------------------------------------------------------


@cache
def _plain() -> Any:
    """A safe loader that leaves everything text: the number 2.10 must not become 2.1, nor a heading `No` a false."""
    import yaml

    class Plain(yaml.CSafeLoader):
        pass

    for tag in ("int", "float", "bool", "null", "timestamp"):
        Plain.add_constructor(f"tag:yaml.org,2002:{tag}", _as_written)
    return Plain


def _as_written(loader: Any, node: Any) -> Any:
    return loader.construct_scalar(node)


def _from_yaml(text: str, name: str) -> Written:
    import yaml

    try:
        refuse_bombs(text)
        raw = yaml.load(text, Loader=_plain())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or type(error).__name__
        place = _line(name, mark.line + 1) if mark else name
        raise ConsultationErrors([ConsultationError(place, "draft_no_yaml", why=why)]) from None
    if not isinstance(raw, Mapping):
        raise ConsultationErrors([ConsultationError(name, "draft_shape", what=str(raw)[:40])])
    faults = list(_unknown(raw, FIELDS, name))
    title = _texts(raw.get("title"), _in(name, "title"), faults)
    spoken = _languages(raw.get("languages"), title, _in(name, "languages"), faults)
    listed = raw.get("sections") or ()
    if not isinstance(listed, list | tuple):
        faults.append(ConsultationError(_in(name, "sections"), "draft_shape", what="sections"))
        listed = ()
    sections = tuple(_yaml_section(entry, _in(name, f"sections[{at}]"), faults) for at, entry in enumerate(listed))
    if spoken and not title.get(spoken[0], "").strip():
        faults.append(ConsultationError(_in(name, "title"), "draft_no_title", language=spoken[0]))
    faults += [
        ConsultationError(_in(name, f"sections.{one.place}"), one.key, **one.values)
        for one in section_faults(sections, spoken)
    ]
    return _sound(Written(title, spoken, sections), faults)


def _yaml_section(entry: Any, place: str, faults: list[ConsultationError]) -> Section:
    if not isinstance(entry, Mapping):
        faults.append(ConsultationError(place, "draft_shape", what=str(entry)[:40]))
        return Section("", "", {}, {})
    faults += _unknown(entry, SECTION_FIELDS, place)
    number = str(entry.get("number") or "").strip().rstrip(".")
    key = str(entry.get("key") or "").strip() or number.replace(".", "-")
    texts = _texts(entry.get("text"), f"{place}.text", faults)
    heading = _texts(entry.get("heading"), f"{place}.heading", faults)
    return Section(key, number, heading, {lang: unwrapped(said.splitlines()) for lang, said in texts.items()})


def _texts(raw: Any, place: str, faults: list[ConsultationError]) -> dict[str, str]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping) or not all(isinstance(said, str) for said in raw.values()):
        faults.append(ConsultationError(place, "draft_shape", what=str(raw)[:40]))
        return {}
    return {str(lang): said.strip() for lang, said in raw.items() if said.strip()}


def _languages(raw: Any, title: Texts, place: str, faults: list[ConsultationError]) -> tuple[str, ...]:
    """The languages as listed; those of the title where there is no list."""
    listed = tuple(title) if raw is None else raw
    if not isinstance(listed, list | tuple) or not all(isinstance(lang, str) for lang in listed):
        faults.append(ConsultationError(place, "draft_shape", what="languages"))
        return ("en",)
    unknown = [lang for lang in listed if lang not in LANGUAGES]
    faults += [ConsultationError(place, "draft_unknown_language", value=lang) for lang in unknown]
    if not listed or len(set(listed)) < len(listed):
        faults.append(ConsultationError(place, "draft_languages_one_to_three"))
    return tuple(listed)


def _unknown(raw: Mapping[Any, Any], known: tuple[str, ...], place: str) -> Iterator[ConsultationError]:
    for name in raw:
        if name not in known:
            yield ConsultationError(_in(place, str(name)), "draft_unknown_field", name=name, known=", ".join(known))


def _in(place: str, part: str) -> str:
    return f"{place}: {part}" if place and ":" not in place else (f"{place}.{part}" if place else part)


def _sound(found: Written, faults: list[ConsultationError]) -> Written:
    if faults:
        raise ConsultationErrors(faults)
    return found


# ---- out ----------------------------------------------------------------------------------------


def as_markdown(title: Texts, languages: tuple[str, ...], sections: tuple[Section, ...]) -> str:
    """A draft as the Markdown that `read_draft` reads; headings that are missing in a language have their number."""
    blocks = []
    for lang in languages:
        blocks.append(f"# {lang}: {title.get(lang, '')}".rstrip())
        for section in sections:
            heading = section.heading.get(lang, "")
            if heading or section.text.get(lang):
                blocks.append(f"## {section.number} {heading} {{#{section.key}}}".replace("  ", " "))
                lines = section.text.get(lang, "").splitlines()
                blocks += [f"\\{line}" if MARK.match(line) else line for line in lines]
    return "\n\n".join(block for block in blocks if block) + "\n"
