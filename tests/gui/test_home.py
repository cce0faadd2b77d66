from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.gui.context import Context
from studio.gui.next_step import ENOUGH_COMPARISONS, ENOUGH_DEMONSTRATIONS, next_step
from studio.gui.screens.home import STEP_WAYS, WAYS, HomeScreen
from studio.jobs.events import Finished, Progress, Started
from studio.jobs.requests import Sample, TrainSFT
from studio.store import runs
from studio.store.labels import save_demonstration
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt, Pipeline, StageStatus
from studio.store.runs import STAGES, add_checkpoint, end_run, latest_checkpoint, start_run
from tests.gui.scripted_worker import ScriptedWorker


@pytest.fixture
def screen(qtbot, context: Context) -> HomeScreen:
    made = HomeScreen(context)
    qtbot.addWidget(made)
    made.resize(1136, 712)
    made.show()
    made.refresh()
    return made


@pytest.fixture
def went(context: Context) -> list[tuple[str, object]]:
    """Where the screen leads to."""
    ways: list[tuple[str, object]] = []
    context.go_to.connect(lambda name, item: ways.append((name, item)))
    return ways


@pytest.fixture
def write(context: Context) -> Callable[[int], None]:
    """Writes so many demonstrations, each to a prompt of its own."""

    def write_some(count: int) -> None:
        store = context.project.store
        texts = [NewPrompt(f"prompt {n} of {count}", split="sft") for n in range(count)]
        for prompt_id in add_prompts(store, texts):
            save_demonstration(store, prompt_id, "An answer.", context.labeler.id, 1.0)

    return write_some


def train(context: Context, stage: str, labels: int, summary: dict, status="finished") -> None:
    """Record a run of a stage with its checkpoint, as the runner does."""
    store = context.project.store
    parent = latest_checkpoint(store, "base" if stage == "sft" else "sft")
    judge = latest_checkpoint(store, "reward") if stage == "ppo" else None
    run = start_run(
        store, stage, {}, parent.id, 0, "hash", labels, None if judge is None else judge.id
    )
    if status == "finished":
        add_checkpoint(store, stage, f"{stage} 1", "models/x", parent.id, run.id, summary)
    end_run(store, run.id, status, summary)


def status(stage: str, *, trained: bool = True, new: int = 0, newer: bool = False) -> StageStatus:
    checkpoint = object() if trained else None
    return StageStatus(stage, None, checkpoint, new, newer)  # type: ignore[arg-type]


def pipeline(**stages: StageStatus) -> Pipeline:
    """A project in which everything is done and fresh, but for `stages`."""
    every = {stage: status(stage) for stage in STAGES} | stages
    return Pipeline(
        prompts={"sft": 100, "reward": 50, "ppo": 50},
        demonstrations=100,
        response_sets=50,
        unranked_sets=10,
        comparisons=100,
        synthetic_comparisons=0,
        stages=every,
    )


EMPTY = {stage: status(stage, trained=False) for stage in STAGES}


@pytest.mark.parametrize(
    ("found", "step"),
    [
        (dataclasses.replace(pipeline(**EMPTY), prompts={}), "import"),
        (
            dataclasses.replace(pipeline(**EMPTY), demonstrations=ENOUGH_DEMONSTRATIONS - 1),
            "write",
        ),
        (dataclasses.replace(pipeline(**EMPTY), demonstrations=ENOUGH_DEMONSTRATIONS), "sft"),
        (pipeline(sft=status("sft", new=10)), "sft"),
        (pipeline(sft=status("sft", new=9)), "chat"),
        (dataclasses.replace(pipeline(sft=status("sft", new=10)), demonstrations=200), "chat"),
        (pipeline(sft=status("sft", newer=True)), "sft"),
        (
            dataclasses.replace(
                pipeline(reward=status("reward", trained=False)), comparisons=0, unranked_sets=0
            ),
            "sample",
        ),
        (
            dataclasses.replace(
                pipeline(reward=status("reward", trained=False)),
                comparisons=ENOUGH_COMPARISONS - 1,
            ),
            "rank",
        ),
        (pipeline(reward=status("reward", trained=False)), "reward"),
        (pipeline(reward=status("reward", newer=True)), "reward"),
        (pipeline(reward=status("reward", new=50)), "reward"),
        (pipeline(ppo=status("ppo", trained=False)), "ppo"),
        (pipeline(ppo=status("ppo", newer=True)), "ppo"),
        (
            dataclasses.replace(
                pipeline(ppo=status("ppo", trained=False)), prompts={"sft": 1, "ppo": 0}
            ),
            "chat",
        ),
        (pipeline(), "chat"),
    ],
)
def test_the_next_step(found, step):
    assert next_step(found) == step


def test_an_empty_project_begins_with_prompts(screen, went):
    assert screen.step == "import"
    assert screen.picture.boxes["sft"].state() == "Not trained yet"
    screen.next_button.click()
    assert went == [("data", None)]


