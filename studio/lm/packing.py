"""Rows of tokens laid end to end: no padding is computed, and what rows begin alike only once.

All of a Transformer but attention treats each token by itself. So it reads the N tokens that there
are; for attention alone they are spread over padded rows, and gathered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class Packing:
    """N tokens and the B rows of at most T places in which they stand.

    ids [N]; places [N]: how many tokens stand before each in its row; rows [B, T]: which token
    stands where, beyond a row's end the first one; homes [N]: where, in the rows flattened, each
    token stands first. A token of several rows is preceded by the same tokens in each.
    `kept` [M] are the tokens that a layer goes on with after its attention, and homes [M] then
    theirs; None is all.
    """

    ids: Tensor
    places: Tensor
    rows: Tensor
    homes: Tensor
    kept: Tensor | None = None

    @classmethod
    def of(
        cls, rows: Sequence[tuple[Sequence[int], Sequence[int]]], device: torch.device | str = "cpu"
    ) -> Packing:
        """Rows of a prompt's and a response's ids; rows of the same prompt share its tokens.

        Raises `ValueError` where there are no rows.
        """
        width = max(len(prompt) + len(response) for prompt, response in rows)
        ids: list[int] = []
        places: list[int] = []
        homes: list[int] = []
        laid: dict[tuple[int, ...], range] = {}
        standing: list[list[int]] = []

        def lay(some: Iterable[int], row: int, place: int) -> range:
            before = len(ids)
            ids.extend(some)
            new = range(before, len(ids))
            places.extend(range(place, place + len(new)))
            homes.extend(range(row * width + place, row * width + place + len(new)))
            return new

        for row, (prompt, response) in enumerate(rows):
            if (key := tuple(prompt)) not in laid:
                laid[key] = lay(prompt, row, 0)
            there = [*laid[key], *lay(response, row, len(prompt))]
            standing.append(there + [0] * (width - len(there)))
        told = (ids, places, standing, homes)
        return cls(*(torch.tensor(some, dtype=torch.long, device=device) for some in told))

    def spread(self, x: Tensor) -> Tensor:
        """Of each token [N, ...] to each place [B, T, ...]; gradients of shared tokens add up."""
        return x.index_select(0, self.rows.flatten()).view(*self.rows.shape, *x.shape[1:])

    def gather(self, x: Tensor) -> Tensor:
        """Of each place [B, T, ...] back to each token [N, ...] or [M, ...]."""
        return x.flatten(0, 1).index_select(0, self.homes)

    def rounded(self) -> Packing:
        """The same rows, and behind the N tokens a few more that belong to none.

        Of numbers like N few are left then. For each, oneDNN makes and keeps a program (for
        products in bfloat16), which takes milliseconds and up to a megabyte.
        """
        more = rounded_up(len(self.ids)) - len(self.ids)
        ids, places, homes = (
            F.pad(some, (0, more)) for some in (self.ids, self.places, self.homes)
        )
        return replace(self, ids=ids, places=places, homes=homes)

    def keeping(self, tokens: Tensor) -> Packing:
        """The same rows for a layer of which only these tokens [M] are read."""
        return replace(self, kept=tokens, homes=self.homes[tokens])

    def keep(self, x: Tensor) -> Tensor:
        """Of all tokens [1, N, H] those that are kept."""
        return x if self.kept is None else x.index_select(1, self.kept)


def rounded_up(count: int) -> int:
    """The next number of which there are 16 between a power of two and the next."""
    step = max(1, 1 << max(0, count - 1).bit_length() >> 5)
    return -(-count // step) * step
