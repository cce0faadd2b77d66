"""Colours, fonts and spacing of the window, for each scheme: light, dark, high contrast.

`apply` sets them for the whole application; `changed` is emitted afterwards, so that whoever
paints by hand (plots, icons, cards) can take the new colours. Every pair of text and surface
that is used together has a contrast of at least 4.5:1, marks and borders of controls 3:1; in high
contrast all of them 7:1.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

GRID = 8  # px; gaps are multiples of it
GAP = 8
WIDE_GAP = 16
SECTION_GAP = 24
CARD_PADDING = 16
READING_WIDTH = 760  # px at 100 %; columns of text stop there
LINE_HEIGHT = 1.45  # of reading text

LABEL_PX = 13
CAPTION_PX = 12
READING_PX = 16
TITLE_PX = 20


@dataclass(frozen=True)
class Tokens:
    """The named colours of one scheme, as #rrggbb."""

    dark: bool
    window: str  # behind everything
    rail: str  # rail, top bar and status line
    surface: str  # cards, editors, tables
    hover: str  # a control under the pointer, a selected row's rest
    line: str  # separators, card borders
    control_line: str  # borders of what can be typed in or pressed
    text: str
    muted: str  # captions, hints
    accent: str  # the primary action, the focus ring, links
    accent_hover: str
    accent_text: str  # on accent
    selection: str  # behind selected text and rows; `text` is read on it
    info: str  # surfaces of notices
    warning: str
    error: str
    warning_mark: str
    error_mark: str
    good_mark: str
    sft: str  # small marks of the stages
    reward: str
    ppo: str


LIGHT = Tokens(
    dark=False,
    window="#f4f5f6",
    rail="#eaecee",
    surface="#ffffff",
    hover="#e4e7ea",
    line="#d8dbdf",
    control_line="#868c94",
    text="#1b1d21",
    muted="#585e67",
    accent="#1f55b5",
    accent_hover="#184796",
    accent_text="#ffffff",
    selection="#d3e0f7",
    info="#e8f0fb",
    warning="#fdf3d8",
    error="#fce9e6",
    warning_mark="#9a6700",
    error_mark="#b3261e",
    good_mark="#1f7a4d",
    sft="#a8497f",
    reward="#d55e00",
    ppo="#00805d",
)

DARK = Tokens(
    dark=True,
    window="#1b1c1f",
    rail="#212327",
    surface="#26282c",
    hover="#33363c",
    line="#3a3d43",
    control_line="#7b818a",
    text="#e9eaec",
    muted="#a9aeb6",
    accent="#8db4ff",
    accent_hover="#aac7ff",
    accent_text="#10182a",
    selection="#34466b",
    info="#222f45",
    warning="#3a3220",
    error="#432726",
    warning_mark="#e8b93c",
    error_mark="#ff9b92",
    good_mark="#62c796",
    sft="#cc79a7",
    reward="#e69f00",
    ppo="#22b88c",
)

# White on black, each mark light enough for 7:1 on every surface; lines are as visible as text.
HIGH_CONTRAST = Tokens(
    dark=True,
    window="#000000",
    rail="#000000",
    surface="#000000",
    hover="#262626",
    line="#c8c8c8",
    control_line="#e0e0e0",
    text="#ffffff",
    muted="#e6e6e6",
    accent="#ffe45c",
    accent_hover="#fff2a8",
    accent_text="#000000",
    selection="#0a2f6b",
    info="#00203d",
    warning="#332600",
    error="#3d0d0a",
    warning_mark="#ffd34d",
    error_mark="#ffc2bb",
    good_mark="#7df0b0",
    sft="#ffb8de",
    reward="#ffc04d",
    ppo="#6eeccb",
)

# Okabe and Ito's palette, ordered so that the first lines stand out most on each background.
_PLOT_LIGHT = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_PLOT_DARK = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00")


class _Signals(QObject):
    changed = Signal()


_PLOT_HIGH_CONTRAST = ("#7cc8f2", "#ffb733", "#43d9ac", "#f0a6cf", "#f7ec6e", "#ff9352")


_signals = _Signals()
changed = _signals.changed
_tokens = LIGHT
_scale = 1.0


def tokens() -> Tokens:
    """The colours in use now."""
    return _tokens


def px(length: float) -> int:
    """A length in px at 100 %, scaled as the user's text is."""
    return round(length * _scale)


def plot_colors() -> tuple[str, ...]:
    """Colours for lines in a plot, most important first."""
    if _tokens is HIGH_CONTRAST:
        return _PLOT_HIGH_CONTRAST
    return _PLOT_DARK if _tokens.dark else _PLOT_LIGHT


def background() -> str:
    """The background of a plot."""
    return _tokens.surface


def foreground() -> str:
    """Axes and labels of a plot."""
    return _tokens.muted


def font(size: float = LABEL_PX, *, bold: bool = False) -> QFont:
    """The system's font at `size` px (before scaling)."""
    chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    chosen.setPixelSize(px(size))
    chosen.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return chosen


def reading_font(size: float = READING_PX) -> QFont:
    """The font of text that people read and write."""
    return font(size)


def caption_font() -> QFont:
    return font(CAPTION_PX)


def apply(color_scheme: str = "system", scale_percent: int = 100) -> None:
    """Set the application's scheme (system, light, dark, high_contrast) and scale of text."""
    global _tokens, _scale
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if app.style().name() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    _tokens = DARK if _wants_dark(color_scheme) else LIGHT
    if color_scheme == "high_contrast":
        _tokens = HIGH_CONTRAST
    _scale = min(max(scale_percent, 80), 200) / 100
    app.setFont(font())
    app.setPalette(_palette(_tokens))
    from studio.gui.stylesheet import stylesheet  # it needs the tokens of this module

    app.setStyleSheet(stylesheet())
    changed.emit()


def _wants_dark(color_scheme: str) -> bool:
    """Tell Qt which scheme is wanted, and what that comes to."""
    hints = QGuiApplication.styleHints()
    light, dark = Qt.ColorScheme.Light, Qt.ColorScheme.Dark
    wanted = {"light": light, "dark": dark, "high_contrast": dark}.get(color_scheme)
    if wanted is None:
        hints.unsetColorScheme()
        return hints.colorScheme() == Qt.ColorScheme.Dark
    hints.setColorScheme(wanted)  # a platform may not follow, so the answer is not read back
    return wanted == Qt.ColorScheme.Dark


def _palette(colors: Tokens) -> QPalette:
    """The palette for what Qt draws itself; a stylesheet does the rest."""
    role = QPalette.ColorRole
    palette = QPalette()
    for which, color in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.surface),
        (role.AlternateBase, colors.window),
        (role.Text, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Button, colors.surface),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.text),
        (role.ToolTipBase, colors.surface),
        (role.ToolTipText, colors.text),
        (role.Highlight, colors.selection),
        (role.HighlightedText, colors.text),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Accent, colors.accent),
        (role.Light, colors.surface),
        (role.Midlight, colors.hover),
        (role.Mid, colors.line),
        (role.Dark, colors.control_line),
        (role.Shadow, colors.line),
    ):
        palette.setColor(which, QColor(color))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colors.control_line))
    return palette


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    shade = QColor(color)
    red, green, blue = (linear(v) for v in (shade.redF(), shade.greenF(), shade.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
