"""Which texts count as known to the embedded model, and which lines somebody wrote whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.jobs import measuring
from studio.jobs.measuring import known_texts, told_lines
from studio.store import labels, prompts
from studio.store.project import create_project
from studio.store.records import NewPrompt


def test_a_composed_text_is_known_by_its_heading_and_sentences() -> None:
    told = 'A story about a frog\nA frog sat down. "Hello!" it said.\nThe end'
    lines = ["A story about a frog", "A frog sat down", '"Hello', "it said", "The end"]
    assert list(told_lines(told)) == lines


def test_demonstrations_and_the_texts_of_the_recipe_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = tmp_path / "base_model" / "recipe"
    (recipe / "texts").mkdir(parents=True)
    (recipe / "cast.en.txt").write_text("hero: frog\n")
    (recipe / "texts" / "some.en.txt").write_text("# a frog\n{The hero} sang. / {The hero} sat.\n")
    (recipe / "own.jsonl").write_text(json.dumps({"text": "It rained. It stopped."}))
    sources = [{"tables": ".", "each": 5, "facts": 5}, {"file": "own.jsonl"}]
    (recipe / "recipe.json").write_text(json.dumps({"options": {}, "sources": sources}))
    monkeypatch.setattr(measuring, "resource", lambda *parts: tmp_path.joinpath(*parts))
    project = create_project(tmp_path / "project", sample=False)
    try:
        [prompt] = prompts.add_prompts(project.store, [NewPrompt("Sing of frogs", "en")])
        anna = labels.add_labeler(project.store, "Anna")
        labels.save_demonstration(project.store, prompt, "Croak. Croak.", anna.id, 1.0)
        known = [tuple(lines) for lines in known_texts(project, None)]
    finally:
        project.close()
    assert known[0] == ("Croak. Croak.",)
    composed = {("The frog sang",), ("The frog sat",)}
    assert set(known[1:]) == composed | {("It rained. It stopped.",)}
