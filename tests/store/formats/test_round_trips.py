"""There and back: what one project exports, another imports without loss."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.store import labels, prompts, schema
from studio.store.engine import Store, open_store
from studio.store.formats.cells import guard, unguard
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.label_rows import (
    Origin,
    find_or_add_labeler,
    insert_comparison,
    insert_demonstration,
)
from studio.store.prompts import insert_prompts, insert_response_set, text_hash
from studio.store.ratings import insert_rating, ratings_of_set
from studio.store.records import COMPARISON_MODES, Marks, NewPrompt, NewResponse

Given = list[dict[str, Any]]
FILE_TYPES = [
    "jsonl",
    "json",
    "csv",
    pytest.param(
        "parquet",
        marks=pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not here"),
    ),
]

MOMENTS = st.integers(0, 10**15).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(0, 0, n)
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WRITTEN = TEXT.filter(str.strip)
LABELERS = st.sampled_from([("Ann", False), ("Bob Ä", False), ("Robot", True)])
SECONDS = st.floats(0, 1e6)


@st.composite
def comparison(draw: st.DrawFn, size: int) -> dict[str, Any]:
    order = draw(st.permutations(range(size)))
    cuts = sorted({0, size, *draw(st.lists(st.integers(0, size)))})
    return {
        "labeler": draw(LABELERS),
        # The last ones may be left unranked
        "groups": [list(order[a:b]) for a, b in pairwise(cuts)][: draw(st.integers(1, size))],
        "mode": draw(st.sampled_from(COMPARISON_MODES)),
        "none_acceptable": draw(st.booleans()),
        "shown_order": draw(st.permutations(range(size))),
        "origin": draw(origins),
    }


origins = st.builds(Origin, SECONDS, st.none() | st.just("abc"), st.just("0.0.9"), MOMENTS)


def marks(size: int) -> st.SearchStrategy[Marks]:
    """What is said of one of so many responses; the id is its place. Some of it is not nothing."""
    said = st.builds(
        Marks,
        st.integers(0, size - 1),
        st.none() | st.integers(1, 7),
        st.lists(WRITTEN, max_size=2, unique=True).map(tuple),
        TEXT.map(str.strip),
        SECONDS,
    )
    return said.filter(lambda made: not made.empty)


@st.composite
def response_set(draw: st.DrawFn) -> dict[str, Any]:
    texts = draw(st.lists(TEXT, min_size=2, max_size=4))
    sampling = st.dictionaries(
        TEXT, st.floats(allow_nan=False, allow_infinity=False) | TEXT, max_size=2
    )
    return {
        "responses": [
            NewResponse(
                text, None, draw(sampling), draw(st.integers(0, 2**62)), draw(st.booleans())
            )
            for text in texts
        ],
        "sampled_at": draw(MOMENTS),
        "ratings": draw(
            st.lists(
                st.tuples(LABELERS, marks(len(texts)), origins),
                max_size=3,
                unique_by=lambda rating: (rating[0], rating[1].response_id),
            )
        ),
        "comparisons": draw(
            st.lists(
                comparison(len(texts)),
                max_size=2,
                unique_by=lambda c: (c["labeler"], str(c["groups"])),
            )
        ),
    }


demonstration = st.fixed_dictionaries({"labeler": LABELERS, "text": WRITTEN, "origin": origins})
new_prompt = st.builds(
    NewPrompt,
    WRITTEN,
    st.sampled_from(["en", "de", "fr-CA"]),
    st.lists(TEXT, max_size=2).map(tuple),
    st.none() | st.sampled_from(["sft", "ppo", "heldout"]),
)


def prompt_key(item: dict[str, Any]) -> bytes:
    return text_hash(item["prompt"].text)


projects = st.lists(
    st.fixed_dictionaries(
        {
            "prompt": new_prompt,
            "demonstrations": st.lists(
                demonstration, max_size=2, unique_by=lambda d: (d["labeler"], d["text"])
            ),
            "sets": st.lists(
                response_set(),
                max_size=2,
                unique_by=lambda s: tuple(response.text for response in s["responses"]),
            ),
        }
    ),
    max_size=4,
    unique_by=prompt_key,
)


def build(store: Store, project: Given) -> None:
    with store.write() as session:
        for item in project:
            ((prompt_id, _),) = insert_prompts(session, [item["prompt"]])
            for made in item["demonstrations"]:
                labeler = find_or_add_labeler(session, *made["labeler"])
                insert_demonstration(session, prompt_id, made["text"], labeler.id, made["origin"])
            for given in item["sets"]:
                row = insert_response_set(
                    session, prompt_id, given["responses"], given["sampled_at"]
                )
                session.flush()
                ids = [response.id for response in row.responses]
                for made in given["comparisons"]:
                    labeler = find_or_add_labeler(session, *made["labeler"])
                    groups = [[ids[place] for place in group] for group in made["groups"]]
                    shown = [ids[place] for place in made["shown_order"]]
                    insert_comparison(
                        session,
                        row,
                        groups,
                        shown,
                        labeler.id,
                        made["origin"],
                        mode=made["mode"],
                        none_acceptable=made["none_acceptable"],
                        partial=True,
                    )
                for who, said, origin in given["ratings"]:
                    labeler = find_or_add_labeler(session, *who)
                    said = replace(said, response_id=ids[said.response_id])
                    origin = replace(origin, seconds=said.seconds)
                    insert_rating(session, said, labeler.id, origin)


def content(store: Store) -> list[Any]:
    """All that a store holds, without the ids, which are the store's own."""
    people = {
        labeler.id: (labeler.name, labeler.synthetic) for labeler in labels.list_labelers(store)
    }

    def origin(label: Any) -> tuple[Any, ...]:
        return (
            people[label.labeler_id],
            label.seconds,
            label.created_at,
            label.program_version,
            label.guideline_version,
        )

    def set_content(set_id: int) -> tuple[Any, ...]:
        shown = prompts.get_response_set(store, set_id)
        places = {response.id: place for place, response in enumerate(shown.responses)}
        return (
            [
                (r.text, r.sampling, r.seed, r.finished, r.created_at.isoformat())
                for r in shown.responses
            ],
            [
                (
                    [[places[id] for id in group] for group in label.groups],
                    [places[id] for id in label.shown_order],
                    label.synthetic,
                    label.mode,
                    label.none_acceptable,
                    origin(label),
                )
                for label in labels.comparisons(store)
                if label.set_id == set_id
            ],
            sorted(
                (places[r.response_id], people[r.labeler_id], r.quality or 0, *_rest(r))
                for r in ratings_of_set(store, set_id)
            ),
        )

    with store.read() as session:
        sets = [(row.prompt_id, row.id) for row in session.query(schema.ResponseSet).order_by("id")]
    return [
        (
            (prompt.text, prompt.language, prompt.tags, prompt.split),
            [
                (label.text, origin(label))
                for label in labels.demonstrations(store)
                if label.prompt.id == prompt.id
            ],
            [set_content(set_id) for prompt_id, set_id in sets if prompt_id == prompt.id],
        )
        for prompt in prompts.page_prompts(store)
    ]


