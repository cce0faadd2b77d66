"""A tokenizer as a model's folder ships it, with its special tokens, ends and chat template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tokenizers

from studio.errors import ModelError
from studio.lm.chat_format import ChatFormat
from studio.lm.chat_template import PLAIN_TEMPLATE, read_frame
from studio.lm.json_file import read_json, read_text
from studio.lm.tokenizer import SPECIAL_TOKENS, STUDIO_TEMPLATE, Tokenizer, read_inner

NAMED_TOKENS = ("bos_token", "eos_token", "pad_token", "unk_token")


def load_tokenizer(folder: Path) -> Tokenizer:
    """Read `tokenizer.json` and what stands beside it.

    Raises `ModelError` for files that are damaged, a template that cannot be used, and a model
    that has no token to end a response with.
    """
    inner = read_inner(folder / "tokenizer.json")
    settings = _optional_json(folder / "tokenizer_config.json")
    template = _shipped_template(folder, settings)
    if is_studios(inner, template):
        return Tokenizer(inner)
    settings.pop("auto_map", None)  # names Python files that would be run
    config = _optional_json(folder / "config.json")
    files = [config, _optional_json(folder / "generation_config.json")]
    return Tokenizer(inner, frame_format(inner, settings, files, template, folder))


def is_studios(inner: tokenizers.Tokenizer, template: str | None) -> bool:
    """Whether rows are the studio's: by its markers, and no other template that was learned.

    Models made before 2026-12 have a template without spaces, and keep it.
    """
    markers = all(inner.token_to_id(token) is not None for token in SPECIAL_TOKENS)
    return markers and template in (None, STUDIO_TEMPLATE)


def frame_format(
    inner: tokenizers.Tokenizer,
    settings: Mapping[str, Any],
    files: Iterable[Mapping[str, Any]],
    template: str | None,
    path: Path,
) -> ChatFormat:
    """The format of a tokenizer by its settings, its template, and files that name its ends.

    `path` is named in errors.
    """
    inner.encode_special_tokens = True
    ends = _ends(inner, [settings, *files])
    names = _named_tokens(settings)
    if ends and "eos_token" not in names:
        names["eos_token"] = inner.id_to_token(ends[0]) or ""
    template = template or _plain_template(inner, names)
    frame = read_frame(template, names)

    special = {t.content: i for i, t in inner.get_added_tokens_decoder().items() if t.special}
    *head, lead = _pieces(frame.before, special)
    trail, *tail = _pieces(frame.between, special)
    closing = [special[piece] for piece in _pieces(frame.after, special) if piece in special]
    stop_ids = tuple(dict.fromkeys([*closing[:1], *ends]))
    if not stop_ids:
        raise ModelError("tokenizer_end_missing", path=str(path))
    begin = _id(inner, names.get("bos_token"))
    return ChatFormat(
        head=_ids(inner, head, special),
        lead=lead,
        trail=trail,
        tail=_ids(inner, tail, special),
        response_lead="",
        end_id=stop_ids[0],
        stop_ids=stop_ids,
        text_id=stop_ids[0] if begin is None else begin,
        pad_id=_id(inner, names.get("pad_token")),
        settings={**settings, "chat_template": template, **names},
    )


def _optional_json(path: Path) -> dict[str, Any]:
    return read_json(path) if path.is_file() else {}


def _named_tokens(settings: Mapping[str, Any]) -> dict[str, str]:
    """The tokens that have a part to play, as text; files give some of them with properties."""
    found = {}
    for name in NAMED_TOKENS:
        token = settings.get(name)
        text = token.get("content") if isinstance(token, Mapping) else token
        if isinstance(text, str):
            found[name] = text
    return found


def _ends(inner: tokenizers.Tokenizer, files: Iterable[Mapping[str, Any]]) -> list[int]:
    """The ids that end a response: the tokenizer's, the config's, those for sampling."""
    ends: list[int] = []
    for values in files:
        given = values.get("eos_token_id")
        token = _id(inner, _named_tokens(values).get("eos_token"))
        ids = given if isinstance(given, list) else [given]
        for end in [token, *ids]:
            if end is not None and (not isinstance(end, int) or isinstance(end, bool)):
                raise ModelError("config_value_bad", reason=f"eos_token_id is {given}")
            # An id without a token (some files say -1 for none) ends nothing.
            if end is not None and end >= 0 and inner.id_to_token(end) is not None:
                ends.append(end)
    return list(dict.fromkeys(ends))


def _shipped_template(folder: Path, settings: Mapping[str, Any]) -> str | None:
    """The folder's chat template, from where `transformers` looks for it."""
    path = folder / "chat_template.jinja"
    if path.is_file():
        try:
            return read_text(path)
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError("chat_template_damaged", reason=str(error)) from None
    given = settings.get("chat_template")
    if isinstance(given, list):  # several, by name
        named = {t.get("name"): t.get("template") for t in given if isinstance(t, Mapping)}
        given = named.get("default")
    if given is not None and not isinstance(given, str):
        raise ModelError("chat_template_damaged", reason=type(given).__name__)
    return given


def _plain_template(inner: tokenizers.Tokenizer, names: Mapping[str, str]) -> str:
    """The plain format, begun as the tokenizer itself begins any text."""
    begin = _id(inner, names.get("bos_token"))
    begins = begin is not None and inner.encode("").ids[:1] == [begin]
    return ("{{ bos_token }}" if begins else "") + PLAIN_TEMPLATE


def _pieces(text: str, special: Mapping[str, int]) -> list[str]:
    """A text cut at its special tokens: plain, special, plain, … plain."""
    longest_first = sorted(special, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first)) or "(?!)"
    return re.split(f"({pattern})", text)


def _ids(
    inner: tokenizers.Tokenizer, pieces: Iterable[str], special: Mapping[str, int]
) -> tuple[int, ...]:
    ids: list[int] = []
    for piece in pieces:
        plain = piece not in special
        ids += inner.encode(piece, add_special_tokens=False).ids if plain else [special[piece]]
    return tuple(ids)


def _id(inner: tokenizers.Tokenizer, token: str | None) -> int | None:
    found: int | None = None if token is None else inner.token_to_id(token)
    return found
