"""YAML rule files: exact decimals, unique keys, and the line of every fault."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from corridor.rules.errors import Fault, RuleFileError, nearest

Form = TypeVar("Form")

REMEDIES = {
    "extra_forbidden": "take it out or write the key as docs/law-format.md has it",
    "missing": "add it",
    "string_type": "put it in quotes (YAML reads NO as false and 0110 as a number)",
}


Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 100
"""Groups within groups; the law data has eight."""


class _Loader(Base):  # type: ignore[misc]
    """Safe YAML that keeps 0.8 as Decimal('0.8'), and refuses a key written twice and nesting that ends the process."""

    depth = 0

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _unfit(current_node, f"more than {DEEPEST} groups within groups")
        super().descend_resolver(current_node, current_index)

    def ascend_resolver(self) -> None:
        self.depth -= 1
        super().ascend_resolver()

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                raise _unfit(key_node, "braces or brackets in a key: put text that has them in quotes")
            if key in seen:
                raise _unfit(key_node, f"key {key!r} is written twice")
            seen.add(key)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def _unfit(node: Any, message: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, message, node.start_mark)


def _decimal(loader: _Loader, node: Any) -> Decimal:
    text = str(loader.construct_scalar(node))
    try:
        return Decimal(text)
    except InvalidOperation:  # .nan and .inf among them
        raise _unfit(node, f"{text} is no number") from None


def _date(loader: Any, node: Any) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        raise _unfit(node, f"{node.value} does not exist in the calendar") from None


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def read_yaml(path: Path) -> Any:
    """The document in a file.

    Raises:
        RuleFileError: the file is no YAML; with the line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = getattr(error, "problem", None) or str(error)
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        if "end of stream" in message:  # something was never closed: where it begins says more
            marks.reverse()
        mark = marks[0] or marks[1]
        fault = Fault(str(path), mark.line + 1 if mark else None, f"no valid YAML: {message}", "mend the line")
        raise RuleFileError([fault]) from error


def read(path: Path, form: type[Form] | Any) -> Form:
    """A rule file in the given form (a pydantic model or type).

    Raises:
        RuleFileError: every fault with file, line and remedy.
    """
    raw = read_yaml(path)
    try:
        found: Form = TypeAdapter(form).validate_python(raw if raw is not None else {})
        return found
    except ValidationError as error:
        lines = LineFinder(path)
        faults = []
        for e in error.errors():
            where = [x for x in e["loc"] if not (isinstance(x, str) and x.startswith("function-"))]
            key = ".".join(str(x) for x in where)
            remedy = REMEDIES.get(e["type"], "see docs/law-format.md")
            faults.append(Fault(str(path), lines.of(e["loc"]), f"{key}: {e['msg']}", remedy))
        raise RuleFileError(faults) from error


def read_text(text: str, form: type[Form] | Any, place: str = "text") -> Form:
    """The text of a rule file in the given form, as `read` gives it.

    Raises:
        RuleFileError: every fault with remedy; lines where the text is no YAML.
    """
    try:
        raw = yaml.load(text, Loader=_Loader)
        found: Form = TypeAdapter(form).validate_python(raw if raw is not None else {})
        return found
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        message = f"no valid YAML: {getattr(error, 'problem', None) or error}"
        raise RuleFileError([Fault(place, mark.line + 1 if mark else None, message, "mend the line")]) from error
    except ValidationError as error:
        named = ((".".join(map(str, e["loc"])), e) for e in error.errors())
        remedy = "see docs/law-format.md"
        raise RuleFileError(
            Fault(place, None, f"{key}: {e['msg']}", REMEDIES.get(e["type"], remedy)) for key, e in named
        ) from error


class LineFinder:
    """Finds the line of a place (a path of keys and indices) in a YAML file."""

    def __init__(self, path: Path) -> None:
        self._root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)

    def of(self, place: tuple[Any, ...]) -> int | None:
        """The line of the deepest part of the place that exists."""
        node, line = self._root, 1
        for part in place:
            if isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
                if pair is None:
                    continue
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
        return line


def line_of(path: Path, name: str | None) -> int | None:
    """The line that defines a name, else the first that mentions it."""
    if name is None or not path.is_file():
        return None
    lines = list(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    word = rf"(?<![\w.]){re.escape(name)}(?!\w)"
    for pattern in (rf"\bid: *{word}", rf"^ *(- *)?[\"']?{word}[\"']? *:", word, re.escape(name)):
        found = [(len(text) - len(text.lstrip()), number) for number, text in lines if re.search(pattern, text)]
        if found:
            return min(found)[1]
    return None


def unknown_key(file: Path, line: int | None, what: str, name: str, known: list[str]) -> Fault:
    """A fault for a name that does not exist, with the nearest ones."""
    return Fault(str(file), line, f"unknown {what} {name!r}", nearest(name, known))
