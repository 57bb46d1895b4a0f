"""What a block can tell Eider while it runs. Outside a run, in pytest for instance, it does nothing.

    from eider import progress

    for done, file in enumerate(files):
        progress(done / len(files))
"""

__all__ = ["progress"]


def progress(fraction):
    """Tells how much of the block's work is done: a number from 0 to 1. Bars of tqdm are told by themselves."""
    from eider_worker.progress import report

    if isinstance(fraction, bool) or not 0 <= fraction <= 1:
        raise ValueError(f"progress() takes a number from 0 to 1, not {fraction!r}.")
    report(float(fraction))
