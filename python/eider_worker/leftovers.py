"""What a block has left behind that goes on: threads and processes."""

import sys
import threading

from . import experiments
from .usage import descendants

_SERVICES = (
    ("multiprocessing.resource_tracker", "_resource_tracker", "_pid"),
    ("multiprocessing.forkserver", "_forkserver", "_forkserver_pid"),
    ("joblib.externals.loky.backend.resource_tracker", "_resource_tracker", "_pid"),
)
"""Processes that packages keep for the whole life of this one: module, object and its attribute."""


def left_running():
    """What a block has left that goes on, in words; None when nothing does."""
    if "debugpy" in sys.modules:  # whose own thread and process stay until the end
        return None
    _end_reused_workers()
    threads = [thread for thread in threading.enumerate() if _goes_on(thread)]
    if threads:
        return "a thread" if len(threads) == 1 else f"{len(threads)} threads"
    services = {_attribute(*service) for service in _SERVICES}
    processes = [pid for pid in descendants() if pid not in services and not _has_ended(pid)]
    if processes:
        return "a process" if len(processes) == 1 else f"{len(processes)} processes"
    return None


def _goes_on(thread):
    return thread is not threading.main_thread() and not thread.daemon and not experiments.is_own_thread(thread)


def _attribute(module, name, attribute):
    return getattr(getattr(sys.modules.get(module), name, None), attribute, None)


def _end_reused_workers():
    """Those that joblib keeps for the next call, as scikit-learn's ``n_jobs`` does, with all the memory that they hold."""
    executor = getattr(sys.modules.get("joblib.externals.loky.reusable_executor"), "_executor", None)
    if executor is not None:
        executor.shutdown(wait=True, kill_workers=True)


def _has_ended(pid):
    """Whether a process is only there because nobody has asked how it ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as handle:
            return handle.read().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return True
