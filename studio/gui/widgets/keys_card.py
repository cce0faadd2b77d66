"""The keys of all commands, where a person puts others in their place."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from studio.gui import keys, theme
from studio.gui.actions import ALL, PAGES, SCREEN_COMMANDS, SCREENS, Command, command, text_of
from studio.gui.context import Context
from studio.gui.widgets.basic import Caption, Card, Heading, IconButton, QuietButton, key_text
from studio.gui.widgets.key_recorder import KeyRecorder
from studio.gui.widgets.notice import Notice

NAME_WIDTH = 320  # px at 100 %
EVERYWHERE = ""


class KeysCard(Card):
    """One place of the window at a time; a key that cannot be is refused in a sentence."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.title = Heading()
        self.about = Caption()
        self.place = QComboBox()
        self.place.activated.connect(self._show_place)
        self.reset_all = QuietButton()
        self.reset_all.clicked.connect(lambda: self._keep({}))
        self.notice = Notice()
        self.rows: dict[str, tuple[QLabel, KeyRecorder, IconButton]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.WIDE_GAP)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        for line, found in enumerate(ALL):
            self._add_row(line, found.id)
        head = QHBoxLayout()
        head.addWidget(self.place)
        head.addStretch(1)
        head.addWidget(self.reset_all)
        for part in (self.title, self.about, self.notice):
            self.body.addWidget(part)
        self.body.insertLayout(2, head)
        self.body.addLayout(self._grid)
        keys.changed.connect(self._show_keys)
        theme.changed.connect(self._take_size)
        self._take_size()
        self.retranslate()

    def _add_row(self, line: int, name: str) -> None:
        label, recorder, reset = QLabel(), KeyRecorder(name), IconButton("undo")
        recorder.began.connect(self.notice.dismiss)
        recorder.pressed_key.connect(self.bind)
        reset.clicked.connect(lambda: self.reset(name))
        label.setBuddy(recorder)
        self._grid.addWidget(label, line, 0)
        self._grid.addWidget(recorder, line, 1)
        self._grid.addWidget(reset, line, 2, Qt.AlignmentFlag.AlignLeft)
        self.rows[name] = (label, recorder, reset)

    def bind(self, name: str, key: str) -> None:
        """Give a command another key, or say why that cannot be."""
        if key in keys.of(name):
            return
        if (refusal := keys.refusal(name, key)) is not None:
            self.notice.tell(self._words(refusal, key), self.tr("Nothing was changed."))
            return
        own = keys.own() | {name: key}
        if (key,) == tuple(map(keys.normal, command(name).keys)):
            del own[name]  # it is the usual one again
        self._keep(own)

    def reset(self, name: str) -> None:
        """Give a command its usual keys back, unless another has one of them by now."""
        own = keys.own()
        own.pop(name, None)
        for key in map(keys.normal, command(name).keys):
            refusal = keys.refusal(name, key)
            if refusal is not None:
                self.notice.tell(self._words(refusal, key), self.tr("Nothing was changed."))
                return
        self.rows[name][1].setFocus(Qt.FocusReason.OtherFocusReason)
        self._keep(own)

    def _keep(self, own: dict[str, str]) -> None:
        self.notice.dismiss()
        keys.apply(own)
        self._context.change_settings(own_keys=own)

    def _words(self, refusal: keys.Refusal, key: str) -> str:
        shown = key_text(key)
        if refusal.by is not None:
            taken = self.tr("{key} already means “{command}” ({place}).")
            where = self._place_of(refusal.by)
            return taken.format(key=shown, command=text_of(refusal.by), place=where)
        if refusal.reason == "typing":
            return self.tr(
                "Where one writes, {key} belongs to the text. "
                "Take one with Ctrl or Alt, or a function key."
            ).format(key=shown)
        return self.tr("{key} means the same in every program and stays so.").format(key=shown)

    def _place_of(self, found: Command) -> str:
        if not found.screens:
            return self.tr("Everywhere")
        return ", ".join(text_of(command(f"go.{screen}")) for screen in found.screens)

    def show_place(self, place: str) -> None:
        """Show the commands of a screen, of a page of it, or of everywhere."""
        self.place.setCurrentIndex(max(0, self.place.findData(place)))
        self._show_place()

    def _show_place(self) -> None:
        self.notice.dismiss()
        place = self.place.currentData()
        for name, row in self.rows.items():
            places = places_of(command(name))
            for part in row:
                part.setVisible(place in places)
        self._show_keys()

    def _show_keys(self) -> None:
        own = keys.own()
        for name, (_, recorder, reset) in self.rows.items():
            recorder.retranslate()
            reset.setEnabled(name in own)
            reset.setVisible(name in own and not recorder.isHidden())
        self.reset_all.setEnabled(bool(own))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Keys"))
        self.about.setText(
            self.tr(
                "Press a key's button, then the key you want instead. "
                "Hints, tooltips and the list of keys follow at once."
            )
        )
        self.reset_all.set_text(
            self.tr("All as usual"), self.tr("Give every command its usual key")
        )
        self.place.setAccessibleName(self.tr("Where the keys work"))
        self.place.setToolTip(self.tr("Where the keys work"))
        current = self.place.currentData()
        self.place.clear()
        self.place.addItem(self.tr("Everywhere"), EVERYWHERE)
        for screen, _ in SCREENS:
            if any(screen in found.screens for found in SCREEN_COMMANDS):
                self.place.addItem(text_of(command(f"go.{screen}")), screen)
            if screen == "rank":
                for page, words in PAGES:
                    self.place.addItem(QCoreApplication.translate("commands", words), page)
        for name, (label, _, reset) in self.rows.items():
            words = text_of(command(name))
            label.setText(words)
            reset.set_text(self.tr("The usual key for “{command}”").format(command=words))
        self.show_place(current or EVERYWHERE)

    def _take_size(self) -> None:
        self._grid.setColumnMinimumWidth(0, theme.px(NAME_WIDTH))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def places_of(found: Command) -> tuple[str, ...]:
    """Where the card shows a command: on pages, on screens, or everywhere."""
    return found.pages or found.screens or (EVERYWHERE,)
