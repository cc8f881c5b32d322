"""Words of a search put into several texts, whose vectors are averaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shotseer import InputError, Workspace
from shotseer.core.query import parse_words
from shotseer.flows import queries
from shotseer.flows.parts import open_space
from shotseer.settings import Settings

TWO = "{} | a film still of {}"


def vector(library: Path, cache: Path, prompts: str, words: str) -> np.ndarray:
    with Workspace.open(library, cache=str(cache), prompts=prompts) as workspace:
        opened = open_space(workspace.parts)
        return queries.compose(workspace.parts, opened, parse_words(words))


def test_a_search_is_the_mean_of_its_prompts(ingested: Path, model_cache: Path) -> None:
    found = vector(ingested, model_cache, TWO, "a ball")
    alone, still = (
        vector(ingested, model_cache, "{}", words) for words in ("a ball", "a film still of a ball")
    )
    mean = (alone + still) / np.linalg.norm(alone + still)
    assert float(alone @ still) < 0.99
    np.testing.assert_allclose(found, mean, atol=1e-6)
    np.testing.assert_allclose(
        vector(ingested, model_cache, "a film still of {}", "a ball"), still, atol=1e-6
    )


def test_a_version_knows_its_prompts(workspace: Workspace, model_cache: Path) -> None:
    workspace.create_label("ball", queries=["a ball"])
    plain = workspace.build("ball")
    with Workspace.open(workspace.folder.root, cache=str(model_cache), prompts=TWO) as other:
        averaged = other.build("ball")
        assert other.build("ball").id == averaged.id
    assert averaged.id != plain.id


@pytest.mark.parametrize("prompts", ["", "a photo", "{} and {}", "{}|a photo"])
def test_a_prompt_needs_one_place_for_the_words(prompts: str) -> None:
    with pytest.raises(InputError, match="does not say where the words go"):
        _ = Settings(prompts=prompts).prompt_templates
