"""The other side of the benchmark `python`: the functions of a chain of blocks, one after the other in one process.

Nothing is stored and nothing read back: what a pipeline takes beyond this is what running it as one costs. Called with the
project's folder, the variables as JSON, and the blocks' files in their order.
"""

import json
import os
import runpy
import sys

DECORATORS = ("data_loader", "transformer", "data_exporter", "custom")


def main(project, variables, *files):
    given = {**json.loads(variables), "repo_path": project}
    outputs = []
    for file in files:
        marked = {"block": [], "test": []}
        block = marker(marked["block"])
        names = {**{name: block for name in DECORATORS}, "test": marker(marked["test"])}
        runpy.run_path(os.path.join(project, file), init_globals=names)
        above = [outputs[0] if len(outputs) == 1 else outputs] if outputs else []
        returned = marked["block"][0](*above, **given)
        outputs = list(returned) if isinstance(returned, (tuple, list)) else [returned]
        for test in marked["test"]:
            test(*outputs)


def marker(functions):
    def mark(function):
        functions.append(function)
        return function

    return mark


if __name__ == "__main__":
    main(*sys.argv[1:])
