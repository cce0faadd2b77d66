"""Guidelines: what has changed, by lines and words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.text_changes import Change, text_changes

texts = st.text(st.sampled_from("ab \n"), max_size=40)


@given(texts, texts)
def test_the_passages_make_up_both_texts(old: str, new: str) -> None:
    changes = text_changes(old, new)
    assert "".join(c.text for c in changes if c.kind != "added") == old
    assert "".join(c.text for c in changes if c.kind != "removed") == new
    assert (old == new) == all(change.kind == "same" for change in changes)


def test_only_the_word_that_changed_is_marked() -> None:
    assert text_changes("Be kind.\nBe brief.\n", "Be kind.\nBe clear.\n") == [
        Change("same", "Be kind.\n"),
        Change("same", "Be "),
        Change("removed", "brief."),
        Change("added", "clear."),
        Change("same", "\n"),
    ]


def test_a_passage_too_long_for_words_is_compared_by_lines() -> None:
    old, new = "word " * 2001, "other " * 2001
    assert text_changes(old, new) == [Change("removed", old), Change("added", new)]
