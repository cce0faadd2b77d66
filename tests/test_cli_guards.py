"""Guards for quality from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project in which Ann and Bob ranked the same three answers."""
    from studio.store import labels
    from studio.store.project import create_project
    from studio.store.prompts import add_prompts, add_response_set, get_response_set
    from studio.store.records import NewPrompt, NewResponse

    made = create_project(tmp_path / "project", sample=False)
    [prompt] = add_prompts(made.store, [NewPrompt("Frogs", split="reward")])
    set_id = add_response_set(made.store, prompt, [NewResponse(t, None, {}, 0) for t in "abc"])
    a, b, c = (response.id for response in get_response_set(made.store, set_id).responses)
    for name, order in (("Ann", [[a], [b], [c]]), ("Bob", [[b], [a], [c]])):
        labeler = labels.add_labeler(made.store, name)
        labels.save_comparison(made.store, set_id, order, [a, b, c], labeler.id, 30)
    made.close()
    return made.folder


def test_gold_from_a_labeler_and_removed(run: Run, folder: Path) -> None:
    assert "gold sets 0" in run("gold", folder)[1]
    assert "gold sets 1" in run("gold", folder, "--from-labeler", "Ann")[1]
    assert "gold sets 0" in run("gold", folder, "--remove", 1)[1]
    code, _, error = run("gold", folder, "--from-labeler", "Nobody")
    assert code != 0
    assert "Nobody" in error


def test_guards_are_set_and_shown(run: Run, folder: Path) -> None:
    code, out, _ = run("guards", folder, "--repeat-share", 0.1, "--repeat-after", 5)
    assert (code, out) == run("guards", folder)[:2]
    assert "repeat-share 0.1\nrepeat-after 5\ngold-share 0.0" in out
    assert run("guards", folder, "--gold-share", 2)[0] != 0


def test_progress_tells_counts_and_agreement(run: Run, folder: Path) -> None:
    run("gold", folder, "--from-labeler", "Ann")
    code, out, _ = run("progress", folder)
    assert code == 0
    ann, bob, both = out.splitlines()
    assert ann.startswith("Ann: written 0, ranked 1, seconds 30.00")
    assert "gold 1.00" in ann
    assert "gold 0.67" in bob
    assert both.startswith("Ann and Bob: 0.67")


def test_the_owner_is_told_and_handed_over(run: Run, folder: Path) -> None:
    assert run("owner", folder)[1].endswith("no owner\n")
    assert run("owner", folder, "Bob")[1].endswith("owner Bob\n")
    assert run("owner", folder)[1].endswith("owner Bob\n")
    code, _, error = run("owner", folder, "Nobody")
    assert code != 0
    assert "Nobody" in error
    assert run("owner", folder)[1].endswith("owner Bob\n")
