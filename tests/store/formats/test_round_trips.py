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
from sqlalchemy.orm import Session

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
    withdraw_comparison_row,
    withdraw_demonstration_row,
)
from studio.store.prompts import insert_prompts, insert_response_set, text_hash
from studio.store.ratings import insert_rating, ratings_of_set
from studio.store.records import COMPARISON_MODES, Comparison, Marks, NewPrompt, NewResponse

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
RATED = ["once", "withdrawn", "repeated", "repeated, withdrawn"]
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
        "hasty": draw(st.booleans()),
    }


@st.composite
def line(draw: st.DrawFn, size: int) -> dict[str, Any]:
    """A comparison, how it was revised, whether it was withdrawn, and its repeat, if any."""
    versions = st.lists(comparison(size), min_size=1, max_size=3)
    return {
        "versions": draw(versions),
        "withdrawn": draw(st.booleans()),
        "repeat": draw(st.none() | versions),
        "repeated_version": draw(st.integers(0, 2)),
        "repeat_withdrawn": draw(st.booleans()),
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
                st.tuples(
                    LABELERS, marks(len(texts)), origins, st.sampled_from(RATED), st.booleans()
                ),
                max_size=5,
            )
        ),
        "comparisons": draw(st.lists(line(len(texts)), max_size=2)),
        "gold": draw(st.booleans()),
        "added_later": draw(st.booleans()),
        "skipped": draw(st.none() | LABELERS),
    }


demonstration = st.fixed_dictionaries(
    {
        "labeler": LABELERS,
        "versions": st.lists(st.tuples(WRITTEN, origins), min_size=1, max_size=3),
        "withdrawn": st.booleans(),
    }
)
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
                demonstration,
                max_size=2,
                unique_by=lambda d: (d["labeler"], d["versions"][-1][0]),
            ),
            "skipped": st.none() | LABELERS,
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