def test_counts_of_prompts_labels_and_answers(screen, context, write, add_set):
    write(3)
    add_prompts(context.project.store, [NewPrompt("waits", split="sft")])
    add_set("Which?", "this", "that")
    screen.refresh()
    assert screen.prompts.text().startswith("5")
    assert screen.picture.boxes["write"].figure() == "3 written"
    assert screen.picture.boxes["write"].state().startswith("1 prompt")
    assert screen.picture.boxes["rank"].figure() == "0 ranked"
    assert screen.picture.boxes["rank"].state().startswith("1 set")


def test_figures_and_freshness_of_what_was_trained(screen, context, write):
    write(2)
    train(context, "sft", 2, {"heldout_loss": 1.92})
    train(context, "reward", 0, {"accuracy": 0.78, "low": 0.72, "high": 0.84})
    summary = {"kl": 7.94, "reward_before": 0.02, "reward_after": 1.31, "episodes": 512}
    train(context, "ppo", 0, summary)
    screen.refresh()
    boxes = screen.picture.boxes
    assert "1.92" in boxes["sft"].figure()
    assert "78 % ± 6" in boxes["reward"].figure()
    assert boxes["ppo"].figure() == "7.9 nats from SFT"
    assert "0.02 → 1.31" in boxes["watch"].figure()
    assert {boxes[stage].state() for stage in STAGES} == {"Up to date"}
    assert screen.step == "chat"
    write(12)
    screen.refresh()
    assert boxes["sft"].state().startswith("12 new demonstration")
    assert screen.step == "sft"
    train(context, "sft", 14, {"heldout_loss": 1.5})
    screen.refresh()
    assert boxes["sft"].state() == "Up to date"
    assert boxes["reward"].state() == "A newer SFT policy is available"
    assert boxes["ppo"].state() == "A newer SFT policy or reward model is available"


def test_a_run_that_failed_or_was_cut_off_is_told(screen, context, write):
    write(1)
    train(context, "sft", 1, {}, "failed")
    screen.refresh()
    assert screen.picture.boxes["sft"].state() == "The last run failed"
    train(context, "sft", 1, {}, "interrupted")
    screen.refresh()
    assert screen.picture.boxes["sft"].state() == "The last run was cut off"


@pytest.mark.parametrize("name", sorted(WAYS))
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, None], ids=str)
def test_every_box_leads_to_its_screen(qtbot, screen, went, name, key):
    box = screen.picture.boxes[name]
    if key is None:
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    else:
        box.setFocus()
        QTest.keyClick(box, key)
    assert went == [WAYS[name]]
    assert box.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert box.title() in box.accessibleName()


def test_every_figure_is_explained(screen):
    for name in ("watch", "sft", "reward", "ppo"):
        assert len(screen.picture.boxes[name].toolTip()) > 20


def test_prompts_lead_to_the_data(screen, went):
    screen.prompts.click()
    assert went == [("data", "prompts")]


def test_every_step_has_a_way_words_and_one_accented_button(screen, context, monkeypatch, went):
    for step, way in STEP_WAYS.items():
        if step == "watch":
            continue  # a box, not a step
        monkeypatch.setattr("studio.gui.screens.home.next_step", lambda _, step=step: step)
        monkeypatch.setattr(context.bridge, "submit", lambda request: None)
        screen.refresh()
        assert screen.next_button.text()
        assert screen.next_reason.text()
        went.clear()
        screen.next_button.click()
        assert went == [way]


def test_sampling_is_begun_at_once(screen, context, monkeypatch):
    asked = []
    monkeypatch.setattr("studio.gui.screens.home.next_step", lambda _: "sample")
    monkeypatch.setattr(context.bridge, "submit", asked.append)
    context.change_settings(label_language="de")
    screen.refresh()
    screen.next_button.click()
    assert asked == [Sample(language="de")]


def test_a_running_stage_is_shown_as_it_goes(qtbot, screen, context, write, monkeypatch):
    worker = ScriptedWorker(monkeypatch)
    write(ENOUGH_DEMONSTRATIONS)
    screen.refresh()
    box = screen.picture.boxes["sft"]
    assert box.state() == "Not trained yet"
    with qtbot.waitSignal(context.bridge.ended):
        context.bridge.submit(TrainSFT())
        worker.tell(Started("sft", 4), Progress(1, 4))
        qtbot.waitUntil(lambda: box.state() == "Training now, 25 %")
        assert screen.next_button.text().startswith("Watch")
        worker.tell(Finished(4))
    qtbot.waitUntil(lambda: box.state() == "Not trained yet")


def test_the_picture_reads_the_store_in_one_go(screen, context, monkeypatch):
    reads = []
    monkeypatch.setattr(
        "studio.gui.screens.home.pipeline", lambda store: reads.append(1) or runs.pipeline(store)
    )
    screen.refresh()
    assert reads == [1]
