"""Which packages the interpreter has."""

import importlib.util
import sys

_known = {}


def has(module):
    """Whether a package is there, without importing it."""
    if module in sys.modules:
        return True
    if module not in _known:
        _known[module] = importlib.util.find_spec(module) is not None
    return _known[module]


def version(package):
    """The version of a package that is imported, or None."""
    found = getattr(sys.modules.get(package), "__version__", None)
    return found if isinstance(found, str) else None