class Builder:
    """Makes a project as people would: no two labels of one labeler at the same moment."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.seconds = 0
        self.judged: set[tuple[Any, ...]] = set()

    def at(self, origin: Origin) -> Origin:
        moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=self.tick())
        assert origin.created_at is not None
        return replace(origin, created_at=moment.replace(microsecond=origin.created_at.microsecond))

    def tick(self) -> int:
        self.seconds += 1
        return self.seconds

    def labeler(self, who: tuple[str, bool]) -> int:
        return find_or_add_labeler(self.session, *who).id

    def write(self, prompt_id: int, made: dict[str, Any]) -> None:
        last = None
        for text, origin in made["versions"]:
            labeler_id = self.labeler(made["labeler"])
            last = insert_demonstration(
                self.session, prompt_id, text, labeler_id, self.at(origin), last and last.id
            )
            self.session.flush()
        if made["withdrawn"] and last is not None:
            withdraw_demonstration_row(self.session, last.id)

    def rank(
        self,
        row: schema.ResponseSet,
        versions: list[dict[str, Any]],
        withdrawn: bool,
        repeat_of: schema.Comparison | None = None,
    ) -> list[schema.Comparison]:
        """Without what the same labeler has said of the set before, which counts once."""
        ids = [response.id for response in row.responses]
        written: list[schema.Comparison] = []
        for made in versions:
            who = made["labeler"] if repeat_of is None or written else None
            labeler_id = repeat_of.labeler_id if who is None else self.labeler(who)
            key = (row.id, labeler_id, str(made["groups"]), repeat_of is not None)
            if key in self.judged:
                continue
            self.judged.add(key)
            comparison = insert_comparison(
                self.session,
                row,
                [[ids[place] for place in group] for group in made["groups"]],
                [ids[place] for place in made["shown_order"]],
                labeler_id,
                self.at(made["origin"]),
                written[-1].id if written else None,
                mode=made["mode"],
                none_acceptable=made["none_acceptable"],
                partial=True,
                repeat_of=None if written or repeat_of is None else repeat_of.id,
            )
            comparison.hasty = made["hasty"]
            self.session.flush()
            written.append(comparison)
        if withdrawn and written:
            withdraw_comparison_row(self.session, written[-1].id)
        return written

    def rate(self, ids: list[int], given: tuple[Any, ...]) -> None:
        who, said, origin, how, is_hasty = given
        repeated, ended = "repeated" in how, "withdrawn" in how
        said = replace(said, response_id=ids[said.response_id])
        origin = self.at(replace(origin, seconds=said.seconds))
        made = insert_rating(self.session, said, self.labeler(who), origin, repeated=repeated)
        assert made is not None
        made.hasty = is_hasty
        self.session.flush()
        if ended:
            nothing = Marks(said.response_id)
            insert_rating(self.session, nothing, self.labeler(who), origin, repeated=repeated)

    def skip(self, kind: str, target_id: int, who: tuple[str, bool] | None) -> None:
        if who is not None:
            self.session.add(
                schema.Skip(
                    labeler_id=self.labeler(who), kind=kind, target_id=target_id, reason="why"
                )
            )


def build(store: Store, project: Given) -> None:
    with store.write() as session:
        builder = Builder(session)
        for item in project:
            ((prompt_id, _),) = insert_prompts(session, [item["prompt"]])
            builder.skip("demonstration", prompt_id, item["skipped"])
            for made in item["demonstrations"]:
                builder.write(prompt_id, made)
            for given in item["sets"]:
                row = insert_response_set(
                    session, prompt_id, given["responses"], given["sampled_at"]
                )
                if given["added_later"]:
                    row.responses[-1].created_at = given["sampled_at"] + timedelta(1)
                session.flush()
                ids = [response.id for response in row.responses]
                builder.skip("comparison", row.id, given["skipped"])
                if given["gold"]:
                    session.add(schema.Gold(set_id=row.id, groups=[ids[1:], ids[:1]]))
                for made in given["comparisons"]:
                    first = builder.rank(row, made["versions"], made["withdrawn"])
                    if made["repeat"] and first:
                        repeated = first[made["repeated_version"] % len(first)]
                        ended = made["repeat_withdrawn"]
                        builder.rank(row, made["repeat"], ended, repeated)
                for rating in given["ratings"]:
                    builder.rate(ids, rating)


def history(store: Store) -> list[Any]:
    """Every version of every label, what order is known, what was skipped, and what is derived."""
    told: list[Any] = []
    with store.read() as session:
        for kind in (schema.Demonstration, schema.Comparison, schema.Rating):
            rows = {row.id: row for row in session.query(kind)}
            moments = {id: row.created_at for id, row in rows.items()} | {None: None}
            told += sorted(
                (
                    kind.__name__,
                    row.created_at,
                    session.get_one(schema.Labeler, row.labeler_id).name,
                    row.live,
                    row.hasty,
                    (row.seconds, row.program_version, row.guideline_version),
                    str(row.withdrawn_at),
                    str(moments[row.revision_of]),
                    str(moments[getattr(row, "repeat_of", None)]),
                    getattr(row, "repeated", None),
                    getattr(row, "text", None) or getattr(row, "notes", None),
                )
                for row in rows.values()
            )
        for gold in session.query(schema.Gold).order_by("set_id"):
            places = {
                response.id: response.place
                for response in session.get_one(schema.ResponseSet, gold.set_id).responses
            }
            told.append(([[places[id] for id in g] for g in gold.groups], gold.created_at))
        for skip in session.query(schema.Skip).order_by("created_at"):
            labeler = session.get_one(schema.Labeler, skip.labeler_id)
            told.append((skip.kind, labeler.name, skip.reason, skip.created_at))
        told += [row.demonstrated for row in session.query(schema.Prompt).order_by("id")]
        sets = session.query(schema.ResponseSet).order_by("prompt_id", "id")
        told += [(row.ranked, row.ranked_by_human) for row in sets]
    return told


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
                for label in sorted(labels.comparisons(store), key=_is_repeat)
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


def _is_repeat(label: Comparison) -> bool:
    """Exports tell first judgements first."""
    return label.repeat_of is not None


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
            before, past = content(first), history(first)
            me = labels.add_labeler(first, "Me")
            report = import_file(first, file, labeler_id=me.id)
            assert (report.duplicates, report.bad_rows) == (rows, ())
            assert (content(first), history(first)) == (before, past)
        with closing(open_store(folder / "second")) as second:
            me = labels.add_labeler(second, "Me")
            report = import_file(second, file, labeler_id=me.id)
            assert (report.duplicates, report.bad_rows) == (0, ())
            assert report.prompts == len(project)
            assert (content(second), history(second)) == (before, past)
            with second.read() as session:
                kinds = (schema.Demonstration, schema.Comparison, schema.Rating)
                ended = [row for kind in kinds for row in session.query(kind) if not row.live]
                repeats = [c for c in labels.comparisons(second) if c.repeat_of is not None]
                assert report.revisions == len(ended)
                assert report.repeats == len(repeats)
                assert report.ratings == session.query(schema.Rating).filter_by(live=True).count()
                assert report.gold == session.query(schema.Gold).count()
                assert report.skips == session.query(schema.Skip).count()
            export_file(second, again)
        assert again.read_bytes() == file.read_bytes()


@given(TEXT | st.text("'=+-@\t\ra", max_size=6))
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguard(guard(text)) == text
