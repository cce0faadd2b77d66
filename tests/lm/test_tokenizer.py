"""Any text survives the tokenizer, and a dialogue row is built one way only."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import InputError, ModelError
from studio.lm.tokenizer import SPECIAL_TOKENS, TextStream, Tokenizer

relaxed = settings(deadline=None, max_examples=150)
SPACES = ["\r\n", "\n\n", " ", "\t", "\u200b", "\u00a0", "\x00", "\x1b", "\u202e"]
SIGNS = ["🐸", "👩\u200d🚀", "🇩🇪", "e\u0301", "ä", "\u0308", "\ufffd", "Frosch", "<|", "|>"]
AWKWARD = st.sampled_from([*SPECIAL_TOKENS, *SPACES, *SIGNS])
TEXTS = st.one_of(st.text(), st.lists(st.one_of(AWKWARD, st.text(max_size=3))).map("".join))


@relaxed
@given(text=TEXTS)
def test_any_text_survives(tiny_tokenizer: Tokenizer, text: str) -> None:
    ids = tiny_tokenizer.encode(text)
    assert tiny_tokenizer.decode(ids) == unicodedata.normalize("NFC", text)
    assert all(0 <= token < tiny_tokenizer.vocab_size for token in ids)


@relaxed
@given(prompt=TEXTS, response=TEXTS)
def test_typed_markers_cannot_end_a_turn(
    tiny_tokenizer: Tokenizer, prompt: str, response: str
) -> None:
    row = tiny_tokenizer.encode_example(prompt, response).ids
    special = {tiny_tokenizer.inner.token_to_id(token) for token in SPECIAL_TOKENS}
    assert [token for token in row if token in special] == [
        *tiny_tokenizer.chat.head,
        *tiny_tokenizer.chat.tail,
        tiny_tokenizer.end_id,
    ]


@relaxed
@given(prompt=TEXTS, response=TEXTS)
def test_a13_a_row_is_the_prompt_ids_and_then_the_response_ids(
    tiny_tokenizer: Tokenizer, prompt: str, response: str
) -> None:
    example = tiny_tokenizer.encode_example(prompt, response)
    assert example.prompt == tiny_tokenizer.encode_prompt(prompt)
    assert example.response == tiny_tokenizer.encode_response(response)
    assert example.ids == example.prompt + example.response
    assert example.ids[:1] == list(tiny_tokenizer.chat.head)
    assert example.ids[-1] == tiny_tokenizer.end_id


def test_a14_only_a_response_that_ended_has_an_end_token(tiny_tokenizer: Tokenizer) -> None:
    ended = tiny_tokenizer.encode_response("The frog sang.")
    cut = tiny_tokenizer.encode_response("The frog sang.", ended=False)
    assert ended == [*cut, tiny_tokenizer.end_id]


def test_a_first_word_has_the_ids_that_it_has_within_a_text(tiny_tokenizer: Tokenizer) -> None:
    """So a response that begins with its topic can copy it from the prompt."""
    within = tiny_tokenizer.encode("Sing of a frog")
    frog = within[len(tiny_tokenizer.encode("Sing of a")) :]
    assert tiny_tokenizer.encode_response("frog", ended=False) == frog
    assert tiny_tokenizer.encode_prompt("frog")[1:-1] == frog
    assert tiny_tokenizer.encode("frog") != frog


def test_an_empty_response_is_only_its_end(tiny_tokenizer: Tokenizer) -> None:
    assert tiny_tokenizer.encode_response(" \n") == [tiny_tokenizer.end_id]


def test_space_around_prompt_and_response_does_not_matter(tiny_tokenizer: Tokenizer) -> None:
    plain = tiny_tokenizer.encode_example("A frog?", "Yes.")
    assert tiny_tokenizer.encode_example(" A frog?\n", "\n\nYes. ") == plain


def test_a1_padding_is_not_the_end(tiny_tokenizer: Tokenizer) -> None:
    assert tiny_tokenizer.pad_id != tiny_tokenizer.end_id
    assert tiny_tokenizer.stop_ids == (tiny_tokenizer.end_id,)


@pytest.mark.parametrize("limit", range(13, 42))
def test_a12_too_long_a_row_loses_the_beginning_of_its_prompt_only(
    tiny_tokenizer: Tokenizer, limit: int
) -> None:
    prompt = "Explain the moon landing to a 6 year old, and do it kindly and slowly."
    response = "zyxwvut"  # a space, 7 ids and the end
    whole = tiny_tokenizer.encode_example(prompt, response)
    example = tiny_tokenizer.encode_example(prompt, response, max_tokens=limit)
    assert example.response == whole.response
    assert len(example.ids) == min(limit, len(whole.ids))
    frame = [*tiny_tokenizer.chat.head, *tiny_tokenizer.encode(" ")]
    assert example.prompt[:2] == frame
    kept = len(example.prompt) - 2
    assert example.prompt[-kept:] == whole.prompt[-kept:]


def test_a12_a_response_that_is_too_long_is_refused(tiny_tokenizer: Tokenizer) -> None:
    assert len(tiny_tokenizer.encode_response("zyxwvut")) == 9
    with pytest.raises(ModelError) as caught:
        tiny_tokenizer.encode_example("A frog?", "zyxwvut", max_tokens=12)
    assert caught.value.code == "response_too_long"
    assert caught.value.details == {"tokens": 9, "limit": 12}


def test_half_a_character_is_refused(tiny_tokenizer: Tokenizer) -> None:
    with pytest.raises(InputError) as caught:
        tiny_tokenizer.encode("frog \ud83d")
    assert caught.value.code == "text_not_unicode"
    assert caught.value.details == {"position": 6}


def pieces_of(tokenizer: Tokenizer, ids: list[int]) -> list[str]:
    stream = TextStream(tokenizer)
    return [*(stream.push(token) for token in ids), stream.close()]


@relaxed
@given(text=TEXTS)
def test_a_stream_tells_the_whole_text(tiny_tokenizer: Tokenizer, text: str) -> None:
    ids = tiny_tokenizer.encode(text)
    assert "".join(pieces_of(tiny_tokenizer, ids)) == tiny_tokenizer.decode_response(ids)


@relaxed
@given(ids=st.lists(st.integers(0, 319), max_size=30))
def test_a_stream_of_any_ids_tells_what_decode_tells(
    tiny_tokenizer: Tokenizer, ids: list[int]
) -> None:
    assert "".join(pieces_of(tiny_tokenizer, ids)) == tiny_tokenizer.decode_response(ids)


def test_a_stream_never_shows_half_a_character(tiny_tokenizer: Tokenizer) -> None:
    ids = tiny_tokenizer.encode("a🐸b")
    assert len(ids) == 6  # the frog takes four
    assert pieces_of(tiny_tokenizer, ids) == ["a", "", "", "", "🐸", "b", ""]
    assert pieces_of(tiny_tokenizer, ids[:3]) == ["a", "", "", "\ufffd"]


def test_a_stream_does_not_show_the_space_before_a_response(tiny_tokenizer: Tokenizer) -> None:
    ids = tiny_tokenizer.encode_response("xq xq")
    assert pieces_of(tiny_tokenizer, ids) == ["", "x", "q", "", " x", "q", "", ""]


def test_training_twice_gives_the_same_tokenizer(tiny_tokenizer: Tokenizer) -> None:
    texts = ["A frog sang to the moon.", "Ein Frosch sang für den Mond."] * 3
    first, second = (Tokenizer.train(texts, 300).to_json() for _ in range(2))
    assert first == second
    assert first != tiny_tokenizer.to_json()


def test_a_saved_tokenizer_reads_as_before(tmp_path: Path, tiny_tokenizer: Tokenizer) -> None:
    tiny_tokenizer.save(tmp_path / "tokenizer.json")
    loaded = Tokenizer.load(tmp_path / "tokenizer.json")
    assert loaded.vocab_size == tiny_tokenizer.vocab_size == 320
    text = "Explain <|end|> to a 🐸."
    assert loaded.encode(text) == tiny_tokenizer.encode(text)
    assert loaded.decode(loaded.encode(text)) == text


def test_a_tokenizer_without_our_markers_is_refused(
    tmp_path: Path, tiny_tokenizer: Tokenizer
) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(tiny_tokenizer.to_json().replace("<|end|>", "<|eot|>"), "utf-8")
    with pytest.raises(ModelError) as caught:
        Tokenizer.load(path)
    assert caught.value.code == "tokenizer_markers"
    assert caught.value.details == {"missing": "<|end|>"}
