"""Dossiers made in a few lines: for tests of the chain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from corridor.consultation.dossier import Dossier, from_mapping

LAW = {"kind": "law", "region": "flanders", "name": "hs_salary_min", "day": "2025-03-01"}


def text(word: str) -> dict[str, str]:
    """A text in three languages."""
    return {"en": word, "fr": f"{word} fr", "nl": f"{word} nl"}


def raw(**parts: Any) -> dict[str, Any]:
    """What a file with one item of each kind holds; `parts` take the place of whole lists."""
    whole: dict[str, Any] = {
        "key": "small",
        "title": text("Small"),
        "evidence": [{"key": "pay", "about": text("Pay"), "reference": LAW}],
        "findings": [
            {"key": "high", "region": "flanders", "kind": "weakness", "title": text("High"), "evidence": ["pay"]}
        ],
        "practices": ["de-triple-win"],
        "initiatives": [{"key": "learn", "title": text("Learn"), "findings": ["high"], "practices": ["de-triple-win"]}],
        "recommendations": [
            {
                "key": "list",
                "region": "flanders",
                "title": text("List"),
                "initiatives": ["learn"],
                "regulatory": {"reform": "flanders_medium_skilled_2023", "region": "flanders"},
            }
        ],
        "decisions": [{"key": "yes", "body": text("Government"), "outcome": "adopted", "recommendations": ["list"]}],
        "drafts": [
            {
                "key": "changes",
                "title": text("Changes"),
                "rounds": [
                    {
                        "number": 1,
                        "sections": [
                            {"key": "s1", "number": "1", "heading": text("List"), "recommendations": ["list"]}
                        ],
                        "comments": [{"key": "c1", "section": "s1", "stance": "support", "text": "Good."}],
                    }
                ],
            }
        ],
    }
    return whole | parts


def small(folder: Path | None = None, **parts: Any) -> Dossier:
    """A dossier with one item of each kind."""
    return from_mapping(raw(**parts), folder=folder)


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Dossiers whose items point back at random."""

    def some(prefix: str, known: int) -> list[str]:
        picked = draw(st.sets(st.integers(0, known - 1), max_size=3)) if known else set()
        return [f"{prefix}{i}" for i in sorted(picked)]

    counts = {kind: draw(st.integers(0, 4)) for kind in ("e", "f", "i", "r", "d")}
    return small(
        evidence=[{"key": f"e{n}", "about": text("E"), "reference": LAW} for n in range(counts["e"])],
        findings=[
            {"key": f"f{n}", "region": "brussels", "kind": "threat", "title": text("F"),
             "evidence": some("e", counts["e"])}
            for n in range(counts["f"])
        ],
        practices=[],
        initiatives=[
            {"key": f"i{n}", "title": text("I"), "findings": some("f", counts["f"])} for n in range(counts["i"])
        ],
        recommendations=[
            {
                "key": f"r{n}",
                "region": "brussels",
                "title": text("R"),
                "initiatives": some("i", counts["i"]),
                "findings": some("f", counts["f"]),
                "evidence": some("e", counts["e"]),
            }
            for n in range(counts["r"])
        ],
        decisions=[
            {"key": f"d{n}", "body": text("D"), "outcome": "rejected", "recommendations": some("r", counts["r"])}
            for n in range(counts["d"])
        ],
        drafts=[],
    )  # fmt: skip
