"""One answer at a time, to be graded and flagged: the first stage of InstructGPT's page.

After figure 12 of arXiv 2203.02155: the instruction on one side, the answer on the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from studio.flag_texts import FLAG_TEXTS
from studio.gui import keys, theme
from studio.gui.ranking_commands import FLAG_KEYS
from studio.gui.widgets.basic import Caption, Card, Heading, IconButton
from studio.gui.widgets.dialogue_text import DialogueText
from studio.gui.widgets.reading_text import ReadingText
from studio.store.ratings import BEST, WORST
from studio.store.records import Marks

COLUMNS = 3  # of flags
NOTES_HEIGHT = 58  # px at 100 %
LONGEST_NOTES = 5_000  # characters


def flag_words(flag: str) -> str:
    """A flag in the window's language; a project's own words as they are."""
    words = FLAG_TEXTS.get(flag)
    return flag if words is None else QCoreApplication.translate("flags", words)


class NotesEdit(QPlainTextEdit):
    """Keeps the keys that it types with to itself: they are shortcuts of the page."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            typing = event.modifiers() & ~(
                Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            )
            if not typing and event.key() not in (Qt.Key.Key_Escape, Qt.Key.Key_Tab):
                event.accept()
                return True
        return super().event(event)


class RatingPage(QWidget):
    """Shows the marks of one answer and tells every change; keeps none itself."""

    marked = Signal(object, bool)  # the shown answer's Marks; whether it is typing that goes on
    turned = Signal(int)  # the index of the answer to show now
    passed_end = Signal()  # Enter on the last answer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: Sequence[tuple[int, str, str]] = ()
        self._at = 0
        self._marks = Marks(0)
        self._flag_codes: tuple[str, ...] = ()
        self.prompt_name, self.answer_name = Heading(), Heading()
        self.progress = Caption()
        self.progress.setWordWrap(False)
        self.prompt, self.answer = DialogueText(), ReadingText()
        for text in (self.prompt, self.answer):
            text.document().setDocumentMargin(theme.GAP)
        self.previous = IconButton("chevron-left", command="rank.previous_answer")
        self.next = IconButton("chevron-right", command="rank.next_answer")
        self.previous.clicked.connect(lambda: self.turn(-1))
        self.next.clicked.connect(lambda: self.turn(1))
        self.quality_name, self.worst, self.best = Heading(), Caption(), Caption()
        for caption in (self.worst, self.best):
            caption.setWordWrap(False)
        self.grades = {grade: QRadioButton(str(grade)) for grade in range(WORST, BEST + 1)}
        for grade, button in self.grades.items():
            button.setAutoExclusive(False)  # the marks say which is checked; else one would stay
            button.clicked.connect(lambda _=False, grade=grade: self.grade(grade))
        self.flags_name = Heading()
        self.flags: list[QCheckBox] = []
        self._flag_rows = 0
        self.notes_name = Heading()
        self.notes = NotesEdit()
        self.notes.setTabChangesFocus(True)
        self.notes.textChanged.connect(self._take_notes)
        self.notes_name.setBuddy(self.notes)
        self._add_keys()
        self._lay_out()
        theme.changed.connect(self._take_size)
        self._take_size()
        self.retranslate()

    def _add_keys(self) -> None:
        acts: dict[str, Callable[[], None]] = {
            "previous_answer": partial(self.turn, -1),
            "next_answer": partial(self.turn, 1),
            **{f"grade_{grade}": partial(self.grade, grade) for grade in self.grades},
            **{f"flag_{at + 1}": partial(self._flip, at) for at in range(len(FLAG_KEYS))},
        }
        for name, act in acts.items():
            keys.listen(self, f"rank.{name}", act, inside=True)
        for key in keys.twins("Enter"):  # on every page the same: go on
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.go_on)

    def _lay_out(self) -> None:
        left, right = Card(), Card()
        self.prompt_name.setMinimumHeight(self.next.sizeHint().height())  # both begin level
        left.body.addWidget(self.prompt_name)
        left.body.addWidget(self.prompt, 1)
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(self.answer_name)
        head.addStretch(1)
        head.addWidget(self.progress)
        head.addWidget(self.previous)
        head.addWidget(self.next)
        right.body.addLayout(head)
        right.body.addWidget(self.answer, 1)
        texts = QHBoxLayout()
        texts.setSpacing(theme.WIDE_GAP)
        texts.addWidget(left, 2)
        texts.addWidget(right, 3)

        grades = QHBoxLayout()
        grades.setSpacing(theme.WIDE_GAP)
        grades.addWidget(self.quality_name)
        grades.addWidget(self.worst)
        for button in self.grades.values():
            grades.addWidget(button)
        grades.addWidget(self.best)
        grades.addStretch(1)

        self._flag_grid = QGridLayout()
        self._flag_grid.setHorizontalSpacing(theme.SECTION_GAP)
        self._flag_grid.setVerticalSpacing(4)
        self._flag_grid.setColumnStretch(COLUMNS, 1)

        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GAP)
        page.addLayout(texts, 1)
        page.addLayout(grades)
        page.addWidget(self.flags_name)
        page.addLayout(self._flag_grid)
        page.addWidget(self.notes_name)
        page.addWidget(self.notes)

    def _take_size(self) -> None:
        self.notes.setFixedHeight(theme.px(NOTES_HEIGHT))

    def retranslate(self) -> None:
        self.prompt_name.setText(self.tr("Instruction"))
        self.prompt.setAccessibleName(self.tr("Instruction"))
        self.previous.set_text(self.tr("Previous answer"))
        self.next.set_text(self.tr("Next answer"))
        self.quality_name.setText(self.tr("Overall quality"))
        self.worst.setText(self.tr("worst"))
        self.best.setText(self.tr("best"))
        ends = {WORST: self.tr("worst"), BEST: self.tr("best")}
        for grade, button in self.grades.items():
            name = self.tr("Overall quality {grade} of {best}").format(grade=grade, best=BEST)
            name += f", {ends[grade]}" if grade in ends else ""
            button.setAccessibleName(name)
            key = keys.shown(f"rank.grade_{grade}")
            button.setToolTip(f"{name} ({key})" if key else name)
        self.flags_name.setText(self.tr("What is true of it"))
        self.notes_name.setText(self.tr("Notes"))
        self.notes.setAccessibleName(self.tr("Notes"))
        self.notes.setPlaceholderText(self.tr("What the grades do not tell (optional)"))
        self._name_flags()
        self._name_answer()

    # What is shown

    def show_answers(
        self, prompt: str, answers: Sequence[tuple[int, str, str]], flags: Sequence[str]
    ) -> None:
        """Answers as (response id, letter, text), and the flags that can be put on each."""
        self._answers = answers
        self.prompt.show_prompt(prompt)
        for box in self.flags:
            self._flag_grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._flag_rows = 0
        self._flag_codes = tuple(flags)
        self.flags = [QCheckBox() for _ in flags]
        for box in self.flags:
            box.clicked.connect(self._take_flags)
        self.flags_name.setVisible(bool(flags))
        self._name_flags()
        self._arrange_flags()
        before: QWidget = self.grades[BEST]
        for box in self.flags:
            QWidget.setTabOrder(before, box)
            before = box
        QWidget.setTabOrder(before, self.notes)

    def _arrange_flags(self) -> None:
        """In as many columns as there is room for."""
        widths = [box.sizeHint().width() for box in self.flags]
        for columns in range(COLUMNS, 0, -1):
            rows = -(-len(widths) // columns)
            widest = [max(widths[i : i + rows]) for i in range(0, len(widths), max(rows, 1))]
            if sum(widest) + (len(widest) - 1) * theme.SECTION_GAP <= self.width():
                break
        if rows == self._flag_rows:
            return
        self._flag_rows = rows
        for box in self.flags:
            self._flag_grid.removeWidget(box)
        for place, box in enumerate(self.flags):
            self._flag_grid.addWidget(box, place % rows, place // rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_flags()

    def show_marks(self, at: int, marks: Marks) -> None:
        """Show an answer and what has been said of it."""
        turned = self._answers[at][0] != self._marks.response_id
        self._at, self._marks = at, marks
        if turned:
            self.answer.show_text(self._answers[at][2])
        self._name_answer()
        for grade, button in self.grades.items():
            button.setChecked(grade == marks.quality)
        for code, box in zip(self._flag_codes, self.flags, strict=True):
            box.setChecked(code in marks.flags)
        if turned or self.notes.toPlainText() != marks.notes:
            self.notes.blockSignals(True)
            self.notes.setPlainText(marks.notes)
            self.notes.blockSignals(False)
        self.previous.setEnabled(at > 0)
        self.next.setEnabled(at + 1 < len(self._answers))

    def _name_answer(self) -> None:
        if self._answers:
            letter = self._answers[self._at][1]
            name = self.tr("Answer {letter}").format(letter=letter)
            self.answer_name.setText(name)
            self.answer.setAccessibleName(name)
            self.progress.setText(self.progress_words())

    def progress_words(self) -> str:
        """Which answer of how many is shown."""
        words = self.tr("{number} of {count}")
        return words.format(number=self._at + 1, count=len(self._answers))

    def _name_flags(self) -> None:
        """With their keys; flags beyond the last that has one go without."""
        for at, (code, box) in enumerate(zip(self._flag_codes, self.flags, strict=True)):
            words = flag_words(code)
            key = keys.shown(f"rank.flag_{at + 1}") if at < len(FLAG_KEYS) else ""
            box.setText(f"{key}   {words}".strip().replace("&", "&&"))
            box.setAccessibleName(words)
            box.setToolTip(f"{words} ({key})" if key else words)

    def focus_grades(self) -> None:
        """The keyboard to the grade, or to the first of them."""
        chosen = self.grades[self.checked_grade() or WORST]
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def checked_grade(self) -> int | None:
        """The grade of the answer that is shown."""
        return next((grade for grade, b in self.grades.items() if b.isChecked()), None)

    # What a person does

    def turn(self, step: int) -> None:
        """To the next answer (1) or the one before (-1), if there is one."""
        if 0 <= self._at + step < len(self._answers):
            self.turned.emit(self._at + step)

    def go_on(self) -> None:
        """To the next answer, or past the last one."""
        if self._at + 1 < len(self._answers):
            self.turn(1)
        else:
            self.passed_end.emit()

    def grade(self, grade: int) -> None:
        self.marked.emit(replace(self._marks, quality=grade), False)
        self.grades[grade].setChecked(True)  # a click on what was checked unchecks it
        if any(button.hasFocus() for button in self.grades.values()):
            self.focus_grades()

    def _flip(self, at: int) -> None:
        if at < len(self.flags):
            self.flags[at].click()

    def _take_flags(self) -> None:
        """In the order of the project's flags; those it no longer has stay."""
        gone = tuple(flag for flag in self._marks.flags if flag not in self._flag_codes)
        boxes = zip(self._flag_codes, self.flags, strict=True)
        chosen = tuple(code for code, box in boxes if box.isChecked())
        self.marked.emit(replace(self._marks, flags=chosen + gone), False)

    def _take_notes(self) -> None:
        text = self.notes.toPlainText()[:LONGEST_NOTES]
        if text != self._marks.notes:
            self.marked.emit(replace(self._marks, notes=text), True)
