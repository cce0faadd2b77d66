"""Text to token ids and back, and the one way a prompt and a response are joined.

A dialogue row is  `<|prompt|>` prompt `<|response|>` response `<|end|>`.  Prompt and response
are tokenized separately and their ids joined, here and nowhere else, so that SFT, the reward
model and PPO see the same ids for the same texts (algorithms: one `encode` for every stage).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

from studio.errors import InputError, ModelError

PAD, TEXT, PROMPT, RESPONSE, END = "<|pad|>", "<|text|>", "<|prompt|>", "<|response|>", "<|end|>"
SPECIAL_TOKENS = (PAD, TEXT, PROMPT, RESPONSE, END)


@dataclass(frozen=True)
class Example:
    """Ids of a prompt (with its markers) and of a response (ending in `<|end|>` if it ended)."""

    prompt: list[int]
    response: list[int]

    @property
    def ids(self) -> list[int]:
        return self.prompt + self.response


class Tokenizer:
    """A `tokenizers` tokenizer with the studio's chat format."""

    def __init__(self, inner: tokenizers.Tokenizer) -> None:
        self.inner = inner
        # A marker that a person typed is text and cannot end a turn.
        inner.encode_special_tokens = True
        vocabulary = inner.get_vocab()
        ids: dict[str, int] = {t: vocabulary[t] for t in SPECIAL_TOKENS if t in vocabulary}
        missing = [token for token in SPECIAL_TOKENS if token not in ids]
        if missing:
            raise ModelError("tokenizer_markers", missing=", ".join(missing))
        self.pad_id, self.text_id = ids[PAD], ids[TEXT]
        self.prompt_id, self.response_id, self.end_id = ids[PROMPT], ids[RESPONSE], ids[END]
        self.stop_ids = (self.end_id,)
        self.vocab_size = max(vocabulary.values()) + 1

    @classmethod
    def train(cls, texts: Iterable[str], vocab_size: int) -> Tokenizer:
        """A byte-level BPE tokenizer of the texts (Sennrich et al. 2016, arXiv:1508.07909)."""
        inner = tokenizers.Tokenizer(models.BPE())
        inner.normalizer = normalizers.NFC()
        inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        inner.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=vocab_size,
            special_tokens=list(SPECIAL_TOKENS),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        inner.train_from_iterator(texts, trainer)
        return cls(inner)

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Read a `tokenizer.json`."""
        try:
            return cls.from_json(path.read_text("utf-8"), path)
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError("tokenizer_damaged", path=str(path), reason=str(error)) from None

    @classmethod
    def from_json(cls, text: str, path: Path) -> Tokenizer:
        """As `load`, from the text of the file; `path` is named in errors."""
        try:
            inner = tokenizers.Tokenizer.from_str(text)
        except Exception as error:  # the library raises bare Exception
            raise ModelError("tokenizer_damaged", path=str(path), reason=str(error)) from None
        return cls(inner)

    def to_json(self) -> str:
        """What `save` writes."""
        return str(self.inner.to_str(pretty=True))

    def save(self, path: Path) -> None:
        path.write_text(self.to_json(), "utf-8")

    def encode(self, text: str) -> list[int]:
        """Ids of plain text. A marker written out in the text stays text.

        Raises `InputError` for half a character (a lone surrogate).
        """
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InputError("text_not_unicode", position=error.start + 1) from None
        ids: list[int] = self.inner.encode(text, add_special_tokens=False).ids
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text of ids, markers left out."""
        text: str = self.inner.decode(list(ids), skip_special_tokens=True)
        return text

    def encode_prompt(self, prompt: str, max_tokens: int | None = None) -> list[int]:
        """A prompt and the markers around it; too long a prompt loses its beginning."""
        text = self.encode(prompt.strip())
        if max_tokens is not None:
            text = text[-max(max_tokens - 2, 1) :]
        return [self.prompt_id, *text, self.response_id]

    def encode_response(self, response: str, *, ended: bool = True) -> list[int]:
        """A response, closed by `<|end|>` unless it was cut off."""
        return [*self.encode(response.strip()), *([self.end_id] if ended else [])]

    def encode_example(
        self, prompt: str, response: str, *, ended: bool = True, max_tokens: int | None = None
    ) -> Example:
        """A prompt and its response, joined. The only place where this happens.

        When both exceed `max_tokens`, the prompt loses its beginning, never the response its end.
        Raises `ModelError` when the response alone is too long.
        """
        answer = self.encode_response(response, ended=ended)
        room = None if max_tokens is None else max_tokens - len(answer)
        if room is not None and room < 3:
            raise ModelError("response_too_long", tokens=len(answer), limit=max_tokens)
        return Example(self.encode_prompt(prompt, room), answer)


class TextStream:
    """Turns a row's ids, as they come, into text, holding back unfinished characters.

    The pieces of `push` and the last one of `close` make up what `decode` says of all the ids.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._ids: list[int] = []
        self._told = 0

    def push(self, token: int) -> str:
        """The text that `token` completes; empty while a character is still incomplete."""
        self._ids.append(token)
        text = self._tokenizer.decode(self._ids)
        return "" if text.endswith("\ufffd") else self._news(text)

    def close(self) -> str:
        """What was held back and will not be completed."""
        return self._news(self._tokenizer.decode(self._ids))

    def _news(self, text: str) -> str:
        piece, self._told = text[self._told :], len(text)
        return piece
