"""Long answers readable in full, Markdown rendered safely, dialogues as prompts, bad input."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.gui import formatting, theme
from studio.gui.screens.rank import RankScreen
from studio.gui.screens.write import WriteScreen
from studio.gui.widgets.answer_editor import MOST_CHARACTERS, AnswerEditor
from studio.gui.widgets.answer_text import AnswerText
from studio.gui.widgets.dialogue_text import DialogueText
from studio.gui.widgets.markdown import SafeDocument, has_markdown
from studio.gui.widgets.plain_text import PAGE_CHARACTERS, first_line, pages_of
from studio.gui.widgets.ranking_column import ShownResponse
from studio.gui.widgets.ranking_view import RankingView
from studio.gui.widgets.reading_pane import ReadingPane
from studio.gui.widgets.reading_text import ReadingText
from studio.gui.widgets.sample_control import SampleControl
from studio.ranking import Ranking
from studio.store.formats.dialogues import Turn, as_prompt
from studio.store.labels import save_demonstration
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt

MARKDOWN = """# Frogs

They are **green** and _loud_
and they [jump](http://example.org/jump).

- one
- two

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1  # **not bold**
```

<b>raw</b> <img src="http://example.org/x.png">
"""


@pytest.fixture(autouse=True)
def _formatted(qapp: object) -> Iterator[None]:
    theme.apply("light")
    formatting.show(True)
    yield
    formatting.show(True)


def shown(qtbot, widget, width: int = 760, height: int = 600):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def looks_of(text: ReadingText, word: str):
    """The character format of a word's first letter."""
    cursor = text.document().find(word)
    assert not cursor.isNull(), word
    cursor.setPosition(cursor.selectionStart() + 1)
    return cursor.charFormat()


def test_markdown_is_formatted_and_html_is_text(qtbot):
    text = shown(qtbot, ReadingText())
    text.show_text(MARKDOWN)
    assert looks_of(text, "green").fontWeight() > 400
    assert looks_of(text, "loud").fontItalic()
    assert looks_of(text, "x = 1").fontFixedPitch()
    code = text.document().find("x = 1").block()
    assert code.blockFormat().background().color().name() == theme.tokens().hover
    assert "# **not bold**" in text.toPlainText()
    assert '<b>raw</b> <img src="http://example.org/x.png">' in text.toPlainText()
    assert text.document().find("one").block().textList() is not None
    assert any(isinstance(f, QTextTable) for f in text.document().rootFrame().childFrames())


def test_a_link_shows_its_address_and_leads_nowhere(qtbot):
    text = shown(qtbot, ReadingText())
    text.show_text(MARKDOWN + "\n<http://example.org/same>")
    assert "jump (http://example.org/jump)." in text.toPlainText()
    assert text.toPlainText().count("http://example.org/same") == 1
    block = text.document().begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            assert not at.fragment().charFormat().isAnchor()
            at += 1
        block = block.next()


@pytest.mark.parametrize(
    "source",
    [
        "![a frog]({})",
        "[![a frog]({})](http://e.org)",
        "![a *green* frog]({})",
        "![][f]\n\n[f]: {}",
    ],
)
def test_nothing_is_loaded_not_even_a_file_that_is_there(qtbot, tmp_path, monkeypatch, source):
    picture = tmp_path / "frog.png"
    image = QImage(333, 222, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(picture))
    asked = []
    monkeypatch.setattr(SafeDocument, "loadResource", lambda *about: asked.append(about))
    text = shown(qtbot, ReadingText())
    text.show_text(source.format(picture))
    card = shown(qtbot, AnswerText(source.format(picture)))
    for widget in (text, card):
        seen = widget.grab().toImage()
        colors = {seen.pixelColor(x, y).name() for x in range(0, 400, 9) for y in range(0, 222, 9)}
        assert "#ff0000" not in colors
    assert asked == []
    assert str(picture) in text.toPlainText()
    assert "\ufffc" not in text.toPlainText()


def test_line_breaks_stay_in_formatted_text(qtbot):
    text = shown(qtbot, ReadingText())
    text.show_text("**one**\ntwo\nthree\n\n- a\n  b\n- c\n\n```\nx\n\ny\n```")
    assert text.toPlainText() == "one\ntwo\nthree\na\nb\nc\nx\n\ny"


def test_what_looks_like_front_matter_is_shown(qtbot):
    text = shown(qtbot, ReadingText())
    text.show_text("---\nkey: value\n---\nrest")
    assert "key: value" in text.toPlainText()


def test_plain_text_is_shown_exactly_as_typed(qtbot):
    text = shown(qtbot, ReadingText())
    plain = "  one   two\nthree\n\n\n\tfour &amp; <b>five</b> 2 * 3"
    assert not has_markdown(plain)
    text.show_text(plain)
    assert text.toPlainText() == plain


def test_the_raw_text_is_one_key_away(qtbot, window, context):
    window.go("write")
    screen = window._shown()
    screen.prompt.show_prompt("**bold**")
    assert screen.prompt.toPlainText() == "bold"
    QTest.keySequence(window, "Ctrl+Shift+F")
    assert screen.prompt.toPlainText() == "**bold**"
    assert not context.settings.show_formatting
    assert not screen.formatting.isChecked()
    screen.formatting.click()
    assert screen.prompt.toPlainText() == "bold"


def test_a_card_follows_the_toggle_and_keeps_to_its_fold(qtbot):
    card = shown(qtbot, AnswerText("# Title\n\n" + "**word** and\n" * 60, lines=10))
    folded = card.heightForWidth(600)
    assert card.cut
    assert folded <= 10 * card._pitch() + 5
    card.fold(False)
    assert card.heightForWidth(600) > 3 * folded
    assert not card.cut
    with qtbot.waitSignal(card.reformatted):
        formatting.show(False)
    card.heightForWidth(600)
    assert "# Title" in "\n".join(layout.text() for layout, _ in card._laid_out)


# Differences


@pytest.fixture
def pane(qtbot) -> ReadingPane:
    made = shown(qtbot, ReadingPane())
    texts = [("A", "The green frog"), ("B", "The old frog"), ("C", "A toad")]
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.read(texts, 1)
    return made


def test_differences_are_marked_beside_colour(pane):
    QTest.keySequence(pane.text, "D")
    assert pane.compared_with == 0
    assert pane.text.toPlainText() == "The greenold frog"
    assert looks_of(pane.text, "green").fontStrikeOut()
    assert looks_of(pane.text, "old").fontUnderline()
    plain = looks_of(pane.text, "frog")
    assert not plain.fontStrikeOut()
    assert not plain.fontUnderline()
    assert pane.legend.isVisible()
    assert "1" in pane.legend.text()
    QTest.keySequence(pane.text, "D")
    assert pane.text.toPlainText() == "The old frog"
    assert not pane.legend.isVisible()


def test_digits_choose_the_other_answer(pane):
    QTest.keyClick(pane.text, Qt.Key.Key_3)
    assert pane.differences.isChecked()
    assert pane.compared_with == 2
    QTest.keyClick(pane.text, Qt.Key.Key_2)  # itself
    QTest.keyClick(pane.text, Qt.Key.Key_9)  # nobody
    assert pane.compared_with == 2
    QTest.keyClick(pane.text, Qt.Key.Key_Right)  # on the third, which is compared with the second
    assert pane.compared_with == 1
    pane.read([("A", "x"), ("B", "y")], 0)
    assert pane.compared_with is None
    pane.differences.click()
    assert pane.compared_with == 1


# Dialogues

DIALOGUE = as_prompt(
    [
        Turn("system", "Be kind."),
        Turn("user", "Hello"),
        Turn("assistant", "Hi, **you**!"),
        Turn("user", "User: is only a word here"),
    ]
)


def test_a_dialogue_prompt_is_shown_turn_by_turn(qtbot):
    text = shown(qtbot, DialogueText())
    text.show_prompt(DIALOGUE)
    assert text.toPlainText().split("\n") == [
        *("System", "Be kind.", "User", "Hello", "Assistant", "Hi, you!"),
        *("User", "User: is only a word here"),
    ]
    assert looks_of(text, "Assistant").fontWeight() > 400
    assert text.prompt == DIALOGUE
    text.show_prompt("Assistant: what is that?")
    assert text.toPlainText() == "Assistant: what is that?"


def test_rank_and_write_show_dialogues(qtbot, context, project, add_set):
    add_set(DIALOGUE, "one", "two")
    add_prompts(project.store, [NewPrompt(DIALOGUE + "!", split="sft")])
    for kind in (RankScreen, WriteScreen):
        screen = shown(qtbot, kind(context), 1024, 700)
        screen.refresh()
        assert "Assistant\nHi, you!\n" in screen.prompt.toPlainText()
        stored = screen.desk.prompt_of(screen.item).text
        assert stored.startswith(DIALOGUE)


# K from 2 to 9

LONG = "A long answer with many words. " * 400


@pytest.mark.parametrize("k", range(2, 10))
def test_cards_of_every_k_stand_apart_and_are_reached_by_keyboard(qtbot, context, add_set, k):
    kinds = ("ok", LONG, MARKDOWN, "x" * 5000, "", "line\n" * 50, "ا" * 300, "**b**\n" * 30, "end")
    add_set("Prompt", *kinds[:k])
    screen = shown(qtbot, RankScreen(context), 1024, 700)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.refresh()
    view = screen.ways["list"].view
    column = view.column
    for _ in range(2):  # as they are dealt, and unfolded
        places = [card.geometry() for card in column.cards.values()]
        assert len(places) == k
        for at, place in enumerate(places):
            assert place.left() >= 0
            assert place.right() <= column.width()
            assert place.bottom() <= column.minimumHeight()
            assert not any(place.intersects(other) for other in places[at + 1 :])
        for card in column.cards.values():
            parts = [card.text, card.up, card.down, card.tie]
            parts += [card.more] if card.more.isVisible() else []
            for part in parts:
                assert card.rect().contains(part.geometry())
            if card.more.isVisible():
                card.more.click()
    view.focus_card(view.ranking.order[0])
    for response_id in view.ranking.order:
        card = column.cards[response_id]
        assert QApplication.focusWidget() is card
        top = card.mapTo(view.viewport(), card.rect().topLeft()).y()
        assert 0 <= top < view.viewport().height()
        QTest.keySequence(card, "Down")
    QTest.keySequence(QApplication.focusWidget(), "Alt+Up")  # from here on a digit places
    QTest.keySequence(QApplication.focusWidget(), "1")
    assert view.ranking.order[0] == screen.shown_order[-1]


def test_one_chooses_how_many_answers_are_sampled(qtbot, context, monkeypatch):
    asked = []
    monkeypatch.setattr(context.bridge, "submit", asked.append)
    control = shown(qtbot, SampleControl(context))
    counts = {int(action.text()): action for action in control.menu.counts.actions()}
    assert [*counts] == [*range(2, 10)]
    control.start()
    for count in (2, 9):
        counts[count].trigger()
        control.start()
    assert [request.k for request in asked] == [4, 2, 9]


# Bad input


def test_a_megabyte_in_one_line_is_read_in_pages(qtbot):
    pane = shown(qtbot, ReadingPane())
    long = "".join(f"w{n} " for n in range(160_000))
    pane.read([("A", long), ("B", "short")], 0)
    assert pane.pages.isVisible()
    read = pane.text.toPlainText()
    assert len(read) <= PAGE_CHARACTERS
    while pane.pages.on.isEnabled():
        pane.pages.on.click()
        read += pane.text.toPlainText()
    assert read == long
    pane.pages.back.click()
    assert pane.text.page == pane.text.page_count - 2
    pane.show_next()
    assert not pane.pages.isVisible()


@given(text=st.text(max_size=300), limit=st.integers(2, 50))
def test_pages_joined_give_back_the_text(text, limit):
    pages = pages_of(text, limit)
    assert "".join(pages) == text
    assert all(len(page) <= limit for page in pages)


def test_right_to_left_paragraphs_stand_on_the_right(qtbot):
    text = shown(qtbot, ReadingText())
    for kind in ("{}", "**a**\n\n{}"):
        text.show_text(kind.format("مرحبا بالعالم"))
        block = text.document().lastBlock()
        assert block.textDirection() is Qt.LayoutDirection.RightToLeft
        line = block.layout().lineAt(0)
        assert line.naturalTextRect().right() > 0.9 * text.viewport().width()
        assert line.naturalTextRect().left() > text.viewport().width() / 2


def test_no_text_reorders_the_words_around_it():
    assert first_line("ab\u202ecd\u2066e") == "abcde"
    assert first_line("שלום") == "\u2068שלום\u2069"


def test_the_editor_gives_back_to_the_letter_what_nobody_changed(qtbot):
    editor = shown(qtbot, AnswerEditor())
    for text in ("a\u00a0b\r\nc\u2028d\x00", "\ud800", "x" * 300_000):
        editor.show_text(text)
        assert editor.text() == text
    editor.show_text("a\u00a0b")
    QTest.keyClicks(editor, "c")
    assert editor.text() == "a\u00a0bc"


def test_a_stored_answer_too_long_to_edit_is_kept_whole(qtbot, context, project):
    [prompt_id] = add_prompts(project.store, [NewPrompt("Why?", split="sft")])
    long = "word " * MOST_CHARACTERS
    label = save_demonstration(
        project.store, prompt_id, long, labeler_id=context.labeler.id, seconds=1.0
    )
    screen = shown(qtbot, WriteScreen(context), 1024, 700)
    screen.refresh()
    screen.revise(label)
    assert screen.notice.isVisible()
    assert screen.editor.isReadOnly()
    assert screen.content() == {"text": long}
    assert not screen.worth_keeping()


def test_a_guideline_file_that_is_not_text_is_said_to_be_none(qtbot, context, project):
    add_prompts(project.store, [NewPrompt("Why?", split="sft")])
    (project.folder / "guidelines" / "en.md").write_bytes(bytes(range(256)) * 40)
    screen = shown(qtbot, WriteScreen(context), 1024, 700)
    screen.refresh()
    assert screen.guide.trouble.isVisible()
    assert "en.md" in screen.guide.trouble.message()
    assert screen.prompt.toPlainText() == "Why?"


PIECES = st.sampled_from(
    ["# ", "- ", "> ", "1. ", "```", "`", "**", "_", "|", "\n", "\n\n", "|-|-|\n", "![a](/x.png)",
     "[a](b)", "<b>",
     "<img src='x'>", "&amp;", "&#0;", "\\", "    ", "\t", "שלום", "مرحبا",
     "\u202e", "\u2066", "\u2069", "e\u0301\u0323", "👩‍👩‍👧‍👦", "\x00", "\x1b", "\x7f",
     "\ufdd0", "\ufffc",
     "\u205f", "\u2028", "\r\n", "[x]: y\n", "- [ ] ", "---\n", "word ", "x" * 600]
)  # fmt: skip
ANY_TEXT = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=200))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=ANY_TEXT)
def test_any_text_is_shown_in_card_pane_and_editor(widgets, text):
    card, pane, editor, prompt = widgets
    card.show_responses(
        [ShownResponse(1, "A", text), ShownResponse(2, "B", "other")], Ranking(((1,), (2,)))
    )
    pane.read([("A", text), ("B", "other")], 0)
    pane.compare_with(1)
    editor.show_text(text)
    prompt.show_prompt(text)
    assert editor.text() == text
    for widget in widgets:
        assert not widget.grab().isNull()
    assert prompt.document().toRawText().count("\ufffc") <= text.count("\ufffc")


@pytest.fixture
def widgets(qtbot) -> tuple[RankingView, ReadingPane, AnswerEditor, DialogueText]:
    made = (RankingView(), ReadingPane(), AnswerEditor(), DialogueText())
    for widget in made:
        shown(qtbot, widget, 500, 300)
    return made
