"""A form for any dataclass of options, built from the ranges it declares in `config`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.config import options_from
from studio.gui import theme
from studio.gui.icons import icon
from studio.gui.widgets.basic import Caption, Heading, QuietButton
from studio.gui.widgets.number_edit import NumberEdit, plain_number
from studio.option_texts import CHOICE_TEXTS, option_texts

EDIT_WIDTH = 96


class OptionRow(QWidget):
    """One option: its name, its value, what it is and which values it may have."""

    changed = Signal()

    def __init__(self, kind: type, item: Field[Any]) -> None:
        super().__init__()
        self._kind = kind
        self._item = item
        self._default: Any = item.default
        self._label = QLabel()
        self._label.setWordWrap(True)  # a long name would push the edits out of a narrow column
        self._caption = Caption()
        self.edit: NumberEdit | QComboBox = self._make_edit()
        self._label.setBuddy(self.edit)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self.edit, 0, 1)
        grid.addWidget(self._caption, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    @property
    def name(self) -> str:
        return self._item.name

    def value(self) -> Any:
        """The value, or None when what is typed cannot be used."""
        if isinstance(self.edit, NumberEdit):
            return self.edit.value()
        return self.edit.currentData()

    def set_value(self, value: Any) -> None:
        if isinstance(self.edit, NumberEdit):
            self.edit.set_value(value)
        else:
            self.edit.setCurrentIndex(self.edit.findData(value))

    def reset(self) -> None:
        self.set_value(self._default)

    def is_default(self) -> bool:
        return self.value() == self._default

    def retranslate(self) -> None:
        name, explanation = self._texts()
        self._label.setText(name)
        self.edit.setAccessibleName(name)
        self.edit.setAccessibleDescription(f"{explanation} {self._range()}")
        if isinstance(self.edit, QComboBox):
            for index in range(self.edit.count()):
                self.edit.setItemText(index, _choice_text(self.edit.itemData(index)))
        self._show_state()

    def _texts(self) -> tuple[str, str]:
        name, explanation = option_texts(self._kind, self._item.name)
        translate = QCoreApplication.translate
        return translate("options", name), translate("options", explanation)

    def _range(self) -> str:
        if "low" not in self._item.metadata:
            return ""
        low, high = (_end_text(self._item.metadata[end]) for end in ("low", "high"))
        if self._item.metadata["open"]:
            return self.tr("Above {low}, up to {high}.").format(low=low, high=high)
        return self.tr("From {low} to {high}.").format(low=low, high=high)

    def _show_state(self) -> None:
        """Weight tells what was changed; words tell what cannot be."""
        self._label.setProperty("role", "" if self.is_default() else "heading")
        explanation, valid = self._texts()[1], self.value() is not None
        if valid:
            self._caption.setText(f"{explanation} {self._range()}")
        else:
            self._caption.setText(self.tr("This cannot be used.") + " " + self._range())
        self.edit.setProperty("invalid", not valid)
        self._caption.setProperty("invalid", not valid)
        widgets: tuple[QWidget, ...] = (self._label, self.edit, self._caption)
        for widget in widgets:
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.edit.setToolTip(
            self.tr("{range} Default: {default}.")
            .format(range=self._range(), default=self._shown_default())
            .strip()
        )

    def _shown_default(self) -> str:
        if isinstance(self.edit, QComboBox):
            return _choice_text(self._default)
        return plain_number(self._default)

    def _make_edit(self) -> NumberEdit | QComboBox:
        metadata = self._item.metadata
        edit: NumberEdit | QComboBox
        if "choices" in metadata:
            edit = QComboBox()
            for value in metadata["choices"]:
                edit.addItem(value, value)
            edit.setCurrentIndex(edit.findData(self._default))
            edit.currentIndexChanged.connect(self._tell_change)
        else:
            edit = NumberEdit(
                self._default, metadata["low"], metadata["high"], open_low=metadata["open"]
            )
            edit.changed.connect(self._tell_change)
        return edit

    def _restyle(self) -> None:
        self.edit.setFixedWidth(theme.px(EDIT_WIDTH))

    def _tell_change(self) -> None:
        self._show_state()
        self.changed.emit()


def _choice_text(value: str) -> str:
    return QCoreApplication.translate("options", CHOICE_TEXTS.get(value, value))


class OptionsForm(QWidget):
    """The usual options, and the advanced ones folded away."""

    changed = Signal()

    def __init__(self, kind: type, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        items = [item for item in fields(kind) if item.metadata]
        self.rows = {item.name: OptionRow(kind, item) for item in items}
        self._title = Heading()
        self.reset_button = QuietButton()
        self.reset_button.clicked.connect(self.reset)
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold.toggled.connect(self._unfold)
        self._advanced = QWidget()
        self._lay_out([i.name for i in items if i.metadata["usual"]])
        for row in self.rows.values():
            row.changed.connect(self._take_change)
        self._unfold(False)
        self.retranslate()

    def options(self) -> Any | None:
        """The options as filled in, or None while one of them cannot be used."""
        values = {name: row.value() for name, row in self.rows.items()}
        if None in values.values():
            return None
        return options_from(self._kind, values)

    def set_options(self, values: Mapping[str, Any]) -> None:
        """Fill in saved options; those that are not among them go to their defaults."""
        for name, row in self.rows.items():
            row.reset()
            if values.get(name) is not None:
                row.set_value(values[name])

    def reset(self) -> None:
        for row in self.rows.values():
            row.reset()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Options"))
        self.reset_button.set_text(self.tr("Reset"), self.tr("Reset to defaults"))
        for row in self.rows.values():
            row.retranslate()
        self._name_fold()
        self._take_change()

    def _lay_out(self, usual: list[str]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.WIDE_GAP)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.reset_button)
        column.addLayout(head)
        hidden = QVBoxLayout(self._advanced)
        hidden.setContentsMargins(0, 0, 0, 0)
        hidden.setSpacing(theme.WIDE_GAP)
        for name, row in self.rows.items():
            (column if name in usual else hidden).addWidget(row)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._advanced)

    def _unfold(self, shown: bool) -> None:
        self._advanced.setVisible(shown)
        self.fold.setIcon(icon("chevron-up" if shown else "chevron-down"))
        self._name_fold()

    def _name_fold(self) -> None:
        text = self.tr("Fewer options") if self.fold.isChecked() else self.tr("More options")
        self.fold.setText(text)
        self.fold.setAccessibleName(text)
        self.fold.setToolTip(text)

    def _take_change(self) -> None:
        untouched = all(row.is_default() for row in self.rows.values())
        self.reset_button.setEnabled(not untouched)
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _end_text(end: float) -> str:
    """An end of a range, to be read rather than typed."""
    return QLocale().toString(end) if isinstance(end, int) else plain_number(end)
