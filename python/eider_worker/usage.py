"""What a block takes of the machine: processor time and memory."""

import os
import sys
import time

try:
    import resource
except ImportError:  # Windows, which tells of neither
    resource = None

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") and "SC_CLK_TCK" in os.sysconf_names else 100


class Usage:
    """Measures from when it is made."""

    def __init__(self):
        self._reset = _reset_peak()
        self._peak = _peak()
        self._cpu = _cpu()

    def measured(self):
        """Seconds of processor time, those of child processes included, and the most bytes that this process has held.

        The memory is None where the system only tells the peak of the process's whole life, and it was before.
        """
        peak = _peak()
        known = peak is not None and (self._reset or (self._peak is not None and peak > self._peak))
        return {"cpu": max(0.0, _cpu() - self._cpu), "memory": peak if known else None}


def _cpu():
    return time.process_time() + _cpu_of_ended() + sum(map(_cpu_of, descendants()))


def _cpu_of_ended():
    """That of the child processes that have ended."""
    if resource is None:
        return 0.0
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def _cpu_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as handle:
            fields = handle.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK
    except (OSError, ValueError, IndexError):  # it has ended since, and its parent counts it
        return 0.0


def descendants():
    """Processes that this one has started and those have started; none where the system does not tell."""
    found, level = [], [os.getpid()]
    while level:
        level = [child for pid in level for child in _children(pid)]
        found.extend(level)
    return found


def _children(pid):
    folder = f"/proc/{pid}/task"
    children = []
    try:
        for thread in os.listdir(folder):
            with open(f"{folder}/{thread}/children", encoding="ascii") as handle:
                children.extend(int(child) for child in handle.read().split())
    except OSError:  # not Linux, or it has ended since
        pass
    return children


def _reset_peak():
    """Lets the system forget the peak so far; whether it did."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as handle:
            handle.write("5")
        return True
    except OSError:  # another system, or not allowed
        return False


def _peak():
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as handle:
            for line in handle:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    if resource is None:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
