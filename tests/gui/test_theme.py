from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

from studio.config import resource
from studio.gui import theme
from studio.gui.icons import icon
from studio.gui.stylesheet import stylesheet
from studio.gui.widgets.answer_editor import AnswerEditor
from studio.gui.widgets.basic import IconButton, PrimaryButton, QuietButton
from studio.gui.widgets.reading_text import ReadingText
from studio.gui.widgets.response_card import ResponseCard

ALL = {"light": theme.LIGHT, "dark": theme.DARK, "high_contrast": theme.HIGH_CONTRAST}
SCHEMES = pytest.mark.parametrize("colors", ALL.values(), ids=ALL)


@pytest.fixture(autouse=True)
def _leave_as_found(qapp):
    yield
    theme.apply("light")


def test_contrast_of_black_on_white_and_of_a_colour_on_itself():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#336699", "#336699") == pytest.approx(1)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@SCHEMES
def test_every_text_can_be_read_on_every_surface_it_stands_on(colors):
    surfaces = ("window", "rail", "surface", "hover", "selection", "info", "warning", "error")
    for surface in surfaces:
        assert theme.contrast(colors.text, getattr(colors, surface)) >= 4.5, surface
    for surface in ("window", "rail", "surface", "hover"):
        assert theme.contrast(colors.muted, getattr(colors, surface)) >= 4.5, surface
    for surface in ("accent", "accent_hover"):
        assert theme.contrast(colors.accent_text, getattr(colors, surface)) >= 4.5, surface
    for surface in ("window", "surface"):
        assert theme.contrast(colors.accent, getattr(colors, surface)) >= 4.5, surface


SURFACES = ("window", "rail", "surface", "hover", "selection", "info", "warning", "error")
MARKS = (
    *("control_line", "accent", "warning_mark", "error_mark", "good_mark"),
    *("sft", "reward", "ppo"),
)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("sign", ["text", "muted", "line", *MARKS])
def test_in_high_contrast_everything_is_seven_to_one_everywhere(sign, surface):
    colors = theme.HIGH_CONTRAST
    assert theme.contrast(getattr(colors, sign), getattr(colors, surface)) >= 7


def test_in_high_contrast_buttons_and_plots_are_seven_to_one():
    theme.apply("high_contrast")
    colors = theme.tokens()
    for surface in ("accent", "accent_hover"):
        assert theme.contrast(colors.accent_text, getattr(colors, surface)) >= 7
    for color in theme.plot_colors():
        assert theme.contrast(color, theme.background()) >= 7
    assert len(set(theme.plot_colors())) == 6


def _tabs() -> QTabBar:
    tabs = QTabBar()
    tabs.addTab("One")
    tabs.addTab("Two")
    return tabs


def _table() -> QTableView:
    table = QTableView()
    table.setModel(QStringListModel(["one", "two"], table))
    return table


FOCUSABLE = {
    "button": lambda: QPushButton("Go"),
    "primary": lambda: PrimaryButton("Go"),
    "quiet": lambda: QuietButton("Go"),
    "icon": lambda: IconButton("undo", "Undo"),
    "line": QLineEdit,
    "text": QTextEdit,
    "number": QSpinBox,
    "choice": QComboBox,
    "check": lambda: QCheckBox("Yes"),
    "radio": lambda: QRadioButton("Yes"),
    "slider": lambda: QSlider(Qt.Orientation.Horizontal),
    "tabs": _tabs,
    "table": _table,
    "editor": AnswerEditor,
    "reading": ReadingText,
    "card": lambda: ResponseCard(1, "A", "Text", None),
}


@pytest.mark.parametrize("scheme", ["light", "dark", "high_contrast"])
@pytest.mark.parametrize("name", FOCUSABLE)
def test_the_focus_can_be_seen_on_every_kind_of_control(qtbot, name, scheme):
    theme.apply(scheme)
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(300, 200)
    other, control = QPushButton("Other", page), FOCUSABLE[name]()
    control.setParent(page)
    control.setGeometry(20, 60, 220, 100)
    other.move(20, 10)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)

    def seen(focused: QWidget) -> QImage:
        focused.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(focused.hasFocus)
        return page.grab(control.geometry()).toImage()

    without, within = seen(other), seen(control)
    ring = [
        (x, y)
        for x in range(within.width())
        for y in range(within.height())
        if without.pixelColor(x, y) != within.pixelColor(x, y)
        and theme.contrast(without.pixelColor(x, y).name(), within.pixelColor(x, y).name()) >= 3
    ]
    assert len(ring) >= 2 * (16 + 16)  # at least a line around something small


