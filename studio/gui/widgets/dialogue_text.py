"""A prompt: a text, or a dialogue turn by turn with who speaks."""

from __future__ import annotations

from PySide6.QtCore import QEvent

from studio.gui.widgets.reading_text import ReadingText
from studio.store.formats.dialogues import turns_of_prompt


class DialogueText(ReadingText):
    """Shows prompts; what the store has is not changed by how it is shown."""

    prompt = ""

    def show_prompt(self, text: str) -> None:
        self.prompt = text
        turns = turns_of_prompt(text)
        if len(turns) == 1 and turns[0].role == "user":
            self.show_text(text)
            return
        words = {
            "user": self.tr("User"),
            "assistant": self.tr("Assistant"),
            "system": self.tr("System"),
            "tool": self.tr("Tool"),
        }
        self.show_turns([(words[turn.role], turn.text) for turn in turns])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.prompt:
            self.show_prompt(self.prompt)
        super().changeEvent(event)
