"""A plain row as the values that it is made of, for rows that wait outside of memory."""

from __future__ import annotations

from itertools import chain
from typing import Any

from studio.store.formats.file_row import FileRating, FileRow


def row_values(row: FileRow) -> dict[str, Any]:
    """What `file_row` makes this very row of again, which is plain, as JSON can keep it."""
    prompt, origin, responses = row.prompt, row.origin, row.responses
    values: dict[str, Any] = {
        "prompt": prompt.text,
        "language": prompt.language,
        "tags": list(prompt.tags),
        "split": prompt.split,
        "demonstration": row.demonstration,
        "groups": row.groups,
        "mode": row.mode,
        "none_acceptable": row.none_acceptable,
        "ratings": [_rating_values(rating) for rating in row.ratings],
        "shown_order": row.shown_order,
        "labeler": row.labeler,
        "synthetic": row.synthetic,
        "hasty": row.hasty,
        "seconds": origin.seconds,
        "guideline_version": origin.guideline_version,
        "program_version": origin.program_version,
        "created_at": origin.created_at and origin.created_at.isoformat(),
        "sampled_at": row.sampled_at and row.sampled_at.isoformat(),
    }
    if responses:
        values |= {
            "responses": [response.text for response in responses],
            "sampling": [response.sampling for response in responses],
            "seeds": [response.seed for response in responses],
            "finished": [response.finished for response in responses],
        }
        ranked = set(chain(*row.groups))
        values["unranked"] = [place for place in range(len(responses)) if place not in ranked]
    return {name: value for name, value in values.items() if value is not None}


def _rating_values(rating: FileRating) -> dict[str, Any]:
    marks, origin = rating.marks, rating.origin
    values = {
        "response": marks.response_id,
        "quality": marks.quality,
        "flags": marks.flags,
        "notes": marks.notes,
        "seconds": marks.seconds,
        "hasty": rating.hasty,
        "program_version": origin.program_version,
        "created_at": origin.created_at and origin.created_at.isoformat(),
    }
    told = {name: value for name, value in values.items() if value is not None}
    return told | {"guideline_version": origin.guideline_version}  # without, it were the label's
