"""The keyword arguments of a block's functions."""

import datetime
import logging
from collections.abc import Sequence

from .log_lines import LogHandler


def of(task):
    """The variables of the run under what belongs to the run itself, and under those of the item."""
    variables = dict(task["variables"])
    moment = variables.get("execution_date")
    if isinstance(moment, str):
        variables["execution_date"] = _moment(moment)
    if _are_remote(variables.get("remote_blocks")):
        variables["remote_blocks"] = RemoteOutputs(variables["remote_blocks"])
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


def _are_remote(value):
    """Whether a variable stands for blocks of other runs, as ``trigger_pipeline`` hands them over."""
    return isinstance(value, list) and all(isinstance(one, dict) and "block_uuid" in one for one in value)


class RemoteOutputs(Sequence):
    """The outputs of blocks of other runs, a list for each block, read when they are asked for."""

    def __init__(self, blocks):
        self._blocks = blocks

    def __len__(self):
        return len(self._blocks)

    def __getitem__(self, index):
        from mage_ai.orchestration.remote_block import RemoteBlock

        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        return RemoteBlock.load(**self._blocks[index]).get_outputs()


def _moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


_loggers = []


def logger():
    """A logger whose lines go to the block's log."""
    if not _loggers:
        found = logging.getLogger("eider")
        found.addHandler(LogHandler())
        found.setLevel(logging.DEBUG)
        found.propagate = False
        _loggers.append(found)
    return _loggers[0]
