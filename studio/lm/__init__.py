"""Language models: one Transformer, its tokenizer, sampling, and Hugging Face checkpoints."""


def warm_up() -> None:
    """Pay torch's start-up costs now (its import, 1.5 s for the first optimizer)."""
    import torch

    weight = torch.nn.Parameter(torch.ones(2, 2))
    optimizer = torch.optim.AdamW([weight])
    (weight @ weight).sum().backward()  # type: ignore[no-untyped-call]
    optimizer.step()
