"""Guards for quality, and guidelines, as a labeler meets them in Rank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.config import GuardOptions, LabelingOptions
from studio.errors import StoreError
from studio.gui.desk import shuffled
from studio.gui.screens.rank import RankScreen
from studio.gui.widgets.guidelines_changes import GuidelinesChanges
from studio.gui.widgets.guidelines_editor import GuidelinesEditor
from studio.jobs.events import Finished, Notice
from studio.jobs.requests import FillQueue, Sample
from studio.labeling_progress import own_progress
from studio.store import guidelines, labels
from studio.store.gold import gold_of, set_gold
from studio.store.guards import guard_at, save_guards
from studio.store.guidelines import save_guidelines, seen_version, text_of_version
from studio.store.prompts import get_response_set
from studio.store.settings import save_labeling
from tests.gui.every_way import WAYS, begin, complete

FROGS = ("Two frogs.", "A frog.", "The frog the frog", "dog")


@pytest.fixture
def open_screen(open_rank: Callable[..., RankScreen]) -> Callable[..., RankScreen]:
    return open_rank


def press(*keys: str) -> None:
    for key in keys:
        QTest.keySequence(QApplication.focusWidget(), key)


def mine(context) -> list:
    return labels.my_comparisons(context.project.store, context.labeler.id)


def guards_from(context, *wanted: str) -> None:
    """Guards whose first places are as wanted: repeat, gold or ""."""
    for seed in range(20_000):
        options = GuardOptions(repeat_share=0.3, gold_share=0.3, repeat_after=1, seed=seed)
        if all(guard_at(options, context.labeler.id, n) == guard for n, guard in enumerate(wanted)):
            save_guards(context.project.store, options)
            return
    raise AssertionError


def test_a_repeat_comes_reshuffled_unsaid_and_is_saved_as_one(open_screen, add_set, context):
    for name in ("One", "Two", "Three", "Four"):
        add_set(name, *FROGS)
    guards_from(context, "", "", "", "repeat")
    screen = open_screen()
    seen = []
    for _ in range(4):
        seen.append((screen.item.id, screen.shown_order, screen.item.repeat_of))
        assert screen.notice.isHidden()
        press("Alt+Down", "Ctrl+Return")
    again, first = mine(context)[0], mine(context)[2]
    repeated = seen[3]
    assert repeated[0] in [one[0] for one in seen[:3]]
    original = next(one for one in seen if one[0] == repeated[0])
    assert original[1] != repeated[1]
    assert again.repeat_of == repeated[2]
    assert again.set_id == repeated[0]
    assert first.repeat_of is None


def test_a_repeat_begun_is_one_after_a_restart(open_screen, add_set, context):
    for name in ("One", "Two", "Three"):
        add_set(name, *FROGS)
    guards_from(context, "", "", "repeat")
    screen = open_screen()
    press("Alt+Down", "Ctrl+Return", "Alt+Down", "Ctrl+Return")
    repeat_of = screen.item.repeat_of
    assert repeat_of is not None
    press("Alt+Down")
    order = screen.shown_order
    screen.leave()
    again = open_screen()
    assert (again.item.repeat_of, again.shown_order) == (repeat_of, order)
    press("Ctrl+Return")
    assert mine(context)[0].repeat_of == repeat_of
    again.revise(mine(context)[0])
    press("Alt+Up", "Ctrl+Return")
    assert mine(context)[0].repeat_of == repeat_of


def test_the_second_order_always_differs_from_the_first(project, add_set):
    from dataclasses import replace

    for number in range(10):
        one = get_response_set(project.store, add_set(f"Prompt {number}", "a", "b"))
        assert shuffled(one, 1) == shuffled(replace(one, repeat_of=7), 1)[::-1]


def test_gold_is_dealt_between_the_work_and_never_when_nothing_waits(open_screen, add_set, context):
    known, usual = add_set("Known", *FROGS), add_set("Usual", *FROGS)
    store = context.project.store
    other = labels.add_labeler(store, "Bob")
    ids = [response.id for response in get_response_set(store, known).responses]
    labels.save_comparison(store, known, [[id] for id in ids], ids, other.id, 60)
    set_gold(store, known, [[id] for id in ids])
    guards_from(context, "gold", "")
    screen = open_screen()
    assert screen.item.id == known
    press("Alt+Down", "Ctrl+Return")
    assert screen.item.id == usual
    guards_from(context, "", "gold", "repeat")
    press("Alt+Down", "Ctrl+Return")
    assert screen.item is None  # all is done


def test_guidelines_open_by_key_and_button_and_stand_beside_wide_work(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen(1000)
    assert not screen.guide.panel.isVisible()
    press("Ctrl+G")
    assert screen.guide.panel.isVisible()
    assert "Three aims" in screen.guide.panel.text.toPlainText()
    assert screen.ways["list"].view.column.cards[screen.ways["list"].view.current].hasFocus()
    screen.guide.button.click()
    assert not screen.guide.panel.isVisible()
    wide = open_screen(1500)
    assert wide.guide.panel.isVisible()


def test_guidelines_follow_the_language_of_the_item(open_screen, add_set):
    add_set("Frösche", *FROGS, language="de")
    screen = open_screen()
    assert "Drei Ziele" in screen.guide.panel.text.toPlainText()


def test_a_change_is_announced_once_to_each_labeler(open_screen, add_set, context, qtbot):
    add_set("Frogs", *FROGS)
    add_set("Moon", *FROGS)
    project = context.project
    screen = open_screen()
    assert screen.guide.notice.isHidden()  # all is new to Anna, so nothing has changed
    before = seen_version(project.store, context.labeler.id, "en")
    text = project.guidelines("en").replace("Three aims", "Four aims")
    save_guidelines(project.folder, "en", text)
    press("Alt+Down", "Ctrl+Return")
    assert screen.guide.notice.isVisible()
    screen.guide.notice.action.click()
    dialog = next(w for w in screen.children() if isinstance(w, GuidelinesChanges))
    marked = [(change.kind, change.text) for change in dialog.changes if change.kind != "same"]
    assert marked == [("removed", "Three"), ("added", "Four")]
    assert "Four" in dialog.text.toPlainText()
    dialog.accept()
    assert screen.guide.notice.isHidden()
    again = open_screen()
    assert again.guide.notice.isHidden()
    after = seen_version(project.store, context.labeler.id, "en")
    assert after != before
    save_guidelines(project.folder, "en", text + "\nMore.")
    third = open_screen()
    assert third.guide.notice.isVisible()
    third.guide.notice.seen.click()
    assert third.guide.notice.isHidden()
    assert seen_version(project.store, context.labeler.id, "en") == project.guideline_version("en")


def test_guidelines_that_are_no_text_are_told_and_the_work_goes_on(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    (context.project.folder / "guidelines" / "en.md").write_bytes(b"\xff\xfe\x00binary")
    screen = open_screen(1500)
    assert screen.guide.trouble.isVisible()
    assert "UTF-8" in screen.guide.trouble.message()
    press("Alt+Down", "Ctrl+Return")
    [saved] = mine(context)
    assert saved.guideline_version is None


def test_the_owner_edits_the_guidelines(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    project = context.project
    old = project.guidelines("en")
    screen = open_screen(1500)
    version = project.guideline_version("en")
    screen.guide.panel.edit_button.click()
    editor = next(w for w in screen.children() if isinstance(w, GuidelinesEditor))
    assert editor.editor.toPlainText() == old
    assert not editor.save_button.isEnabled()
    editor.editor.setPlainText("# New\n\nBe **kind**.")
    editor.reject()  # asks first
    assert editor.isVisible()
    assert editor.notice.isVisible()
    editor.tabs.setCurrentIndex(1)
    assert "Drei Ziele" in editor.editor.toPlainText()
    editor.tabs.setCurrentIndex(0)
    editor.save_button.click()
    assert not editor.isVisible()
    assert project.guidelines("en") == "# New\n\nBe **kind**.\n"
    assert text_of_version(project.folder, version) == old
    assert screen.guide.panel.text.toPlainText() == "New\nBe kind."
    assert screen.guide.notice.isHidden()  # whoever wrote it knows it


def test_unsaved_guidelines_are_thrown_away_only_when_asked(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(1500)
    screen.guide.edit()
    editor = next(w for w in screen.children() if isinstance(w, GuidelinesEditor))
    old = editor.editor.toPlainText()
    editor.editor.setPlainText("Other")
    editor.reject()
    editor.notice.action.click()
    assert not editor.isVisible()
    assert context.project.guidelines("en") == old


def test_the_guidelines_are_read_once_for_each_item(open_screen, add_set, monkeypatch):
    add_set("Frogs", *FROGS)
    add_set("Moon", *FROGS)
    screen = open_screen()
    read = []
    text_of = guidelines._text_of
    monkeypatch.setattr(guidelines, "_text_of", lambda path: read.append(path) or text_of(path))
    screen.skip("unclear")
    assert screen.item is not None
    assert len(read) == 1


def test_an_order_is_used_as_gold_from_rank_by_key_and_by_click(open_screen, add_set, context):
    set_id = add_set("Frogs", *FROGS)
    add_set("Moon", *FROGS)
    store = context.project.store
    screen = open_screen()
    assert not screen.gold.isVisible()
    press("Ctrl+Shift+G")  # nothing is open that could be gold: it says how one comes to that
    assert screen.question.isVisible()
    assert "Alt+Left" in screen.question.hint()
    first = screen.item.id
    press("Alt+Down", "Ctrl+Return", "Alt+Left")
    [label] = mine(context)
    assert screen.gold.isVisible()
    assert "other labelers" in screen.gold.toolTip()
    press("Ctrl+Shift+G")
    assert gold_of(store, first) == label.groups
    assert screen.gold.isChecked()
    press("Alt+Down")  # changed, and so no longer what was submitted
    assert not screen.gold.isEnabled()
    press("Ctrl+Shift+G")
    assert "Submit your changes" in screen.question.message()
    press("Ctrl+Z")
    screen.leave()
    assert screen.gold.isEnabled()
    screen.gold.click()
    assert gold_of(store, first) is None
    assert first in (set_id, set_id + 1)


def test_a_store_that_refuses_gold_is_told_and_the_switch_goes_back(
    open_screen, add_set, context, monkeypatch
):
    def refuse(*_: object) -> None:
        raise StoreError("disk_full", path="studio.sqlite")

    add_set("Frogs", *FROGS)
    screen = open_screen()
    press("Alt+Down", "Ctrl+Return", "Alt+Left")
    monkeypatch.setattr("studio.gui.widgets.gold_switch.set_gold", refuse)
    press("Ctrl+Shift+G")
    assert screen.notice.isVisible()
    assert not screen.gold.isChecked()


@pytest.mark.parametrize("fill", [False, True])
def test_answers_left_out_as_alike_are_told_quietly_in_the_window(
    open_screen, add_set, context, worker, qtbot, fill
):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    sample = Sample()
    request = FillQueue(context.labeler.id, 4, sample) if fill else sample
    worker.tell(Notice("warning", "sets_alike", {"count": 3, "of": 32}), Finished(0))
    with qtbot.waitSignal(context.bridge.ended):
        context.bridge.submit(request)
    assert screen.sampling_remark.isVisible()
    assert screen.sampling_remark.text().startswith("3 of 32 prompts are left out")
    assert screen.notice.isHidden()
    worker.tell(Finished(0))
    with qtbot.waitSignal(context.bridge.ended):
        context.bridge.submit(sample)  # another round begins without it
    assert screen.sampling_remark.isHidden()


# In every way to compare


def compare(screen: RankScreen, way: str) -> None:
    begin(way)
    complete(way, screen)
    press("Ctrl+Return")


@pytest.mark.parametrize("way", WAYS)
def test_repeats_and_gold_come_in_every_way(open_screen, add_set, context, way):
    store = context.project.store
    save_labeling(store, LabelingOptions(**WAYS[way][0]))
    known = add_set("Known", *FROGS)
    for name in ("One", "Two", "Three"):
        add_set(name, *FROGS)
    ids = [response.id for response in get_response_set(store, known).responses]
    other = labels.add_labeler(store, "Bob")
    labels.save_comparison(store, known, [[id] for id in ids], ids, other.id, 60)
    set_gold(store, known, [[id] for id in ids])
    guards_from(context, "gold", "", "repeat", "")
    screen = open_screen()
    seen = []
    for _ in range(4):
        assert screen.way.name == way
        seen.append((screen.item.id, screen.shown_order, screen.item.repeat_of))
        compare(screen, way)
    made = mine(context)[::-1]
    assert seen[0][0] == known
    assert seen[2][0] in (seen[0][0], seen[1][0])
    original = next(one for one in seen[:2] if one[0] == seen[2][0])
    assert original[1] != seen[2][1]
    assert [label.repeat_of for label in made] == [None, None, seen[2][2], None]
    own = own_progress(store, context.labeler.id, None, datetime.now(UTC))
    assert own.with_self.pairwise is not None
    assert own.with_gold.pairwise is not None
    assert (own.with_self.pairwise.count, own.with_gold.pairwise.count) == (1, 1)
    if way == "rating":
        assert own.grades.same is not None
        assert own.grades.same.count == 1


@pytest.mark.parametrize("way", WAYS)
def test_habits_and_haste_are_told_of_every_way(open_screen, add_set, context, way):
    store = context.project.store
    save_labeling(store, LabelingOptions(**WAYS[way][0]))
    for name in ("One", "Two"):
        add_set(name, "word " * 500, "word " * 20, "word", "")
    screen = open_screen()
    for _ in range(2):
        compare(screen, way)
    own = own_progress(store, context.labeler.id, None, datetime.now(UTC))
    assert own.speed.hasty is not None
    assert (own.speed.hasty.value, own.speed.hasty.count) == (1, 2)
    assert own.length.correlation is not None
    assert own.length.correlation.count == 2
    if way == "pairwise":
        assert own.side is not None
        assert own.side.rates[0].value == 1  # always the left one
        assert own.position.rates == ()
    else:
        assert own.side is None
        assert own.position.rates[0].count == 2
    if way == "rating":
        assert own.grading is not None
        assert own.grading.hasty is not None
        assert own.grading.hasty.count == 8
        assert own.grading.hasty.value > 0
    else:
        assert own.grading is None


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_submitted_as_it_was_shown_without_a_question(
    open_screen, add_set, context, way
):
    save_labeling(context.project.store, LabelingOptions(**WAYS[way][0]))
    add_set("Frogs", *FROGS)
    screen = open_screen()
    press("Ctrl+Return")
    assert mine(context) == []
    assert screen.question.isVisible()
    press("Ctrl+Return")
    if way == "list":  # asked once, and meant so
        [label] = mine(context)
        assert label.groups == tuple((id,) for id in label.shown_order)
    else:  # nothing has been said yet that could be submitted
        assert mine(context) == []
