"""Which function does which job. Every app registers its own in a module `background`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Work = Callable[..., None]
Texts = Mapping[str, Mapping[str, str]]
_known: dict[str, Work] = {}
_stages: dict[str, Texts] = {}
_titles: dict[str, Mapping[str, str]] = {}


def job(name: str, *, title: Mapping[str, str] | None = None, stages: Texts | None = None) -> Callable[[Work], Work]:
    """Register a function as the work of a name: `app.verb`.

    The function takes `progress` (`progress(stage, done, total)`) and the job's arguments by keyword. It may be run
    again from its beginning after a crash: what it writes must be whole or not at all.

    Args:
        name: what the job is called here.
        title: what people call it, in three languages; its first stage where it has none of its own.
        stages: what each stage that it reports is called, in three languages.
    """

    def register(work: Work) -> Work:
        _stages[name] = stages or {}
        _titles[name] = title or next(iter(_stages[name].values()), {"en": name})
        if _known.setdefault(name, work) is not work:
            raise ValueError(f"two jobs are called {name}")
        return work

    return register


def work_of(name: str) -> Work:
    """The function of a name.

    Raises:
        KeyError: there is none.
    """
    return _known[name]


def stage_texts(name: str, stage: str) -> Mapping[str, str] | None:
    """What a stage of a job is called, by language; None where it has no name."""
    return _stages.get(name, {}).get(stage)


def title_texts(name: str) -> Mapping[str, str]:
    """What people call a job, by language; its name where nobody does that job any more."""
    return _titles.get(name, {"en": name})


def fault_of(error: BaseException) -> dict[str, Any] | None:
    """An error as its reader sees it, where it can say itself what is wrong in three languages; else None."""
    told = getattr(error, "told", None)
    if told is None:
        return None
    languages = {lang: told(lang) for lang in ("en", "fr", "nl")}
    return {
        "place": str(getattr(error, "place", "")),
        "message": {lang: words[0] for lang, words in languages.items()},
        "remedy": {lang: words[1] for lang, words in languages.items()},
    }
