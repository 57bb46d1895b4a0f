"""How the stand-in for ``mage_ai`` and an installed Mage make one package.

What the stand-in has is used, down to the single name; everything else comes from the installed one. Without one, a name
that the stand-in does not have says so.
"""

import dis
import importlib.abc
import importlib.util
import os
import sys
from importlib.machinery import PathFinder, SourceFileLoader

from .failures import BlockError
from .unsupported import UNSUPPORTED, unsupported_class

_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_HIDDEN = ":installed"
"""Marks, in ``sys.modules``, a module of the installed Mage that one of the stand-in hides."""


class NotInStandIn(BlockError, ModuleNotFoundError):
    """A module or a name that neither the stand-in nor an installed Mage has."""

    def __init__(self, name, installed):
        super().__init__(
            "mage_name_missing",
            f"Eider's stand-in for mage_ai has no {name}"
            + (", nor has the Mage that is installed." if installed else ", and Mage itself is not installed."),
            "Look whether it is spelled right."
            if installed
            else f"Install Mage beside it, and what the stand-in lacks is taken from there: {sys.executable} -m pip install mage-ai",
        )
        self.name = "mage_ai"  # and so `from package import name` does not take it for a name that is no module


def install():
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def folders(name, own):
    """The folders of the top package: the stand-in's own, and those of an installed Mage."""
    elsewhere = [place for place in sys.path if os.path.abspath(place or os.curdir) != _OWN]
    found = PathFinder.find_spec(name, elsewhere)
    # a mere folder of that name is no Mage
    there = found is not None and found.origin is not None and found.submodule_search_locations
    return [*own, *(found.submodule_search_locations if there else [])]


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if not name.startswith("mage_ai.") or name.endswith(_HIDDEN):
            return None
        own = PathFinder.find_spec(name, [place for place in path or [] if _is_own(place)])
        installed = _installed(name, path or [])
        if own is None:
            return installed or _without_mage(name, path or [])
        spec = importlib.util.spec_from_file_location(name, own.origin, loader=_Loader(name, own.origin))
        if own.submodule_search_locations is not None:
            more = (installed.submodule_search_locations or []) if installed is not None else []
            spec.submodule_search_locations = [*own.submodule_search_locations, *more]
        return spec


def _without_mage(name, path):
    parent, _, last = name.rpartition(".")
    if parent == "mage_ai.io" and last in UNSUPPORTED:
        return importlib.util.spec_from_loader(name, _UnsupportedLoader(last))
    raise NotInStandIn(name, any(not _is_own(place) for place in path))


def _is_module(name, path):
    """Whether a package has a module of that name, the stand-in's or that of the installed Mage."""
    if name.startswith("mage_ai.io.") and name.rpartition(".")[2] in UNSUPPORTED:
        return True
    return PathFinder.find_spec(name, list(path)) is not None


def _is_own(place):
    return os.path.abspath(place).startswith(_OWN + os.sep)


def _installed(name, path):
    there = [place for place in path if not _is_own(place)]
    return PathFinder.find_spec(name, there) if there else None


class _Loader(SourceFileLoader):
    """Loads a module of the stand-in, and lets it look for further names in the one of the installed Mage."""

    def exec_module(self, module):
        super().exec_module(module)
        module.__getattr__ = lambda name: _other_name(module, name)


class _UnsupportedLoader(importlib.abc.Loader):
    def __init__(self, module):
        self._module = module

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = UNSUPPORTED[self._module][0]
        setattr(module, name, unsupported_class(f"{module.__name__}.{name}", self._module))
        module.__getattr__ = lambda other: _other_name(module, other)


def _other_name(module, name):
    missing = AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
    if name.startswith("__"):
        raise missing
    if hasattr(module, "__path__") and _is_module(f"{module.__name__}.{name}", module.__path__):
        raise missing  # which the import system loads
    parent = sys.modules[module.__name__.rpartition(".")[0]]
    hidden = _hidden(module.__name__, getattr(parent, "__path__", []))
    if hidden is not None and hasattr(hidden, name):
        return getattr(hidden, name)
    # looking whether a name is there must not fail in another way than elsewhere; importing it may say why
    frame = sys._getframe(2)
    if frame.f_code.co_code[frame.f_lasti] == dis.opmap["IMPORT_FROM"]:
        raise NotInStandIn(f"{module.__name__}.{name}", hidden is not None)
    raise missing


def _hidden(name, path):
    """The module of the installed Mage that one of the stand-in hides; None where there is none."""
    alias = name + _HIDDEN
    if alias not in sys.modules:
        found = _installed(name, path)
        if found is None or found.origin is None:
            return None
        spec = importlib.util.spec_from_file_location(alias, found.origin)
        module = importlib.util.module_from_spec(spec)
        module.__package__ = name if found.submodule_search_locations is not None else name.rpartition(".")[0]
        sys.modules[alias] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[alias]
            raise
    return sys.modules[alias]
