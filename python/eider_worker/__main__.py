"""Waits for blocks to run, one after the other, until the runner goes away."""

import faulthandler
import gc
import os
import sys

_packages = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if _packages not in sys.path:
    sys.path.insert(0, _packages)

from eider_worker import charts, debugging, experiments, failures, kwargs, log_lines, modules, progress, values  # noqa: E402
from eider_worker.arguments import argument  # noqa: E402
from eider_worker.block import LoadedBlock, call, run_tests, variables_read  # noqa: E402
from eider_worker.channel import Channel  # noqa: E402
from eider_worker.clean_state import CleanState  # noqa: E402
from eider_worker.leftovers import left_running  # noqa: E402
from eider_worker.task import current  # noqa: E402
from eider_worker.usage import Usage  # noqa: E402


def main():
    channel = Channel()
    faulthandler.enable(sys.stderr)
    log_lines.set_up()
    kwargs.logger()  # before the state to go back to is taken
    progress.watch_bars()
    clean = CleanState()
    channel.send({"type": "ready", "version": sys.version.split()[0], "executable": sys.executable})
    while True:
        message = channel.receive()
        if message is None:
            return
        channel.open_log()
        clean.restore()
        usage = Usage()
        answer = run(message, channel)
        if not channel.is_own():
            os._exit(0)  # a child of the block's that did not end by itself: the block is the parent's to end
        experiments.end_runs(answer["type"] == "failed")
        taken = usage.measured()
        left = left_running()
        if left is not None:
            print(f"The block has left {left} running, which ends with it.", file=sys.__stderr__)
        # after everything that the block has printed
        channel.mark_log(message["mark"])
        tell(channel, {**answer, **taken, "reusable": left is None and not experiments.logs_by_itself()}, message)
        del answer
        modules.forget_project()
        gc.collect()
        # what is left belongs to packages and stays: the next collection need not look through all of pandas again
        gc.freeze()


def run(task, channel):
    project = task["project"]
    try:
        modules.use_project(task["import_folders"], {project, task["root_project"]})
        modules.forget_project()
        os.chdir(project)
        debugging.wait_for_client(task, channel)
        with current.holding(task, channel):
            return perform(task, channel)
    except BaseException as error:  # a block may call sys.exit; the pool goes on
        debugging.stop_at_failure(task)
        try:
            return {"type": "failed", "failure": failures.describe(exited(error, task), task)}
        except BaseException:  # its __str__ is the author's
            return {"type": "failed", "failure": failures.without_words(error, task)}


def exited(error, task):
    """What is told of an error: of one that is no failure but an end, that."""
    if isinstance(error, KeyboardInterrupt):
        return failures.BlockError("block_exited", f"Block {task['block']} was interrupted.", None, task["file"], 1)
    if isinstance(error, SystemExit):
        return failures.BlockError(
            "block_exited",
            f"Block {task['block']} called sys.exit({'' if error.code is None else error.code}).",
            "Let the function return instead, or raise an error.",
            task["file"],
            1,
        )
    return error


def tell(channel, answer, task):
    """Sends the answer; one that is no JSON must not end the process, in which nobody would know why."""
    try:
        channel.send(answer)
    except (TypeError, ValueError, RecursionError) as error:
        unsayable = failures.BlockError(
            "block_failed",
            f"What {task['block']} gives cannot be told: {error}.",
            "Give plain numbers and texts; infinity and what is not a number are none.",
            task["file"],
            1,
        )
        taken = {key: answer[key] for key in ("cpu", "memory", "reusable")}
        channel.send({"type": "failed", "failure": failures.describe(unsayable, task), **taken})


def perform(task, channel):
    wanted = task["wanted"]
    arguments = [argument(given) for given in task["inputs"]]
    upstream = [given["block"] for given in task["inputs"]]
    variables = kwargs.of(task)
    block = LoadedBlock(task["file"], task["type"], task["block"], upstream, arguments)
    done = {"type": "done", "outputs": [], "answer": True, "variables": variables_read(block.source)}
    if wanted["kind"] == "chart":
        return {**done, "chart": charts.draw(block, task, arguments, variables)}
    if wanted["kind"] == "callback":
        for function in block.callbacks(wanted["event"]):
            call_callback(function, arguments, variables)
        return done
    if wanted["kind"] == "check":
        call(block.function(), arguments, variables, task["block"], task["file"])
        return done
    if wanted["kind"] == "answer" and task["type"] == "sensor":
        arguments = sensor_arguments(block.function(), arguments)
    returned = call(block.function(), arguments, variables, task["block"], task["file"])
    if wanted["kind"] == "answer":
        return {**done, "answer": bool(returned)}
    outputs = spread(returned)
    for index, value in enumerate(outputs):
        stored = values.store(value, task["folder"], index, f"output_{index}")
        done["outputs"].append(stored)
        channel.send({"type": "written", "output": stored})
    tests = block.tests()
    if tests:
        # on what has been stored, as the next block reads it; what was returned may go first
        del returned, outputs
        outputs = [values.load({**stored, "file": os.path.join(task["folder"], stored["file"])}) for stored in done["outputs"]]
        run_tests(tests, outputs, variables, channel.send, task)
    return done


def spread(returned):
    """A tuple or a list is several outputs, nothing is none, anything else is one."""
    if returned is None:
        return []
    if isinstance(returned, (tuple, list)) and type(returned) in (tuple, list):
        return list(returned)
    return [returned]


def sensor_arguments(function, arguments):
    """A sensor receives what is above it only when it takes any number of arguments."""
    code = getattr(function, "__code__", None)
    takes_any = code is not None and code.co_flags & 0x04
    return arguments if takes_any else []


def call_callback(function, arguments, variables):
    code = getattr(function, "__code__", None)
    takes_argument = code is None or code.co_argcount > 0 or code.co_flags & 0x04
    if takes_argument:
        function(*arguments[:1], **variables)
    else:
        function(**{**variables, "__input": arguments[0] if arguments else None})


if __name__ == "__main__":
    main()
