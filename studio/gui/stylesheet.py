"""The style sheet of the window, made from the colours and the scale of `theme`.

Widgets choose a look by their property `role` (see `widgets`); nothing sets colours by hand.
"""

from __future__ import annotations

from string import Template

from studio.gui import theme
from studio.gui.icons import tinted_file

_SHEET = Template("""
* { outline: none; }
QToolTip {
    background: $surface; color: $text; border: 1px solid $line; padding: ${s4}px ${s8}px;
}

QLabel[role="title"] { font-size: ${title}px; font-weight: 600; color: $text; }
QLabel[role="heading"] { font-weight: 600; color: $text; }
QLabel[role="caption"] { font-size: ${caption}px; color: $muted; }
QLabel[role="caption"][invalid="true"] { color: $error_mark; }
QLabel[role="figure"] { font-size: ${figure}px; color: $text; }

QFrame[role="card"] {
    background: $surface; border: 1px solid $line; border-radius: 8px;
}
QFrame[role="card"][active="true"] { border: 2px solid $accent; }
QFrame[role="rail"], QFrame[role="bar"] { background: $rail; border: none; }
QFrame[role="line"] { background: $line; border: none; }
QFrame[role="notice"] { background: $info; border: 1px solid $line; border-radius: 8px; }
QFrame[role="notice"][level="warning"] {
    background: $warning; border-color: $warning_mark;
}
QFrame[role="notice"][level="error"] { background: $error; border-color: $error_mark; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $control_line; border-radius: 6px;
    padding: ${s5}px ${s12}px; min-height: ${s18}px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:checked { background: $selection; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: ${p4}px ${p11}px; }
QPushButton:disabled { color: $control_line; border-color: $line; background: $window; }
QPushButton[role="primary"] {
    background: $accent; color: $accent_text; border: 2px solid $accent; font-weight: 600;
    padding: ${s6}px ${s16}px;
}
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus {
    border: 6px double $accent_text; padding: ${f6}px ${f16}px;
}
QPushButton[role="primary"]:disabled {
    background: $hover; border-color: $hover; color: $muted;
}
QPushButton[role="quiet"], QToolButton {
    background: transparent; border: 2px solid transparent; border-radius: 6px;
    padding: ${s4}px ${s8}px; color: $text;
}
QPushButton[role="quiet"]:hover, QToolButton:hover { background: $hover; }
QPushButton[role="quiet"]:checked { background: $selection; }
QPushButton[role="quiet"]:pressed, QToolButton:pressed { background: $line; }
QPushButton[role="quiet"]:checked, QToolButton:checked { background: $selection; }
QPushButton[role="quiet"]:focus, QToolButton:focus { border-color: $accent; }
QPushButton[role="quiet"]:focus { padding: ${s4}px ${s8}px; }
QPushButton[role="quiet"]:disabled, QToolButton:disabled { color: $control_line; }
QPushButton::menu-indicator, QToolButton::menu-indicator {
    image: url($chevron); width: ${s12}px; height: ${s12}px;
    subcontrol-origin: padding; subcontrol-position: center right;
}
QPushButton[role="menu"] {
    background: transparent; border: 2px solid transparent;
    padding: ${s4}px ${s12}px;
}
QPushButton[role="menu"]:hover { background: $hover; }
QPushButton[role="menu"]:focus {
    border-color: $accent; padding: ${s4}px ${s12}px;
}
QToolButton[role="compact"] { padding: 0; }
QPushButton[role="row"] {
    background: transparent; border: 2px solid transparent; text-align: left;
    padding: ${s6}px ${s8}px;
}
QPushButton[role="row"]:hover { background: $hover; }
QPushButton[role="row"]:focus { border-color: $accent; padding: ${s6}px ${s8}px; }
QToolButton[role="nav"] {
    color: $muted; text-align: left; padding: ${s8}px; font-weight: 500;
}
QToolButton[role="nav"]:disabled { color: $control_line; }
QToolButton[role="nav"]:hover { color: $text; }
QToolButton[role="nav"]:checked { background: $selection; color: $text; font-weight: 600; }
QToolButton[role="nav"]:focus { border-color: $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox {
    background: $surface; color: $text; border: 1px solid $control_line; border-radius: 6px;
    padding: ${s4}px ${s8}px; selection-background-color: $selection; selection-color: $text;
}
QSpinBox, QDoubleSpinBox { padding-left: ${s4}px; }
QLineEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox { min-height: ${s20}px; }
QComboBox QLineEdit, QComboBox QLineEdit:focus, QComboBox QLineEdit:disabled {
    background: transparent; border: none; border-radius: 0; padding: 0; min-height: 0;
}
QPlainTextEdit, QTextEdit { padding: ${s8}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateEdit:focus, QComboBox:focus { border: 2px solid $accent; padding: ${p3}px ${p7}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: ${p7}px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QSpinBox:disabled,
QDoubleSpinBox:disabled, QDateEdit:disabled, QComboBox:disabled {
    background: $window; color: $control_line; border-color: $line;
}
QLineEdit[invalid="true"] { border-color: $error_mark; }
QTextEdit[role="reading"], QPlainTextEdit[role="reading"], QTextBrowser[role="reading"] {
    background: transparent; border: 2px solid transparent; padding: 0;
}
QTextEdit[role="reading"]:focus, QPlainTextEdit[role="reading"]:focus,
QTextBrowser[role="reading"]:focus { border-color: $accent; padding: 0; }
QComboBox::drop-down, QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button, QDateEdit::up-button, QDateEdit::down-button {
    border: none; width: ${s20}px; background: transparent;
}
QComboBox::down-arrow, QSpinBox::down-arrow, QDoubleSpinBox::down-arrow,
QDateEdit::down-arrow {
    image: url($chevron); width: ${s12}px; height: ${s12}px;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QDateEdit::up-arrow {
    image: url($chevron_up); width: ${s12}px; height: ${s12}px;
}
QComboBox QAbstractItemView {
    background: $surface; color: $text; border: 1px solid $control_line;
    selection-background-color: $selection; selection-color: $text; padding: ${s4}px;
}
QCheckBox, QRadioButton { spacing: ${s8}px; padding: 2px; border: 2px solid transparent;
    border-radius: 6px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator {
    width: ${s16}px; height: ${s16}px; border: 1px solid $control_line; background: $surface;
}
QCheckBox::indicator, QListView::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: ${round}px; }
QCheckBox::indicator:checked, QListView::indicator:checked {
    background: $accent; border-color: $accent; image: url($check);
}
QRadioButton::indicator:checked { image: url($dot); border-color: $accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    width: ${s16}px; height: ${s16}px; margin: -${p7}px 0; border-radius: ${round}px;
    background: $surface; border: 1px solid $control_line;
}
QSlider::handle:horizontal:focus { border: 2px solid $accent; }

QProgressBar {
    background: $line; border: none; border-radius: 4px; min-height: 8px; max-height: 8px;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QTabWidget::pane { border: none; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; padding: ${s8}px ${s12}px; border: none;
    border-bottom: 2px solid transparent; margin-right: ${s8}px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom-color: $accent; }
QTabBar::tab:focus {
    background: $hover; border: 2px solid $accent; border-radius: 6px;
    padding: ${p7}px ${p11}px ${s8}px ${p11}px;
}

QTableView, QListView, QTreeView {
    background: $surface; color: $text; border: 1px solid $line; border-radius: 8px;
    gridline-color: $line; selection-background-color: $selection; selection-color: $text;
}
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid $accent; }
QTableView::item, QTreeView::item { padding: 0 ${s8}px; border: none; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {
    background: $selection; color: $text;
}
QListView::item { padding: ${s4}px ${s8}px; border-radius: 4px; }
QListView::item:hover { background: $hover; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: ${s6}px ${s8}px; font-size: ${caption}px;
}
QTableCornerButton::section { background: $surface; border: none; }

QMenu { background: $surface; border: 1px solid $line; padding: ${s4}px; }
QMenu::item { padding: ${s6}px ${s24}px ${s6}px ${s12}px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $control_line; }
QMenu::separator { height: 1px; background: $line; margin: ${s4}px ${s8}px; }
QMenu::indicator { width: ${s14}px; height: ${s14}px; left: ${s4}px; }
QMenu::indicator:checked { image: url($check_text); }

QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $control_line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $line; }
""")


def stylesheet() -> str:
    """The style sheet for the colours and the scale in use now."""
    colors = theme.tokens()
    values: dict[str, object] = {**vars(colors)}
    values |= {f"s{size}": theme.px(size) for size in range(2, 33)}
    # One px less beside a border that is one px wider, so that focus moves nothing.
    values |= {f"p{size}": theme.px(size + 1) - 1 for size in range(2, 20)}
    # And four less beside the double border, whose gap shows the accent.
    values |= {f"f{size}": theme.px(size) - 4 for size in (6, 16)}
    values |= {
        "title": theme.px(theme.TITLE_PX),
        "caption": theme.px(theme.CAPTION_PX),
        "figure": theme.px(theme.READING_PX),
        "round": (theme.px(16) + 1) // 2,
        "chevron": tinted_file("chevron-down", colors.muted),
        "chevron_up": tinted_file("chevron-up", colors.muted),
        "check": tinted_file("check", colors.accent_text),
        "check_text": tinted_file("check", colors.text),
        "dot": tinted_file("dot", colors.accent),
    }
    return _SHEET.substitute(values)
