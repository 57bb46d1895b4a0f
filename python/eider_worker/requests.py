"""What a block asks of the runner while it runs."""

import datetime
import math

from .failures import BlockError
from .task import current


class RequestRefused(BlockError):
    """The runner's answer, when it does not give what was asked for."""


class OutsideOfRun(BlockError):
    """Something that only the runner can do is asked for where there is none."""


def is_inside():
    """Whether a block runs in this process, so that the runner can be asked."""
    channel = current.channel
    return channel is not None and channel.is_own()


def ask(method, **params):
    """Asks the runner. Raises what it says when it refuses, and a sentence where there is no runner."""
    task, channel = current.task, current.channel
    if channel is None:
        raise OutsideOfRun(
            "outside_of_run",
            f"{_spoken(method)} needs a run, and this file runs on its own.",
            "Run its block in VS Code or with: eider run PIPELINE --block UUID.",
        )
    if not channel.is_own():
        raise OutsideOfRun(
            "other_process",
            f"{_spoken(method)} is asked for in a process that block {task['block']} has started.",
            "Ask in the block itself, and hand the result to the process.",
        )
    message = channel.ask(method, params)
    if message is None:
        raise OutsideOfRun("runner_gone", "The run has ended while the block was asking for something.")
    failure = message.get("failure")
    if failure is not None:
        raise RequestRefused(failure["code"], failure["message"], failure.get("remedy"))
    return message["result"]


def _spoken(method):
    """What a block calls that asks for it."""
    return {
        "wait_for_run": "trigger_pipeline",
        "stored_outputs": "get_variable",
        "global_variables": "get_global_variable",
        "io_profile": "ConfigFileLoader",
    }.get(method, method)


def plain(value, what):
    """A value as the runner can take it: JSON, with dates as text. Raises a TypeError that names it."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(entry, f"{what}[{key!r}]") for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(entry, f"{what}[{index}]") for index, entry in enumerate(value)]
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "ndim", None) == 0:  # a NumPy scalar
        return plain(item(), what)
    raise TypeError(
        f"{what} is a {type(value).__name__}, which cannot be handed to another pipeline or written to a file: "
        "give texts, numbers, lists and dicts."
    )


def moment(text):
    """A time of the runner's, as a datetime in UTC, as that of ``kwargs["execution_date"]``; None stays None."""
    return None if text is None else datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def text_of(value):
    """A time as ISO 8601; one without a zone is in UTC."""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    if value.tzinfo is None:
        value = value.replace(tzinfo=datetime.timezone.utc)
    return value.isoformat()
