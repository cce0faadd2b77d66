"""LLMBar: two outputs and which of them is better. Source: princeton-nlp/LLMBar."""

from __future__ import annotations

from collections.abc import Iterator

from studio.errors import InputError
from studio.store.formats.format import CARRIED, Format, carried, each, pair, text
from studio.store.formats.items import Values


def _rows(values: Values) -> Iterator[Values]:
    """The better one is counted from 1; or, where the outputs are a list, from 0."""
    if "responses" in values:
        prompt, responses = text(values, "prompt"), values["responses"]
        best = values["preferred"]
    else:
        prompt = text(values, "input")
        responses = [text(values, "output_1"), text(values, "output_2")]
        best = values["label"] - 1 if isinstance(values["label"], int) else None
    if not isinstance(responses, list) or len(responses) != 2:
        raise InputError("row_field", name="responses")
    if isinstance(best, bool) or best not in (0, 1):
        raise InputError("row_field", name="preferred" if "preferred" in values else "label")
    chosen, rejected = responses[best], responses[1 - best]
    if not isinstance(chosen, str) or not isinstance(rejected, str):
        raise InputError("row_field", name="responses")
    pair(prompt, chosen, rejected)  # for its check; the order of the file is kept
    row = {**carried(values), "prompt": prompt, "responses": responses}
    row["groups"] = [[best], [1 - best]]
    yield {**row, "tags": [values["part"]]} if isinstance(values.get("part"), str) else row


LLMBAR = Format(
    "llmbar",
    lambda v: "preferred" in v or {"input", "output_1", "output_2", "label"} <= v.keys(),
    each(_rows),
    keys=("input", "output_1", "output_2", "label", "part", *CARRIED),
)
