"""Language models: one Transformer, its tokenizer, sampling, and Hugging Face checkpoints."""

import gc


def warm_up() -> None:
    """Make the window's worker ready: pay torch's start-up costs now, and leave the window a core.

    The costs are its import, and 1.5 s for the first optimizer.
    """
    import torch

    from studio.lm.device import leave_a_core_to_the_window

    leave_a_core_to_the_window()
    weight = torch.nn.Parameter(torch.ones(2, 2))
    optimizer = torch.optim.AdamW([weight])
    (weight @ weight).sum().backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    # Torch's hundreds of thousands of objects never go away: without this, each full collection
    # walks them all, and holds the window for 200 ms.
    gc.freeze()
