"""The project's way of labeling is chosen on the settings screen and kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.config import FLAGS, LABELING_MODES, LabelingOptions
from studio.errors import StoreError
from studio.flag_texts import FLAG_TEXTS, MODE_TEXTS
from studio.gui.context import Context
from studio.gui.screens.settings import SettingsScreen
from studio.gui.widgets.labeling_card import LabelingCard
from studio.store.settings import load_labeling, save_labeling

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def open_card(qtbot, context: Context) -> Iterator[Callable[[], LabelingCard]]:
    screens = []  # which live as long as the test

    def open_one() -> LabelingCard:
        screen = SettingsScreen(context)
        qtbot.addWidget(screen)
        screen.resize(1100, 1600)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.refresh()
        screens.append(screen)
        return screen.labeling

    return open_one


def choose(card: LabelingCard, mode: str) -> None:
    card.mode.setFocus()
    while card.mode.currentData() != mode:
        at, to = card.mode.currentIndex(), card.mode.findData(mode)
        QTest.keyClick(card.mode, Qt.Key.Key_Down if to > at else Qt.Key.Key_Up)


def kept(context: Context) -> LabelingOptions:
    return load_labeling(context.project.store)


def test_every_mode_and_flag_has_words():
    assert tuple(MODE_TEXTS) == LABELING_MODES
    assert tuple(FLAG_TEXTS) == FLAGS


@pytest.mark.parametrize("mode", LABELING_MODES)
def test_a_way_is_chosen_kept_and_explained(open_card, context, mode):
    card = open_card()
    choose(card, mode)
    assert kept(context).mode == mode
    assert MODE_TEXTS[mode][1] in card.preview.text()
    assert card.view.isVisible() == (mode == "rank")
    assert card.flags["violent"].isVisible() == (mode == "rate_and_rank")
    assert card.allow_unranked.isVisible() == (mode != "pairwise")
    assert card.allow_none.isVisible() == (mode != "thumbs")


def test_what_is_allowed_is_kept_and_told(open_card, context):
    card = open_card()
    before = card.preview.text()
    QTest.mouseClick(card.allow_unranked, LEFT, pos=QPoint(8, 8))
    QTest.mouseClick(card.allow_none, LEFT, pos=QPoint(8, 8))
    assert kept(context) == LabelingOptions(allow_unranked=True, allow_none_acceptable=True)
    assert "not trained on" in card.preview.text()
    assert card.preview.text().startswith(before)
    assert not card.view.isVisible()  # only a board has room for a remainder


def test_flags_are_chosen_and_added_in_ones_own_words(open_card, context, qtbot):
    card = open_card()
    choose(card, "rate_and_rank")
    QTest.mouseClick(card.flags["sexual"], LEFT, pos=QPoint(8, 8))
    card.own.setFocus()
    QTest.keyClicks(card.own, " Too long ")
    QTest.keyClick(card.own, Qt.Key.Key_Return)
    own = (*(flag for flag in FLAGS if flag != "sexual"), "Too long")
    assert kept(context).flags == own
    assert card.flags["Too long"].isChecked()
    assert card.own.text() == ""
    qtbot.waitUntil(card.flags["Too long"].isVisible)
    qtbot.waitUntil(lambda: card.flags["Too long"].y() > card.flags["sexual"].y())
    QTest.mouseClick(card.flags["Too long"], LEFT, pos=QPoint(8, 8))
    assert kept(context).flags == own[:-1]
    assert "Too long" not in card.flags


def test_what_is_refused_is_said_and_shown_as_it_was(open_card, context, monkeypatch):
    card = open_card()
    choose(card, "rate_and_rank")
    card.own.setText("violent")
    QTest.mouseClick(card.add_button, LEFT)
    assert card.notice.isVisible()
    assert card.own.text() == "violent"
    assert kept(context).flags == FLAGS

    def refuse(*_: object) -> None:
        raise StoreError("disk_full", path="studio.sqlite")

    monkeypatch.setattr("studio.gui.widgets.labeling_card.save_labeling", refuse)
    card.mode.setFocus()
    QTest.keyClick(card.mode, Qt.Key.Key_Down)
    assert card.mode.currentData() == "rate_and_rank"


def test_what_the_project_has_is_shown(open_card, context):
    own = LabelingOptions("rank", "board", ("violent", "Mine"), False, True)
    save_labeling(context.project.store, own)
    card = open_card()
    assert card.options == own
    assert card.view.currentData() == "board"
    assert card.allow_none.isChecked()
    assert [code for code, box in card.flags.items() if box.isChecked()] == ["violent", "Mine"]
