"""RLHF Studio: label and train language models by human feedback."""

__version__ = "0.1.0"
