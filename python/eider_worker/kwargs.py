"""The keyword arguments of a block's functions."""

import datetime
import logging
import sys


def of(task):
    """The variables of the run under what belongs to the run itself, and under those of the item."""
    variables = dict(task["variables"])
    moment = variables.get("execution_date")
    if isinstance(moment, str):
        variables["execution_date"] = _moment(moment)
    return {
        "event": {},
        **variables,
        "repo_path": task["project"],
        "configuration": task["configuration"],
        "context": {},
        "logger": logger(),
        "pipeline_run_id": task["run"],
        "trigger_name": task.get("trigger"),
    }


def _moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


_loggers = []


def logger():
    """A logger whose lines go to the block's log."""
    if not _loggers:
        found = logging.getLogger("eider")
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        found.addHandler(handler)
        found.setLevel(logging.DEBUG)
        found.propagate = False
        _loggers.append(found)
    return _loggers[0]
