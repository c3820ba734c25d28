"""The background work of `chain`: references read again, reforms of recommendations run."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import override

from corridor.consultation.dossier import Dossier
from corridor.consultation.reading import plain
from corridor.web.accounts.models import User
from corridor.web.chain.content import dossier_of
from corridor.web.chain.domain import keep_effect, reread
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.forms.items import SYNTHETIC
from corridor.web.chain.models import Recommendation
from corridor.web.chain.queries import runnable
from corridor.web.jobs.registry import job
from corridor.web.programmes.models import Programme

READ = {"en": "Reading the sources", "fr": "Lecture des sources", "nl": "Bronnen worden gelezen"}
RUN = {"en": "Running the reform", "fr": "Simulation de la réforme", "nl": "Hervorming wordt doorgerekend"}

MADE_UP = {"talents": 400, "vacancies": 200, "seed": 1}
"""The made-up pool on which a reform may be run."""


@job("chain.reread", stages={"read": READ})
def reread_evidence(*, progress: Any, programme: str, actor_id: str) -> None:
    """Read every reference of a programme again. Begun again after a crash it reads all of them once more."""
    found = Programme.objects.select_related("organisation").get(pk=programme)
    reread(programme=found, actor=User.objects.filter(pk=actor_id).first(), progress=progress)


@job("chain.effect", stages={"run": RUN})
def simulate_effect(*, progress: Any, recommendation: str, actor_id: str, plan: str = "") -> None:
    """Run the reform of a recommendation: on worked cases of the law, a made-up pool, or the pool of a plan."""
    row = Recommendation.objects.select_related("programme__organisation").get(pk=recommendation)
    progress("run", 0, 1)
    with dossier_of(row.programme) as dossier:
        on_pool = plan not in ("", SYNTHETIC)
        effect = _on_plan(dossier, row, plan) if on_pool else _on_cases(dossier, row, plan)
    keep_effect(actor=User.objects.filter(pk=actor_id).first(), recommendation=row, effect=plain(effect))
    progress("run", 1, 1)


def _change(dossier: Dossier, row: Recommendation) -> Any:
    found = next((one.regulatory for one in dossier.recommendations if one.key == row.key), None)
    if found is None:
        raise ChainRefusal("no_reform")
    return found


def _on_cases(dossier: Dossier, row: Recommendation, on: str) -> Any:
    from corridor.consultation.chain.effects import basis, on_cases, synthetic_pairs, worked_cases

    change, today = _change(dossier, row), timezone.localdate()
    told: dict[str, Any] = {"day": today.isoformat()}
    if on == SYNTHETIC:
        cases = synthetic_pairs(change.region, today, **MADE_UP)
        words = basis("synthetic_pairs", n=cases.height, **told, **MADE_UP)
    else:
        cases = worked_cases(change.region, today)
        words = basis("worked_cases", n=cases.height, **told)
    return on_cases(change, cases, basis=words, today=today, folder=dossier.folder)


def _on_plan(dossier: Dossier, row: Recommendation, key: str) -> Any:
    from corridor.consultation.chain.effects import on_plan
    from corridor.web.pool.queries import frame

    plans = runnable(row.programme, row.region).select_related("talents", "vacancies")
    plan = plans.filter(pk=key).first()
    if plan is None or plan.talents is None or plan.vacancies is None:
        raise ChainRefusal("plan_gone")
    return on_plan(
        _change(dossier, row),
        frame(plan.talents),
        frame(plan.vacancies),
        plan.date,
        basis=titles(plan),
        today=timezone.localdate(),
        folder=dossier.folder,
    )


def titles(plan: Any) -> dict[str, str]:
    """What a plan is called, by language."""
    found = {}
    for lang in ("en", "fr", "nl"):
        with override(lang):
            found[lang] = str(plan.title)
    return found
