"""`corridor demo`: a synthetic pool, the plan of Flanders under two example reforms, and the result in the browser."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from corridor.cli.plan import LANGUAGES, WRONG, Progress, refusing, show, write
from corridor.cli.serve import serve

REGION, TALENTS, VACANCIES, SEED = "flanders", 20_000, 3_000, 1
REFORMS = ("employer_change_after_12_months", "flanders_medium_skilled_2023")


def demo(*, port: int = 8000, browser: bool = True, renew: bool = False, lang: str = "en") -> int:
    """Make the demo's plan once, show it. Returns the exit code."""
    from corridor.permits.book import data_folder

    folder = data_folder() / "demo" / f"{REGION}-{TALENTS}-{VACANCIES}-{SEED}"
    with refusing(lang):
        if renew or not _current(folder):
            _make(folder, lang)
        return serve(folder, port=port, browser=browser, lang=lang)
    return WRONG


def _current(folder: Path) -> bool:
    """Whether the plan was made by this version under this law."""
    from corridor.permits.book import book, law_version

    try:
        made = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["provenance"]
    except (OSError, ValueError, KeyError):
        return False
    return (made["version"], made["law_hash"]) == (law_version(), book(REGION).rules.digest)


def _make(folder: Path, lang: str) -> None:
    from corridor.permits.book import LAW
    from corridor.plan import plan
    from corridor.pool.synthesise import synthesise
    from corridor.pool.synthesise import write as write_pool
    from corridor.pool.synthetic_figures import default_today

    told = Progress(lang)
    pool = synthesise(TALENTS, VACANCIES, SEED, region=REGION, progress=partial(told, "synthesise"))
    write_pool(pool, folder / "pool")
    reforms = [LAW / "reforms" / f"{name}.yaml" for name in REFORMS]
    made = plan(REGION, default_today(), pool.talents, pool.vacancies, reforms=reforms, seed=SEED, progress=told)
    pages = {"plan.html": lang, **{f"plan.{language}.html": language for language in LANGUAGES}}
    write(made, folder, lang, pages)
    show(made, "table", lang)
