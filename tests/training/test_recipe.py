"""Recipes: which texts there are, which are missing, and what the command makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.config import PretrainOptions, options_from, resource
from studio.errors import InputError
from studio.training.recipe import Tables, read_recipe

SHIPPED = resource("base_model", "recipe")


def write(folder: Path, recipe: object) -> Path:
    (folder / "recipe.json").write_text(json.dumps(recipe))
    return folder


def test_the_shipped_recipe_has_tables_and_texts_of_its_own() -> None:
    recipe = read_recipe(SHIPPED)
    options_from(PretrainOptions, recipe.options)
    assert len(recipe.sources) == 3
    assert all(origin for _, origin in recipe.missing)


def test_other_peoples_texts_are_read_where_they_lie(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "theirs.txt").write_text("A tale.")
    (tmp_path / "ours.txt").write_text("Our own.")
    files = [
        {"file": "theirs.txt", "weight": 0.5, "from": "their.org"},
        {"file": "ours.txt", "weight": 2},
    ]
    folder = write(tmp_path, {"options": {}, "sources": files})
    recipe = read_recipe(folder, corpus)
    assert [(s.weight, [d.text for d in s.documents()]) for s in recipe.sources] == [
        (0.5, ["A tale."]),
        (2.0, ["Our own."]),
    ]
    assert read_recipe(folder).missing == (("theirs.txt", "their.org"),)


def test_the_same_seed_composes_the_same_texts() -> None:
    once, again, other = (
        [d.text for d in Tables(SHIPPED, each=1, facts=1, seed=seed).documents()]
        for seed in (1, 1, 2)
    )
    assert once == again != other
    assert len(set(once)) == len(once)


@pytest.mark.parametrize("told", [[], {}, {"options": {}, "sources": [{"weight": 1}]}])
def test_a_damaged_recipe_is_told(tmp_path: Path, told: object) -> None:
    with pytest.raises(InputError) as error:
        read_recipe(write(tmp_path, told))
    assert error.value.code == "file_unreadable"


def test_a_folder_without_a_recipe_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_recipe(tmp_path)
