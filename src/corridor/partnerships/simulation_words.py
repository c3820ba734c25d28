"""Names of stages, parameters, outcomes and figures of a simulation, in three languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from corridor.partnerships.design import Design
from corridor.partnerships.phases import phases, words
from corridor.partnerships.simulation import POST

FILE = Path(__file__).parent / "simulation_words.json"


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def figure_label(name: str, lang: str) -> str:
    """The name of a figure of a result, such as `placed_abroad` or `cost_per_placement`."""
    return _texts()["figures"][name][lang]


def stage_label(design: Design, id: str, lang: str) -> str:
    """The phase of a stage, with its id where another stage has the same phase; also of the wait for a post."""
    if id == POST:
        return figure_label(POST, lang)
    stage = design.stage(id)
    label = phases()[stage.phase].label.told(lang)
    twins = sum(other.phase == stage.phase for other in design.stages)
    return f"{label} ({id})" if twins > 1 else label


def outcome_label(design: Design, kind: str, stage: str | None, lang: str) -> str:
    """Where people are at the horizon."""
    text = _texts()["outcomes"][kind][lang]
    return text if stage is None else text.format(stage=stage_label(design, stage, lang))


def parameter_label(design: Design, name: str, lang: str) -> str:
    """What a parameter is: from its path, such as `stages.training.loss`."""
    texts = _texts()["parameters"]
    if name in texts:
        return texts[name][lang]
    head, _, rest = name.partition(".")
    if head == "posts":
        return texts["posts"][lang].format(grade=words("grades")[rest].told(lang))
    id, _, field = rest.rpartition(".")
    if field != "amount":
        return texts[field][lang].format(stage=stage_label(design, id, lang))
    id, _, number = id.removesuffix("]").rpartition(".costs[")
    group = words("groups")[design.stage(id).costs[int(number)].group].told(lang)
    return texts["amount"][lang].format(stage=stage_label(design, id, lang), number=int(number) + 1, group=group)
