"""Reforms that come with a dossier from elsewhere: none may end the process or grow without end."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.files import reforms_of
from tests.consultation.chain.small_dossiers import raw, small

SOUND = "id: mine\nlabel: &same {en: Mine, fr: La mienne, nl: De mijne}\n"


@pytest.mark.parametrize("more", [f"note: {'[' * 50_000}{']' * 50_000}", "note: *same"])
def test_a_reform_that_would_grow_or_end_the_process_is_refused(more: str, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(f"{SOUND}{more}\n", encoding="utf-8")
    listed = raw()["recommendations"]
    listed[0]["regulatory"]["reform"] = "mine.yaml"
    with pytest.raises(ChainRefusal) as caught:
        reforms_of(small(folder=tmp_path, recommendations=listed))
    assert caught.value.key == "reform_faulty"