@SCHEMES
def test_marks_and_borders_of_controls_stand_out(colors):
    marks = ("control_line", "accent", "warning_mark", "error_mark", "good_mark")
    for mark in (*marks, "sft", "reward", "ppo"):
        for surface in ("window", "surface"):
            contrast = theme.contrast(getattr(colors, mark), getattr(colors, surface))
            assert contrast >= 3, (mark, surface)
    for mark in ("warning", "error"):
        shown = theme.contrast(getattr(colors, f"{mark}_mark"), getattr(colors, mark))
        assert shown >= 3, mark


@pytest.mark.parametrize(
    ("scheme", "dark"), [("light", False), ("dark", True), ("high_contrast", True)]
)
def test_applying_a_scheme_changes_everything_at_once(qtbot, scheme, dark):
    with qtbot.waitSignal(theme.changed):
        theme.apply(scheme)
    colors = theme.tokens()
    palette = QGuiApplication.palette()
    assert colors.dark is dark
    assert palette.window().color().name() == colors.window
    assert palette.text().color().name() == colors.text
    assert theme.background() == colors.surface
    assert theme.foreground() == colors.muted
    assert colors.accent in stylesheet()
    for color in theme.plot_colors()[:4]:
        assert theme.contrast(color, theme.background()) >= 2.9
    assert len(set(theme.plot_colors())) == len(theme.plot_colors())


def test_the_systems_scheme_is_asked_for(monkeypatch):
    theme.apply("system")
    hints = QGuiApplication.styleHints()
    assert theme.tokens().dark is (hints.colorScheme() == Qt.ColorScheme.Dark)


def test_the_scale_moves_fonts_and_lengths_and_stays_in_its_range():
    theme.apply("light", 150)
    assert theme.px(100) == 150
    assert theme.reading_font().pixelSize() == 24
    assert theme.caption_font().pixelSize() == 18
    assert QGuiApplication.font().pixelSize() == round(1.5 * theme.LABEL_PX)
    theme.apply("light", 1000)
    assert theme.px(100) == 200
    theme.apply("light", 1)
    assert theme.px(100) == 80


def test_nothing_is_left_to_fill_in_the_style_sheet(qapp):
    assert "$" not in stylesheet()
    for path in re.findall(r"url\((.*?)\)", stylesheet()):
        assert path.endswith(".svg")
        with open(path, encoding="utf-8") as file:
            assert "currentColor" not in file.read()


def painted(which: QIcon, state: QIcon.State = QIcon.State.Off) -> str:
    """The colour of the icon's most opaque pixel."""
    image = which.pixmap(32, QIcon.Mode.Normal, state).toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    pixels = [image.pixelColor(x, y) for x, y in points]
    return max(pixels, key=lambda pixel: pixel.alpha()).name()


def test_an_icon_takes_the_colours_of_the_moment(qapp):
    theme.apply("light")
    dot = icon("dot", "accent", "error_mark")
    assert painted(dot) == theme.LIGHT.accent
    assert painted(dot, QIcon.State.On) == theme.LIGHT.error_mark
    theme.apply("dark")
    assert painted(dot) == theme.DARK.accent
    copied = QIcon(dot)
    del dot
    assert painted(copied) == theme.DARK.accent


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda p: p.stem)
def test_every_icon_can_be_tinted_and_is_not_empty(qapp, path):
    text = path.read_text("utf-8")
    if path.stem != "app":  # the program's own, in its own colours
        assert "currentColor" in text
        assert 'width="24" height="24" viewBox="0 0 24 24"' in text
    image = icon(path.stem).pixmap(24).toImage()
    points = ((x, y) for x in range(24) for y in range(24))
    assert any(image.pixelColor(x, y).alpha() > 200 for x, y in points)


def test_a_focused_button_keeps_its_size(qtbot):
    theme.apply("light")
    for button in (QPushButton("Go"), PrimaryButton("Go")):
        qtbot.addWidget(button)
        before = button.sizeHint()
        button.show()
        button.setFocus()
        qtbot.waitUntil(button.hasFocus)
        assert button.sizeHint() == before
