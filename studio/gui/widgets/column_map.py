"""The columns of a file, each beside the key of the format that it is read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption, Card, Heading
from studio.gui.widgets.elided_label import ElidedLabel

BOX_WIDTH = 132  # px at 100 %


class ColumnMap(Card):
    """A box for each column. A key is one column's: the one that took it last.

    Another that chose it has it back once that one goes on, so that stepping through the keys
    of a box by the keyboard takes nothing away for good.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: Mapping[str, str] = {}
        self._keys: Sequence[str] = ()
        self._chosen: dict[str, str] = {}  # the latest choice last
        self.boxes: dict[str, QComboBox] = {}
        self._title = Heading()
        self._caption = Caption()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._title)
        self.body.addWidget(self._caption)
        self.body.addWidget(self._area, 1)
        self.retranslate()

    def mapping(self) -> dict[str, str]:
        """What is not read by its own name, as `Reading.columns` wants it."""
        keys = self._read_as()
        return {name: key for name, key in keys.items() if key != self._own(name)}

    def forget(self) -> None:
        """Every column goes by its own name again."""
        self._chosen = {}

    def show_columns(self, columns: Mapping[str, str], keys: Sequence[str]) -> None:
        """Show columns with the beginning of a value each, and the keys they can be read as."""
        if (columns, keys) == (self._columns, self._keys) and self.boxes:
            self._show_mapping()  # without making boxes anew, so that the focus stays
            return
        self._columns, self._keys = columns, keys
        self._fill()

    def _fill(self) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, theme.GAP, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self.boxes = {}
        for place, (name, sample) in enumerate(self._columns.items()):
            box = self._box(name)
            label, value = ElidedLabel(name), ElidedLabel(sample)
            label.setBuddy(box)
            value.setProperty("role", "caption")
            grid.addWidget(label, 3 * place, 0)
            grid.addWidget(box, 3 * place, 1)
            grid.addWidget(value, 3 * place + 1, 0, 1, 2)
            grid.setRowMinimumHeight(3 * place + 2, theme.GAP)
            self.boxes[name] = box
        grid.setRowStretch(3 * len(self._columns), 1)
        self._area.setWidget(inside)
        inside.setAutoFillBackground(False)  # the card's surface shows
        self._show_mapping()

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setFixedWidth(theme.px(BOX_WIDTH))
        box.setAccessibleName(self.tr("What the column {name} is read as").format(name=name))
        box.setToolTip(box.accessibleName())
        box.addItem(self.tr("Not used"), "")
        for key in self._keys:
            box.addItem(key, key)
        box.activated.connect(lambda: self._take(name, box.currentData()))
        return box

    def _take(self, name: str, key: str) -> None:
        if key == self._read_as()[name]:
            return
        self._chosen.pop(name, None)
        self._chosen[name] = key
        self._show_mapping()
        self.changed.emit()

    def _own(self, name: str) -> str:
        """What a column is read as when nobody chooses; empty when it is not used."""
        return name if name in self._keys else ""

    def _read_as(self) -> dict[str, str]:
        """What each column is read as now."""
        others = [name for name in self._columns if name not in self._chosen]
        taken = {""}
        keys = {}
        for name in [*reversed(self._chosen), *others]:
            key = self._chosen.get(name, self._own(name))
            keys[name] = key if key in self._keys and key not in taken else ""
            taken.add(keys[name])
        return keys

    def _show_mapping(self) -> None:
        keys = self._read_as()
        for name, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(keys[name])))

    def retranslate(self) -> None:
        self._title.setText(self.tr("Columns"))
        self._caption.setText(self.tr("What each column of the file is read as"))
        if self._columns:
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
