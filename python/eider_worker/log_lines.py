"""How messages of ``logging`` look in a block's log."""

import logging
import os
import sys
import sysconfig

_LIBRARY = [os.path.normcase(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")]


class LogHandler(logging.StreamHandler):
    """Prints to the block's log, wherever that is at the moment."""

    def __init__(self):
        super().__init__()
        self.setFormatter(logging.Formatter("%(levelname)s %(message)s"))

    @property
    def stream(self):
        return sys.stderr

    @stream.setter
    def stream(self, _):
        pass


class _LastResort(LogHandler):
    """Prints what nobody else handles: all of the project's own from INFO on, of packages only warnings and worse."""

    def emit(self, record):
        if record.levelno >= logging.WARNING or not os.path.normcase(record.pathname).startswith(tuple(_LIBRARY)):
            super().emit(record)


def set_up():
    """For when a block does not set up anything itself; what it does set up counts alone."""
    logging.root.setLevel(logging.INFO)
    logging.lastResort = _LastResort()
