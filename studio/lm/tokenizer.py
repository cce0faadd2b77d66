"""Text to token ids and back, and the one way a prompt and a response are joined.

A dialogue row is  `<|prompt|>` prompt `<|response|>` response `<|end|>`,  or what the chat template
of a model from elsewhere makes of it. Prompt and response are tokenized separately and their ids
joined, here and nowhere else, so that SFT, the reward model and PPO see the same ids for the same
texts (algorithms: one `encode` for every stage).

In a row of the studio's own, a space stands before prompt and response, as SentencePiece puts one
before any text (Kudo and Richardson 2018, arXiv:1808.06226). The first word then has the ids that
it has within a text: an answer that begins with its topic can copy it from the prompt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

from studio.errors import InputError, ModelError
from studio.lm.chat_format import ChatFormat
from studio.lm.json_file import read_text

PAD, TEXT, PROMPT, RESPONSE, END = "<|pad|>", "<|text|>", "<|prompt|>", "<|response|>", "<|end|>"
SPECIAL_TOKENS = (PAD, TEXT, PROMPT, RESPONSE, END)
STUDIO_TEMPLATE = (
    "{% for message in messages %}{% if message.role == 'user' %}<|prompt|>"
    "{{ ' ' + message.content | trim }}<|response|>"
    "{% else %}{{ ' ' + message.content | trim }}<|end|>"
    "{% endif %}{% endfor %}"
)


@dataclass(frozen=True)
class Example:
    """Ids of a prompt (with its markers) and of a response (ending in `<|end|>` if it ended)."""

    prompt: list[int]
    response: list[int]

    @property
    def ids(self) -> list[int]:
        return self.prompt + self.response


class Tokenizer:
    """A `tokenizers` tokenizer with a chat format: the studio's, or the one that it came with."""

    def __init__(self, inner: tokenizers.Tokenizer, chat: ChatFormat | None = None) -> None:
        self.inner = inner
        # A marker that a person typed is text and cannot end a turn.
        inner.encode_special_tokens = True
        inner.no_truncation()  # a file may bring its last user's settings
        inner.no_padding()
        self.chat = studio_format(inner) if chat is None else chat
        self.has_studio_markers = self.chat.head == (inner.token_to_id(PROMPT),)
        self.pad_id, self.text_id = self.chat.pad_id, self.chat.text_id
        self.end_id, self.stop_ids = self.chat.end_id, self.chat.stop_ids
        self.vocab_size = max(inner.get_vocab().values()) + 1
        self._lead, self._trail = self.encode(self.chat.lead), self.encode(self.chat.trail)
        around = (self.chat.head, self._lead, self._trail, self.chat.tail)
        self._frame_size = sum(map(len, around))

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
        """Read the `tokenizer.json` of a tokenizer of the studio's own."""
        return cls(read_inner(path))

    @classmethod
    def from_json(cls, text: str, path: Path) -> Tokenizer:
        """As `load`, from the text of the file; `path` is named in errors."""
        return cls(parse_inner(text, path))

    def to_json(self) -> str:
        """What `save` writes."""
        return str(self.inner.to_str(pretty=True))

    def save(self, path: Path) -> None:
        path.write_text(self.to_json(), "utf-8")

    def encode(self, text: str) -> list[int]:
        """Ids of plain text. A marker written out in the text stays text.

        Raises `InputError` for half a character (a lone surrogate).
        """
        check_unicode(text)
        ids: list[int] = self.inner.encode(text, add_special_tokens=False).ids
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text of ids, markers left out."""
        text: str = self.inner.decode(list(ids), skip_special_tokens=True)
        return text

    def encode_prompt(self, prompt: str, max_tokens: int | None = None) -> list[int]:
        """A prompt and the markers around it; too long a prompt loses its beginning."""
        text = prompt.strip()
        check_unicode(text)
        ids = self.encode(self.chat.lead + text + self.chat.trail)
        if max_tokens is not None:
            start = shared_start(self._lead, ids)
            stop = max(start, len(ids) - shared_start(self._trail[::-1], ids[::-1]))
            around = len(self.chat.head) + start + len(ids) - stop + len(self.chat.tail)
            ids = ids[:start] + ids[start:stop][-max(max_tokens - around, 1) :] + ids[stop:]
        return [*self.chat.head, *ids, *self.chat.tail]

    def encode_response(self, response: str, *, ended: bool = True) -> list[int]:
        """A response, closed by the end token unless it was cut off."""
        text = response.strip()
        ids = self.encode(self.chat.response_lead + text) if text else []
        return [*ids, *([self.end_id] if ended else [])]

    def decode_response(self, ids: Iterable[int]) -> str:
        """The text of a response's ids, without markers and the space around it."""
        return self.decode(ids).strip()

    def encode_example(
        self, prompt: str, response: str, *, ended: bool = True, max_tokens: int | None = None
    ) -> Example:
        """A prompt and its response, joined. The only place where this happens.

        When both exceed `max_tokens`, the prompt loses its beginning, never the response its end.
        Raises `ModelError` when the response alone is too long.
        """
        answer = self.encode_response(response, ended=ended)
        room = None if max_tokens is None else max_tokens - len(answer)
        if room is not None and room <= self._frame_size:
            raise ModelError("response_too_long", tokens=len(answer), limit=max_tokens)
        return Example(self.encode_prompt(prompt, room), answer)

    def makes_rows_like(self, other: Tokenizer) -> bool:
        """Whether a model of the other's reads what this one makes of a prompt and a response."""
        ours, theirs = (
            t.encode_example("Why do frogs sing?", "To be heard.") for t in (self, other)
        )
        return ours == theirs