def _rest(rating: Any) -> tuple[Any, ...]:
    return rating.flags, rating.notes, rating.seconds, rating.created_at


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store to copy, which is quicker than to make one."""
    path = tmp_path_factory.mktemp("empty") / "studio.sqlite"
    open_store(path).close()
    return path


@pytest.mark.parametrize("file_type", FILE_TYPES)
@given(project=projects)
@settings(max_examples=25, deadline=None)
def test_an_export_is_imported_without_loss(
    empty_store: Path, file_type: str, project: Given
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, again = folder / f"all.{file_type}", folder / f"again.{file_type}"
        for copy in ("first", "second"):
            shutil.copyfile(empty_store, folder / copy)
        with closing(open_store(folder / "first")) as first:
            build(first, project)
            rows = export_file(first, file).rows
            before = content(first)
            me = labels.add_labeler(first, "Me")
            report = import_file(first, file, labeler_id=me.id)
            assert (report.duplicates, report.bad_rows) == (rows, ())
            assert content(first) == before
        with closing(open_store(folder / "second")) as second:
            me = labels.add_labeler(second, "Me")
            report = import_file(second, file, labeler_id=me.id)
            assert (report.duplicates, report.bad_rows) == (0, ())
            assert report.prompts == len(project)
            assert content(second) == before
            export_file(second, again)
        assert again.read_bytes() == file.read_bytes()


@given(TEXT | st.text("'=+-@\t\ra", max_size=6))
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguard(guard(text)) == text
