"""An interactive interpreter with the inputs of a block: what ``eider console`` starts."""

import json
import os
import reprlib
import subprocess
import sys

from . import failures, kwargs, modules
from .arguments import argument
from .block import LoadedBlock
from .task import current


def start(namespace):
    """Puts into a namespace what the block's functions would receive, and the block's own names; says what is there."""
    namespace.pop("start", None)
    task = _receive(json.loads(os.environ.pop("EIDER_CONSOLE")))
    if task is None:
        return
    modules.use_project(task["import_folders"], {task["project"], task["root_project"]})
    os.chdir(task["project"])
    current.task = task  # for the stand-in of mage_ai
    lines = []
    upstream = [given["block"] for given in task["inputs"]]
    values = _load(task)
    for number, (above, value) in enumerate(zip(upstream, values), start=1):
        names = [f"df_{number}"] + ([above] if above.isidentifier() else [])
        namespace.update({name: value for name in names})
        lines.append((", ".join(names), f"{_describe(value)}, what {above} gave"))
    variables = kwargs.of(task)
    namespace["kwargs"] = variables
    lines.append(("kwargs", "the keyword arguments, variables among them"))
    if len(values) == len(upstream):
        lines += _load_block(task, upstream, values, namespace)
    _welcome(task, lines)


def _receive(source):
    """The block to show: from an open file, or from what a command prints; None when that has said why it does not."""
    if isinstance(source, int):
        with os.fdopen(source, encoding="utf-8") as handle:
            return json.load(handle)
    # the command may be the editor's own program, which is to be Node then
    environment = {**os.environ, "ELECTRON_RUN_AS_NODE": "1"}
    asked = subprocess.run(source, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    return json.loads(asked.stdout.decode("utf-8")) if asked.returncode == 0 else None


def _load(task):
    """The values of the block's inputs, as far as they can be read."""
    values = []
    for given in task["inputs"]:
        try:
            values.append(argument(given))
        except Exception as error:
            _tell(f"What {given['block']} gave cannot be loaded.", failures.describe(error, task))
            return values
    return values


def _load_block(task, upstream, values, namespace):
    """Executes the block's file, as a run does before it calls the function, and takes over its names."""
    try:
        block = LoadedBlock(task["file"], task["type"], task["block"], upstream, values)
        function = block.function()
    except BaseException as error:  # a file may call sys.exit; the inputs are there all the same
        _tell("The block's file cannot be loaded.", failures.describe(error, task))
        return []
    own = sys.modules[modules.name_of(task["file"])].__dict__
    namespace.update({name: value for name, value in own.items() if not name.startswith("__")})
    code = getattr(function, "__code__", None)
    takes_variables = code is None or code.co_flags & 0x08
    given = [f"df_{number}" for number in range(1, len(values) + 1)] + (["**kwargs"] if takes_variables else [])
    return [(f"{function.__name__}({', '.join(given)})", "calls the block; nothing is stored")]


def _describe(value):
    kind = type(value).__name__
    if value is None or isinstance(value, (bool, int, float, str)):
        return reprlib.repr(value)
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and len(shape) == 2:
        return f"{kind} of {shape[0]:,} rows × {shape[1]:,} columns"
    if isinstance(shape, tuple) and len(shape) == 1:
        return f"{kind} of {shape[0]:,}"
    try:
        return f"{kind} of {len(value):,}"
    except TypeError:
        return kind


def _tell(what, failure):
    parts = [what, failure["message"], failure.get("remedy"), failure.get("detail")]
    sys.stderr.write("\n".join(part for part in parts if part) + "\n\n")


def _welcome(task, lines):
    width = max(len(name) for name, _ in lines)
    place = os.path.relpath(task["file"], task["project"])
    version = sys.version.split()[0]
    print(f"Python {version}: block {task['block']} of pipeline {task['pipeline']} ({place})\n")
    for name, meaning in lines:
        print(f"  {name.ljust(width)}  {meaning}")
    print("\nexit() or Ctrl+D leaves; no run is recorded.", flush=True)
