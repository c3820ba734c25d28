"""How pairs are scored, which conditions are hard, and what is taken as given: read from `policy.yaml`, checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corridor.matching.circles import Text
from corridor.rules.rulefile import read

FILE = Path(__file__).parent / "policy.yaml"


class OrdinaryJob(BaseModel):
    """Facts of a vacancy that are taken as given where it does not state them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    facts: dict[str, Any]
    text: Text


class Policy(BaseModel):
    """Every choice of the matching.

    Attributes:
        weights: of the named parts of the score; they add up to 1.
        preference: how much fit and pay count when a person ranks posts; they add up to 1.
        neutral: what a part counts that is not known, 0 to 1.
        reach: the least proximity of two unit groups at which a person is in reach of a post, 0 to 1.
        skills_min_coverage: the least share of a post's skills, weighted by rarity, that a person must have.
        k: how many pairs are kept for each vacancy and circle, at the least.
        presumed: hard conditions of which an unknown counts as met, and what is taken as given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    assumed: bool
    note: Text
    weights: dict[str, float]
    preference: dict[str, float]
    neutral: float = Field(ge=0, le=1)
    reach: float = Field(gt=0, le=1)
    skills_min_coverage: float = Field(ge=0, le=1)
    k: int = Field(ge=1)
    presumed: dict[str, Text]
    ordinary_job: OrdinaryJob

    @model_validator(mode="after")
    def _weights(self) -> Policy:
        for weights in (self.weights, self.preference):
            if abs(sum(weights.values()) - 1) > 1e-9 or min(weights.values()) < 0:
                raise ValueError("weights must be at least 0 and add up to 1")
        return self


@cache
def read_policy(path: Path = FILE) -> Policy:
    """A policy from a file.

    Raises:
        RuleFileError: the file is faulty; with lines.
    """
    return read(path, Policy)
