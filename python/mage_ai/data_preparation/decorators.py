"""The decorators of blocks. Bare or called, they give the function back."""

from eider_worker.decorators import DECORATORS

globals().update(DECORATORS)
__all__ = list(DECORATORS)
