"""Issue 5, bad input: whatever prompts, answers, guidelines and the clock are, the page is usable.

Each in the real window: it is shown, read in full, compared in every way and submitted by keyboard;
nothing is loaded, nothing reaches beyond the page, and what is stored is what was given.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.config import LabelingOptions
from studio.gui.widgets.markdown import SafeDocument
from studio.gui.widgets.reading_text import ReadingText
from studio.store import drafts, labels, schema
from studio.store.prompts import MAX_PROMPT_CHARACTERS, add_prompts, get_response_set
from studio.store.records import NewPrompt
from studio.store.settings import save_labeling
from tests.gui.window_keys import press_in_turn as press

SIZE = (1280, 800)
HANGS_OVER_PX = 5  # a blank at the end of a line may
USABLE_S = 1.0  # that the window's thread may compute for one item at most; benchmarks aim at 0.05
# how a project compares, and what to press
WAYS = {
    "list": ({}, ("1", "2", "Ctrl+Return")),
    "board": ({"view": "board"}, ("1", "2", "Ctrl+Return")),
    "rating": (
        {"mode": "rate_and_rank"},
        ("4", "Right", "5", "Ctrl+Return", "1", "2", "Ctrl+Return"),
    ),
    "pairwise": ({"mode": "pairwise"}, ("Left", "Ctrl+Return")),
    "thumbs": ({"mode": "thumbs"}, ("+", "-", "Ctrl+Return")),
}
LOADS = (
    "![frog]({picture}) [![frog]({picture})](http://example.org) <img src='{picture}'>\n\n"
    "<script src='http://example.org/x.js'></script> <link rel=stylesheet href='{picture}'>\n\n"
    "![frog][f]\n\n[f]: {picture}\n\n<iframe src='file://{picture}'></iframe>"
)
BREAKS = (
    "<table width=99999><tr><td>a</table><style>* {{font-size: 900px}}</style>"
    "<div style='position:fixed; width:9999px'>" + "&nbsp;" * 300 + "</div>\n\n"
    "# " + "W" * 3000 + "\n\n```\n" + "code " * 300 + "\n```\n"
)
TEXTS = {
    "right_to_left": "שלום עולם! مرحبا بالعالم 123 (abc), ואז עוד. \u202eback\u202c " * 40,
    "combining_marks": ("e" + "\u0301\u0323\u0489" * 40 + " ") * 60,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽 \U0001f9d1\u200d\U0001f680 " * 200,
    "control_characters": "".join(map(chr, range(1, 32)))
    + "\x7f\x9b1m\ufeff\u2028\u2066\ufdd0" * 40,
    "a_megabyte_in_one_line": "word " * 200_000,
    "a_megabyte_in_one_word": "x" * 1_000_000,
    "markdown_and_html_made_to_load_something": LOADS,
    "markdown_and_html_made_to_break_the_layout": BREAKS,
    "ten_thousand_nested_lists": "- " * 10_000 + "a",
    "nested_lists_and_quotes_that_are_short": "- " * 1000 + "a\n\n" + "> " * 1000 + "a",
    "nested_by_indentation": "".join("  " * level + "- a\n" for level in range(60)),
    "a_table_of_ten_thousand_cells": "|a|b|\n|-|-|\n" + "|1|2|\n" * 5000,
    "a_table_of_many_columns": "|" + "a|" * 140 + "\n|" + "-|" * 140 + "\n",
    "runs_of_emphasis": "*a* **b** ***c*** `d` ~~e~~ _f_ " * 160,
    "code_of_many_short_lines": "```\n" + "a\n" * 2400 + "```\n",
}  # fmt: skip


@pytest.fixture
def picture(tmp_path) -> Path:
    """A picture of one glaring colour, which text may ask for."""
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    path = tmp_path / "frog.png"
    assert image.save(str(path))
    return path


def fits(window) -> None:
    """The window is as large as it was, what submits is in it, no text goes beyond its width."""
    QApplication.processEvents()
    assert window.size() == QSize(*SIZE)
    submit = window.screens[window.current].submit_button
    corner = submit.mapTo(window, submit.rect().bottomRight())
    assert window.rect().contains(corner)
    for text in window.findChildren(ReadingText):
        if text.isVisible():
            assert text.horizontalScrollBar().maximum() <= HANGS_OVER_PX
    seen = window.grab().toImage()
    places = [(x, y) for x in range(0, seen.width(), 40) for y in range(0, seen.height(), 40)]
    assert QColor("magenta") not in [seen.pixelColor(x, y) for x, y in places]


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_of_any_kind_is_compared_in_every_way(
    window, context, add_set, monkeypatch, picture, kind
):
    asked: list[object] = []
    monkeypatch.setattr(SafeDocument, "loadResource", lambda *about: asked.append(about))
    text = TEXTS[kind].replace("{picture}", str(picture))
    window.resize(*SIZE)
    window.activateWindow()
    for way, (options, pressed) in WAYS.items():
        save_labeling(context.project.store, LabelingOptions(**options))
        prompt = f"{way} {text}"[:MAX_PROMPT_CHARACTERS]
        set_id = add_set(prompt, text, "Two")
        began = time.thread_time()
        window.go("rank")
        screen = window.screens["rank"]
        QApplication.processEvents()
        assert time.thread_time() - began < USABLE_S, way
        assert screen.way.name == way
        fits(window)
        if way in ("list", "board", "thumbs"):
            press("Space")
            assert screen.pane.isVisible()
            fits(window)
            press("Right", "Left", "D", "Esc")
        screen.focus_work()
        press(*pressed)
        [saved] = [one for one in mine(context) if one.set_id == set_id]
        assert sum(map(len, saved.groups)) == 2
        stored = get_response_set(context.project.store, set_id)
        assert stored.prompt.text == prompt
        assert {response.text for response in stored.responses} == {text, "Two"}
    assert asked == []


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_of_any_kind_is_answered_and_written(window, context, picture, kind):
    text = TEXTS[kind].replace("{picture}", str(picture))[:MAX_PROMPT_CHARACTERS]
    window.resize(*SIZE)
    window.go("write")
    screen = window.screens["write"]
    while screen.item is not None:
        screen.skip("unclear")  # the window's own prompts
    [prompt] = add_prompts(context.project.store, [NewPrompt(text, split="sft")])
    window.go("home")
    window.go("write")
    assert screen.item.text == text
    fits(window)
    answer = text[:2000]
    screen.editor.show_text(answer)  # as a draft is
    QTest.keyClicks(screen.editor, "!")
    fits(window)
    screen.editor.undo()
    screen.editor.show_text(answer)
    screen.touched()
    assert screen.keeper.flush()
    kept = labels.load_draft(context.project.store, context.labeler.id, "demonstration", prompt)
    assert kept.content["text"] == answer
    screen.submit()
    [saved] = labels.my_demonstrations(context.project.store, context.labeler.id)
    assert (saved.text, saved.prompt.id) == (answer, prompt)


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 40, b"\xff\xfe\x00U\x00T", b"text\0text", b"# x\n" * 200_000]
)
def test_a_guideline_file_that_is_not_text_is_told_and_the_work_goes_on(
    window, context, add_set, content
):
    set_id = add_set("Frogs", "One", "Two")
    (context.project.folder / "guidelines").mkdir(exist_ok=True)
    (context.project.folder / "guidelines" / "en.md").write_bytes(content)
    window.activateWindow()
    window.go("rank")
    guide = window.screens["rank"].guide
    assert guide.trouble.isVisible()
    assert "en.md" in guide.trouble.message()
    assert guide.panel.text.toPlainText() == ""
    window.screens["rank"].focus_work()
    press("1", "2", "Ctrl+Return")
    [saved] = mine(context)
    assert (saved.set_id, saved.guideline_version) == (set_id, None)


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)])
def test_a_clock_that_jumps_loses_nothing(window, context, monkeypatch, jump):
    """Set back or forward in mid-work: the time of work is right, the latest draft is restored."""
    store, anna = context.project.store, context.labeler.id
    window.activateWindow()
    window.go("write")
    screen = window.screens["write"]
    QApplication.processEvents()
    first = screen.item.id
    screen.editor.setPlainText("Before the jump")
    assert screen.keeper.flush()
    monkeypatch.setattr(schema, "utc_now", lambda: datetime.now(UTC) + jump)
    seconds = screen.clock.seconds
    assert 0 <= seconds < 60
    screen.submit()
    [saved] = labels.my_demonstrations(store, anna)
    assert saved.text == "Before the jump"
    assert 0 <= saved.seconds < 60
    second = screen.item.id
    screen.editor.setPlainText("After the jump")
    assert screen.keeper.flush()
    screen.go_back()
    screen.editor.setPlainText("Before the jump, revised")
    assert screen.keeper.flush()
    screen.leave_revision()
    assert (screen.item.id, screen.content()) == (second, {"text": "After the jump"})
    assert drafts.load_draft(store, anna, "demonstration", first) is not None
    window.go("progress")
    window.go("home")


def test_the_draft_one_worked_on_last_is_the_latest_whatever_the_clock_says(
    context, project, monkeypatch
):
    moments = [datetime(2026, 1, day, tzinfo=UTC) for day in (20, 10, 30, 1)]
    new = [NewPrompt(f"Prompt {n}", split="sft") for n in range(len(moments))]
    for prompt, moment in zip(add_prompts(project.store, new), moments, strict=True):
        monkeypatch.setattr(schema, "utc_now", lambda moment=moment: moment)
        drafts.save_draft(
            project.store, context.labeler.id, "demonstration", prompt, {"text": str(prompt)}
        )
        latest = drafts.latest_draft(project.store, context.labeler.id, "demonstration")
        assert latest.target_id == prompt


def mine(context) -> list:
    return labels.my_comparisons(context.project.store, context.labeler.id)
