from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from studio.config import load_settings
from studio.doctor import Check
from studio.gui.context import Context
from studio.gui.screens.settings import SettingsScreen
from studio.gui.widgets import doctor_card
from studio.store.labels import add_labeler, list_labelers
from studio.store.owner import owner_of


@pytest.fixture
def open_screen(qtbot, context: Context) -> Callable[[], SettingsScreen]:
    def open_one() -> SettingsScreen:
        screen = SettingsScreen(context)
        qtbot.addWidget(screen)
        screen.resize(1128, 700)
        screen.show()
        screen.refresh()
        return screen

    return open_one


@pytest.mark.parametrize(
    ("box", "setting", "code"), [("language", "language", "de"), ("scheme", "color_scheme", "dark")]
)
def test_a_choice_is_taken_and_kept_at_once(qtbot, open_screen, context, box, setting, code):
    screen = open_screen()
    choice = getattr(screen, box)
    choice.setCurrentIndex(choice.findData(code))
    with qtbot.waitSignal(context.settings_changed):
        choice.activated.emit(choice.currentIndex())
    assert getattr(context.settings, setting) == code
    assert getattr(load_settings(), setting) == code


def test_the_scale_goes_from_80_to_200_percent(open_screen, context):
    screen = open_screen()
    QTest.keyClick(screen.scale, Qt.Key.Key_Right)
    assert context.settings.scale_percent == 110
    QTest.keyClick(screen.scale, Qt.Key.Key_End)
    assert context.settings.scale_percent == 200
    QTest.keyClick(screen.scale, Qt.Key.Key_Home)
    assert load_settings().scale_percent == 80
    context.change_settings(scale_percent=150)
    assert screen.scale_words.text().startswith("150")


def test_the_scale_waits_until_the_mouse_lets_go(open_screen, context):
    screen = open_screen()
    screen.scale.setSliderDown(True)
    screen.scale.setValue(15)
    assert context.settings.scale_percent == 100
    assert screen.scale_words.text().startswith("150")
    screen.scale.setSliderDown(False)
    assert context.settings.scale_percent == 150


def test_labelers_are_named_and_added(open_screen, context, project):
    add_labeler(project.store, "Rules", synthetic=True)
    screen = open_screen()
    assert "Anna (labels now)" in screen.labelers.text()
    assert "Rules (synthetic)" in screen.labelers.text()
    entry = screen.labeler_entry
    assert not entry.add_button.isEnabled()
    QTest.keyClicks(entry.name, " Ben ")
    QTest.keyClick(entry.name, Qt.Key.Key_Return)
    assert "Ben" in screen.labelers.text()
    assert entry.name.text() == ""
    assert [one.name for one in list_labelers(project.store)] == ["Anna", "Ben", "Rules"]


def test_a_name_that_a_synthetic_labeler_has_is_refused_in_words(open_screen, project):
    add_labeler(project.store, "Rules", synthetic=True)
    screen = open_screen()
    entry = screen.labeler_entry
    entry.name.setText("Rules")
    entry.add()
    assert entry.notice.isVisible()
    assert entry.notice.message()
    assert entry.name.text() == "Rules"


def test_the_project_and_its_backups_are_told(open_screen, project):
    screen = open_screen()
    assert str(project.folder) in screen.store.text()
    (project.folder / "backups").mkdir(exist_ok=True)
    (project.folder / "backups" / "studio-2026.sqlite").touch()
    screen.refresh()
    assert "1" in screen.backups.text().split()[0]


def test_without_a_project_only_its_part_is_missing(open_screen, context):
    screen = open_screen()
    context.close()
    screen.refresh()
    assert not screen.project_card.isVisible()
    assert screen.language.isVisible()
    assert screen.version.text()


def test_the_doctor_says_what_it_found(qtbot, open_screen, project, monkeypatch):
    asked = []

    def examine(folder):
        asked.append(folder)
        yield Check("Python", "ok", "3.11")
        yield Check("Fonts", "fail", "none", "Install some.")

    monkeypatch.setattr(doctor_card, "examine", examine)
    screen = open_screen()
    card = screen.doctor
    assert not card.text.isVisible()
    with qtbot.waitSignal(card.errand.done):
        card.run_button.click()
        assert not card.run_button.isEnabled()
    assert asked == [project.folder]
    assert card.text.toPlainText().splitlines() == [
        "ok    Python: 3.11",
        "fail  Fonts: none",
        "      Install some.",
    ]
    assert card.run_button.isEnabled()
    card.copy_button.click()
    assert QGuiApplication.clipboard().text() == card.text.toPlainText()


def test_the_owner_hands_the_project_over_and_nobody_else_can(open_screen, context, project):
    bob = add_labeler(project.store, "Bob")
    screen = open_screen()
    owner = screen.owner
    assert "Nobody" in owner.words.text()
    owner.people.setCurrentIndex(owner.people.findData(context.labeler.id))
    owner.hand_over.click()
    assert owner_of(project.store) == context.labeler
    assert owner.words.text() == "Anna"
    assert not owner.hand_over.isEnabled()  # it is hers already
    owner.people.setCurrentIndex(owner.people.findData(bob.id))
    owner.hand_over.click()
    assert owner.words.text() == "Bob"
    assert not owner.hand_over.isVisible()
    assert not owner.people.isVisible()
    context.switch_labeler(bob)
    screen.refresh()
    assert owner.hand_over.isVisible()
