"""The modules of a project: found from its folders, and loaded anew for every block."""

import importlib
import importlib.util
import os
import sys

from . import sources
from .decorators import DECORATORS

_roots = []
_own = []
_PACKAGES = {"site-packages", "dist-packages"}
"""Folders of an environment in the project: what lies there is not the project's own."""
_WORKER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def use_project(folders, own):
    """Puts folders before everything else that is importable, in their order.

    Of them ``own`` are the project's: the folder above is only there to import the project by its name.
    """
    for folder in _roots:
        while folder in sys.path:
            sys.path.remove(folder)
    _roots[:] = [os.path.abspath(folder) for folder in folders]
    _own[:] = [os.path.abspath(folder) for folder in own]
    # behind the worker and its stand-in for mage_ai
    at = sys.path.index(_WORKER) + 1 if _WORKER in sys.path else 0
    sys.path[at:at] = _roots
    sources.forget_finders(_is_imported_from)
    importlib.invalidate_caches()


def forget_project():
    """Drops the modules that lie in the project: the next block sees them as they are then. Packages stay loaded."""
    for name, module in list(sys.modules.items()):
        if name != "__main__" and _is_inside(module):
            del sys.modules[name]


def load_from_project(name):
    """Imports the file of a block, which may count on its decorators being there."""
    if name in sys.modules or not _own:
        return
    try:
        importlib.import_module(name)
        return
    except (ImportError, NameError):
        pass
    for root in _own:
        file = os.path.join(root, *name.split(".")) + ".py"
        if os.path.isfile(file):
            spec = importlib.util.spec_from_file_location(name, file)
            module = importlib.util.module_from_spec(spec)
            module.__dict__.update(DECORATORS)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[name]
                raise
            return


def name_of(file):
    """The dotted name under which a file of the project is importable, so that what it defines can be pickled."""
    for root in sorted(_roots, key=len, reverse=True):
        try:
            relative = os.path.relpath(file, root)
        except ValueError:  # another drive
            continue
        if not relative.startswith(os.pardir):
            return os.path.splitext(relative)[0].replace(os.sep, ".")
    return os.path.splitext(os.path.basename(file))[0]


def _is_inside(module):
    file = getattr(module, "__file__", None)
    places = [file] if isinstance(file, str) else list(getattr(module, "__path__", ()))
    return any(_belongs(place) for place in places if isinstance(place, str))


def _belongs(place):
    place = os.path.abspath(place)
    if place.startswith(_WORKER + os.sep):
        return False
    below = [place[len(root) + 1 :] for root in _own if place == root or place.startswith(root + os.sep)]
    return any(not _PACKAGES.intersection(relative.split(os.sep)) for relative in below)


def _is_imported_from(folder):
    return _belongs(folder) or os.path.abspath(folder) in _roots


sources.load_from_source(_is_imported_from)
