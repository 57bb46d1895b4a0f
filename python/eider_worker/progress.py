"""How far a block is: as it says itself, or as its progress bars show."""

import importlib.abc
import importlib.util
import sys
import time

from .task import current

_INTERVAL = 0.1
"""Seconds between two messages at least: nobody sees more."""

_last = {}
"""When the block of now was told last, by the mark of its task."""


def report(fraction):
    """Tells the runner a share of 0 to 1. What comes in quick succession is left out, except the end."""
    channel, now = current.channel, time.monotonic()
    # in a process that the block has started, the channel is not its own
    if channel is None or not channel.is_own():
        return
    mark = current.task["mark"]
    if now - _last.get(mark, -_INTERVAL) < _INTERVAL and fraction < 1:
        return
    _last.clear()
    _last[mark] = now
    channel.send({"type": "progress", "fraction": min(max(fraction, 0.0), 1.0)})


class _TqdmFinder(importlib.abc.MetaPathFinder):
    """Finds the module of tqdm's bars as everybody else does, and has it watched once it is loaded."""

    def find_spec(self, name, path, target=None):
        if name != "tqdm.std":
            return None
        for finder in sys.meta_path:
            found = None if finder is self or not hasattr(finder, "find_spec") else finder.find_spec(name, path, target)
            if found is not None and found.loader is not None:
                _watch_when_loaded(found.loader)
                return found
        return None


def _watch_when_loaded(loader):
    execute = loader.exec_module

    def exec_module(module):
        execute(module)
        _watch(module)

    try:
        loader.exec_module = exec_module
    except AttributeError:  # a loader that cannot be changed: then its bars are in the log only
        pass


def _watch(module):
    bar = getattr(module, "tqdm", None)
    shown = getattr(bar, "display", None)
    if shown is None:
        return

    def display(self, *args, **kwargs):
        result = shown(self, *args, **kwargs)
        # of bars inside a bar, the outer one tells
        if self.total and not getattr(self, "pos", 0):
            report(self.n / self.total)
        return result

    bar.display = display


def watch_bars():
    """From now on, bars of tqdm whose end is known tell how far the block is."""
    sys.meta_path.insert(0, _TqdmFinder())
