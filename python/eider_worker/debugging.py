"""Lets a debugger attach to the worker, and stops it where a block fails.

What debugs is debugpy: of the editor's Python Debugger extension, or what the interpreter has. To it this package and the
stand-in of mage_ai are libraries, so "just my code" shows and steps through the author's code alone.
"""

import os
import site
import sys
import sysconfig
import threading

from .failures import BlockError

_PACKAGES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_state = {"waited": False}


def wait_for_client(task, channel):
    """Listens and waits, once for each process, until a debugger has attached; tells the runner where."""
    wanted = task.get("debug")
    if wanted is None or _state["waited"]:
        return
    _state["waited"] = True
    debugpy = _load(wanted["debugpy"])
    try:
        _host, port = debugpy.listen(("127.0.0.1", wanted["port"]))
    except RuntimeError as error:
        raise BlockError(
            "debugger_failed",
            f"The debugger cannot listen on port {wanted['port']} of 127.0.0.1: {error}.",
            "Name another port, or none for one that is free.",
        ) from None
    channel.send({"type": "debugger", "port": port})
    limit = threading.Timer(wanted["patience"], debugpy.wait_for_client.cancel)
    limit.daemon = True
    limit.start()
    debugpy.wait_for_client()
    limit.cancel()
    if not debugpy.is_client_connected():
        raise BlockError(
            "debugger_absent",
            f"No debugger attached to 127.0.0.1:{port} within {wanted['patience']:g} seconds, so the block did not begin.",
            "Debug the block again, and attach while it waits.",
        )


def stop_at_failure(task):
    """Stops where an error came from, when the debugger stops at uncaught ones: the worker catches them all."""
    if task.get("debug") is None or not _state["waited"]:
        return
    try:
        import pydevd

        debugger = pydevd.get_global_debugger()
        thread = threading.current_thread()
        info = debugger.set_additional_thread_info(thread)
        info.is_tracing += 1
        try:
            debugger.stop_on_unhandled_exception(debugger, thread, info, sys.exc_info())
        finally:
            info.is_tracing -= 1
    except Exception as error:  # of another version of the debugger: then the failure alone tells
        sys.stderr.write(f"The debugger does not stop at the error: {type(error).__name__}: {error}\n")


def _libraries():
    """Folders of code that is not the author's."""
    folders = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [os.path.dirname(os.__file__), site.getusersitepackages(), *site.getsitepackages()]
    folders += [folder for folder in sys.path if os.path.basename(folder) in ("site-packages", "dist-packages")]
    folders = [folder for folder in [*folders, _PACKAGES] if folder]
    return sorted({place for folder in folders for place in (folder, os.path.realpath(folder))})


def _load(folder):
    # both are read when it is loaded
    os.environ.setdefault("LIBRARY_ROOTS", os.pathsep.join(_libraries()))
    # the modules of Python itself that are frozen are no business of a block's author
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    places = [] if folder is None else [folder]
    sys.path[:0] = places
    try:
        import debugpy

        return debugpy
    except ImportError as error:
        raise BlockError(
            "package_missing",
            f"Debugging needs the Python package debugpy, which {sys.executable} cannot load: {error}.",
            f"Install it: {sys.executable} -m pip install debugpy",
            packages=["debugpy"],
        ) from None
    finally:
        for place in places:
            sys.path.remove(place)
