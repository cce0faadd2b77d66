"""One prompt with the answers of one or two models, as they are written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.config import SamplingOptions
from studio.gui import theme
from studio.gui.bridge import Bridge, Job
from studio.gui.figures import number
from studio.gui.stage_names import stage_name, stage_of
from studio.gui.widgets.basic import Caption, Card, Heading, QuietButton, ReadingLabel
from studio.gui.widgets.notice import Notice, words_for
from studio.gui.widgets.plain_text import breakable
from studio.jobs.events import Event, Failed, Finished, Started, Stopped, TextPiece

FLUSH_MS = 50


class AnswerView(Card):
    """What one model answers."""

    def __init__(self, model_name: str) -> None:
        super().__init__()
        self._name = Caption(model_name)
        self.text = ReadingLabel()
        self.state = Caption()
        self._written = ""
        for widget in (self._name, self.text, self.state):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def add(self, piece: str) -> None:
        self._written += piece

    def flush(self) -> None:
        """Show what has been written."""
        self.text.set_plain(breakable(self._written.lstrip()))

    def say(self, state: str) -> None:
        self.state.setText(state)
        self.state.setVisible(bool(state))


class ChatTurn(QWidget):
    """Follows its job from the queue to the end."""

    again = Signal(str)  # the prompt

    def __init__(
        self,
        bridge: Bridge,
        prompt: str,
        model_names: Sequence[str],
        options: SamplingOptions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._options = options
        self._prompt = prompt
        self._started = False
        self._end: Event | None = None
        self.job: Job | None = None
        self._question = Heading()
        self.prompt = ReadingLabel(breakable(prompt))
        self.answers = [AnswerView(name) for name in model_names]
        self.notice = Notice()
        self._facts = Caption()
        self.repeat = QuietButton()
        self.repeat.clicked.connect(self._tell_again)
        self._beat = QTimer(self, interval=FLUSH_MS)
        self._beat.timeout.connect(self._flush)
        self._lay_out()
        self.retranslate()

    @property
    def ended(self) -> bool:
        return self._end is not None

    def follow(self, job: Job) -> None:
        self.job = job
        self._bridge.event.connect(self._take)
        self._bridge.ended.connect(self._show_state)
        self._beat.start()
        self._show_state()

    def retranslate(self) -> None:
        self._question.setText(self.tr("Prompt"))
        self.repeat.set_text(
            self.tr("Ask again"), self.tr("Ask the same once more, with the next seed")
        )
        told = [
            self.tr("temperature {value}").format(value=number(self._options.temperature)),
            self.tr("seed {value}").format(value=self._options.seed),
        ]
        if self._options.top_p < 1:
            told.insert(1, self.tr("top p {value}").format(value=number(self._options.top_p)))
        if self._options.top_k:
            told.insert(1, self.tr("top k {value}").format(value=self._options.top_k))
        self._facts.setText("  ·  ".join(told))
        self._show_state()

    def _take(self, job: Job, event: Event) -> None:
        if job is not self.job:
            return
        if isinstance(event, TextPiece):
            self.answers[event.row].add(event.text)
        elif isinstance(event, Started):
            self._started = True
            self._show_state()
        elif isinstance(event, Finished | Stopped | Failed):
            self._end = event
            self._beat.stop()
            self._bridge.event.disconnect(self._take)
            self._bridge.ended.disconnect(self._show_state)
            self._flush()
            self._show_state()

    def _flush(self) -> None:
        for answer in self.answers:
            answer.flush()

    def _show_state(self) -> None:
        self.repeat.setVisible(self.ended)
        if isinstance(self._end, Failed):
            message, hint = words_for(self._end.code, self._end.details)
            self.notice.tell(message, hint, level="error", details=self._end.traceback)
        for row, answer in enumerate(self.answers):
            answer.say(self._state_of(row))

    def _state_of(self, row: int) -> str:
        if isinstance(self._end, Finished):
            answers = self._end.summary.get("answers", ())
            if row < len(answers) and not answers[row]["ended"]:
                said = self.tr("Cut off after {count} tokens")
                return said.format(count=self._options.max_tokens)
            return ""
        if isinstance(self._end, Stopped):
            return self.tr("Stopped")
        if isinstance(self._end, Failed):
            return self.tr("No answer")
        if self._started:
            return self.tr("Answering …")
        ahead = self._bridge.current
        if ahead is None or ahead is self.job:
            return self.tr("Preparing …")
        said = self.tr("Waits for {stage} to finish")
        return said.format(stage=stage_name(stage_of(ahead.request)))

    def _tell_again(self) -> None:
        self.again.emit(self._prompt)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self._question)
        column.addWidget(self.prompt)
        side_by_side = QHBoxLayout()
        side_by_side.setSpacing(theme.WIDE_GAP)
        for answer in self.answers:
            side_by_side.addWidget(answer, 1)
        column.addLayout(side_by_side)
        column.addWidget(self.notice)
        foot = QHBoxLayout()
        foot.addWidget(self._facts, 1)
        foot.addWidget(self.repeat)
        column.addLayout(foot)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