def studio_format(inner: tokenizers.Tokenizer) -> ChatFormat:
    """The studio's own markers around prompt and response; raises `ModelError` without them."""
    ids = {token: inner.token_to_id(token) for token in SPECIAL_TOKENS}
    found = {token: id for token, id in ids.items() if id is not None}
    if missing := [token for token in SPECIAL_TOKENS if token not in found]:
        raise ModelError("tokenizer_markers", missing=", ".join(missing))
    pad, text, prompt, response, end = (found[token] for token in SPECIAL_TOKENS)
    return ChatFormat(
        head=(prompt,),
        lead=" ",
        trail="",
        tail=(response,),
        response_lead=" ",
        end_id=end,
        stop_ids=(end,),
        text_id=text,
        pad_id=pad,
        settings={
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": TEXT,
            "eos_token": END,
            "pad_token": PAD,
            "clean_up_tokenization_spaces": False,
            "chat_template": STUDIO_TEMPLATE,
        },
    )


def read_inner(path: Path) -> tokenizers.Tokenizer:
    """Read a `tokenizer.json`. Raises `ModelError` when it is damaged."""
    try:
        text = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError("tokenizer_damaged", path=str(path), reason=str(error)) from None
    return parse_inner(text, path)


def parse_inner(text: str, path: Path) -> tokenizers.Tokenizer:
    try:
        return tokenizers.Tokenizer.from_str(text)
    except Exception as error:  # the library raises bare Exception
        raise ModelError("tokenizer_damaged", path=str(path), reason=str(error)) from None


def check_unicode(text: str) -> None:
    """Raise `InputError` for half a character (a lone surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError("text_not_unicode", position=error.start + 1) from None


def shared_start(some: Sequence[int], others: Sequence[int]) -> int:
    """How many ids two rows have in common before they differ."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False))
    return sum(1 for _ in pairs)


class TextStream:
    """Turns a response's ids, as they come, into text, holding back unfinished characters.

    The pieces of `push` and the last one of `close` make up what `decode_response` says of all.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._ids: list[int] = []
        self._told = 0

    def push(self, token: int) -> str:
        """The text that `token` completes; empty while a character is still incomplete."""
        self._ids.append(token)
        text = self._tokenizer.decode_response(self._ids)
        return "" if text.endswith("\ufffd") else self._news(text)

    def close(self) -> str:
        """What was held back and will not be completed."""
        return self._news(self._tokenizer.decode_response(self._ids))

    def _news(self, text: str) -> str:
        piece, self._told = text[self._told :], len(text)
        return piece
