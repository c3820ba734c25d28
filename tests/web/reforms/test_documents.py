"""Reform documents from outside and back: what is read, what is refused and why."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from corridor.rules.amendment import parse_yaml
from corridor.web.plans.offered import EXAMPLES
from corridor.web.reforms.documents import (
    LARGEST,
    LONGEST,
    as_json,
    in_all_languages,
    of_json,
    read_file,
    yaml_of,
)
from corridor.web.reforms.errors import ReformRefusal
from tests.web.reforms.made import DOCUMENT, PAY, TITLE

HEAD = "id: x\nlabel: {en: a, fr: b, nl: c}\n"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_a_file_comes_back_as_it_was(path: Path) -> None:
    read = read_file(path.read_bytes())
    kept = as_json(read)
    assert of_json(kept) == read
    assert parse_yaml(yaml_of(kept)) == read
    assert all(isinstance(part, (str, dict)) for part in kept.values())


def test_cents_survive_json() -> None:
    document = {**DOCUMENT, "parameters": {PAY: {**DOCUMENT["parameters"][PAY], "value": 39129.6}}}
    assert of_json(document).parameters[PAY].value == Decimal("39129.6")
    assert yaml.safe_load(yaml_of(document))["parameters"][PAY]["value"] == 39129.6


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"x" * (LARGEST + 1), "file_large"),
        ("é".encode("latin-1"), "file_text"),
        (b"\xff\xfe" + HEAD.encode("utf-16-le"), "file_text"),
        (b"PK\x03\x04 a zip", "file_faulty"),
        (b"[" * 5000, "file_alias"),
        (f"{HEAD}note: &a {{en: x, fr: x, nl: x}}\nterms: {{y: *a}}\n".encode(), "file_alias"),
        (b"id: [", "file_faulty"),
        (b"", "file_faulty"),
        (b"- a\n- b\n", "file_faulty"),
        (b"id: x\nlabel: {en: a}\n", "file_faulty"),
        (f"{HEAD}unknown: 1\n".encode(), "file_faulty"),
        (f"{HEAD}parameters: {{{PAY}: {{from: 2026-02-30, value: 1}}}}\n".encode(), "file_faulty"),
        (f"{HEAD}parameters: {{{PAY}: {{from: 2026-01-01, value: .nan}}}}\n".encode(), "file_faulty"),
        (f"{HEAD}parameters: {{{PAY}: {{from: 2026-01-01, value: 1.0e+400000}}}}\n".encode(), "number"),
        (f"{HEAD}parameters: {{{PAY}: {{from: 2026-01-01, value: {'9' * 5000}}}}}\n".encode(), "file_faulty"),
        (f"{HEAD}parameters: {{{PAY}: {{from: 2026-01-01, value: 1.00001}}}}\n".encode(), "number"),
        (f'{HEAD}terms: {{flanders.x: {{expr: "{"a or " * LONGEST}b"}}}}\n'.encode(), "long_rule"),
        (f"{HEAD}routes: {{{', '.join(f'flanders.r{n}: null' for n in range(400))}}}\n".encode(), "many"),
        (f"{HEAD}? {{a: b}}\n: c\n".encode(), "file_faulty"),
    ],
)
def test_what_is_no_reform_file_is_refused_with_a_reason(raw: bytes, key: str) -> None:
    with pytest.raises(ReformRefusal) as refused:
        read_file(raw)
    assert refused.value.key == key
    said = {lang: refused.value.told(lang) for lang in ("en", "fr", "nl")}
    assert len({message for message, _ in said.values()}) == 3
    assert all(remedy for _, remedy in said.values())


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_file(b"\xef\xbb\xbf" + HEAD.encode()).id == "x"


@pytest.mark.parametrize("document", [None, 3, "x", [], {}, {"id": "x"}, {**DOCUMENT, "label": {"en": "a"}}])
def test_json_that_is_no_reform_is_refused(document: object) -> None:
    with pytest.raises(ReformRefusal) as refused:
        of_json(document)
    assert refused.value.key == "file_faulty"


def test_missing_languages_are_taken_from_another() -> None:
    assert in_all_languages(TITLE) == TITLE
    assert in_all_languages({"fr": " Seuil "}) == {"en": "Seuil", "fr": "Seuil", "nl": "Seuil"}
    assert in_all_languages({"en": "", "nl": "Drempel"}, "name")["fr"] == "Drempel"
    assert in_all_languages({}, "name") == dict.fromkeys(("en", "fr", "nl"), "name")
    assert in_all_languages({}) == {}
