"""What a block may change of its process, and the next block must not see."""

import builtins
import locale
import logging
import os
import random
import signal
import socket
import sys
import threading
import warnings


class CleanState:
    """The state of the process as it is when this is made, to go back to.

    Packages stay loaded, and so does what they have set up for themselves: their own loggers, and what they say about
    warnings of modules that they name.
    """

    def __init__(self):
        self._environment = dict(os.environ)
        self._path = list(sys.path)
        self._arguments = list(sys.argv)
        self._hooks = (sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook)
        self._recursion = sys.getrecursionlimit()
        self._switch = sys.getswitchinterval()
        self._builtins = dict(builtins.__dict__)
        self._filters = list(warnings.filters)
        self._show = (warnings.showwarning, warnings.formatwarning)
        self._locale = locale.setlocale(locale.LC_ALL)
        self._signals = {number: signal.getsignal(number) for number in signal.valid_signals()}
        self._umask = _umask()
        self._loggers = {name: _logger_state(found) for name, found in _loggers()}
        self._last_resort = logging.lastResort

    def restore(self):
        if dict(os.environ) != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)
        sys.path[:], sys.argv[:] = self._path, self._arguments
        sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook = self._hooks
        sys.setrecursionlimit(self._recursion)
        sys.setswitchinterval(self._switch)
        self._restore_builtins()
        self._restore_warnings()
        if locale.setlocale(locale.LC_ALL) != self._locale:
            locale.setlocale(locale.LC_ALL, self._locale)
        self._restore_signals()
        os.umask(self._umask)
        socket.setdefaulttimeout(None)
        self._restore_logging()
        _forget_numbers()

    def _restore_builtins(self):
        names = builtins.__dict__
        for name in [name for name in names if name not in self._builtins]:
            del names[name]
        names.update(self._builtins)

    def _restore_warnings(self):
        # a filter that names a module or a text was most likely set by the package that it is about
        own = [found for found in warnings.filters if found in self._filters or found[1] is not None or found[3] is not None]
        missing = [found for found in self._filters if found not in own]
        warnings.resetwarnings()  # what was told once is told again
        warnings.filters[:] = own + missing
        warnings.showwarning, warnings.formatwarning = self._show

    def _restore_signals(self):
        for number, handler in self._signals.items():
            # None: not set from Python, as that of faulthandler
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        if hasattr(signal, "alarm"):
            signal.alarm(0)

    def _restore_logging(self):
        logging.disable(logging.NOTSET)
        logging.lastResort = self._last_resort
        for name, found in _loggers():
            state = self._loggers.get(name)
            if state is None and _is_of_package(name):
                continue
            level, propagate, disabled, handlers, filters = state or (logging.NOTSET, True, False, [], [])
            found.setLevel(level)
            found.propagate, found.disabled = propagate, disabled
            found.handlers[:], found.filters[:] = handlers, filters


def _umask():
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _loggers():
    """The loggers that there are, by name; the root's is empty."""
    named = [(name, found) for name, found in logging.root.manager.loggerDict.items() if isinstance(found, logging.Logger)]
    return [("", logging.root), *named]


def _logger_state(found):
    return found.level, found.propagate, found.disabled, list(found.handlers), list(found.filters)


def _is_of_package(name):
    """Whether a logger is called like a package that is loaded; modules of the project are no longer."""
    return bool(name) and name.split(".")[0] in sys.modules


def _forget_numbers():
    """Seeds of random numbers, and how decimal numbers are rounded."""
    random.seed()
    decimal = sys.modules.get("decimal")
    if decimal is not None:
        decimal.setcontext(decimal.Context())
    numpy = sys.modules.get("numpy")
    seed = getattr(getattr(numpy, "random", None), "seed", None)
    if seed is not None:
        seed()
