"""Loads the file of a block and calls what is wanted of it."""

import ast
import inspect
import sys
import time
import types

from . import modules
from .decorators import DECORATORS, Recording
from .failures import BlockError, describe

_DECORATOR_OF = {"conditional": "condition"}
"""Decorators whose name is not that of the block's type."""

_ANYTHING = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


class LoadedBlock:
    """A block's file after it was executed, with the functions that it decorates."""

    def __init__(self, file, block_type, uuid, upstream, values):
        self.file = file
        self.uuid = uuid
        self.decorator = _DECORATOR_OF.get(block_type, block_type)
        with open(file, encoding="utf-8-sig") as handle:
            self.source = handle.read()
        code = compile(self.source, file, "exec", dont_inherit=True)
        module = types.ModuleType(modules.name_of(file))
        module.__file__ = file
        module.__dict__.update({name: DECORATORS[name] for name in _given_names(self.decorator)})
        # as in Mage: what the blocks above gave, by their uuid and as df_1, df_2 …
        for number, (above, value) in enumerate(zip(upstream, values), start=1):
            module.__dict__[f"df_{number}"] = value
            if above.isidentifier():
                module.__dict__.setdefault(above, value)
        sys.modules[module.__name__] = module
        with Recording() as recording:
            exec(code, module.__dict__)
        self.records = recording
        self.names = module.__dict__

    def function(self):
        """The first function with the decorator of the block's type: others of the same kind are ignored."""
        found = self.records.of(self.decorator)
        if found:
            return found[0].function
        others = sorted({record.name for record in self.records.records} - {"test"})
        hint = f" It has @{others[0]}, which stands for another type of block." if others else ""
        raise BlockError(
            "block_not_decorated",
            f"The file of block {self.uuid} has no function with @{self.decorator}.{hint}",
            f"Put @{self.decorator} above the function that is the block.",
            self.file,
            1,
        )

    def tests(self):
        return [record.function for record in self.records.of("test")]

    def callbacks(self, event):
        """The functions to call for `success`, `failure` or `cancelled`; a bare @callback is for success."""
        found = [
            record.function
            for record in self.records.of("callback")
            if (record.given[0] if record.given else "success") == event
        ]
        legacy = {"success": "on_success", "failure": "on_failure"}.get(event)
        return found + [record.function for record in self.records.of(legacy or "")]


def _given_names(decorator):
    if decorator == "chart":
        return {"data_source", "x", "y", "xy", "columns", "configuration", "render", "test"}
    return {decorator, "test", "preprocesser", "callback", "on_success", "on_failure"}


def call(function, arguments, variables, uuid, file):
    """Calls a block's function: variables only when it takes them, and as many arguments as it has upstream blocks."""
    signature = inspect.signature(function)
    parameters = list(signature.parameters.values())
    named = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    takes_more = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    takes_variables = any(p.kind is p.VAR_KEYWORD for p in parameters)
    if len(named) > len(arguments) or (len(named) < len(arguments) and not takes_more):
        wanted = len(named)
        given = len(arguments)
        raise BlockError(
            "arguments_mismatch",
            f"Block {uuid} takes {_count(wanted, 'argument')}{' or more' if takes_more else ''}, but has "
            f"{_count(given, 'upstream block')}: {function.__name__}{signature}.",
            "Give the function one parameter for each upstream block, in their order, or end them with *args.",
            file,
            getattr(getattr(function, "__code__", None), "co_firstlineno", 1),
        )
    return function(*arguments, **(variables if takes_variables else {}))


def _count(number, what):
    return f"{number} {what}{'' if number == 1 else 's'}"


def run_tests(tests, outputs, variables, tell, task):
    """Runs the tests on the outputs; an AssertionError is a failed test, anything else fails the block at once."""
    for test in tests:
        started = time.perf_counter()
        failure = None
        try:
            parameters = list(inspect.signature(test).parameters.values())
            _check_test(test, parameters, len(outputs), task)
            takes_variables = any(p.kind is p.VAR_KEYWORD for p in parameters)
            test(*outputs, **(variables if takes_variables else {}))
        except AssertionError as error:
            failure = describe(error, task)
            failure["code"] = "test_failed"
            if not str(error):
                failure["message"] = f"{test.__name__}: the assertion does not hold."
        tell({"type": "test", "name": test.__name__, "seconds": time.perf_counter() - started, "failure": failure})


def _check_test(test, parameters, given, task):
    """A test receives each output as one argument."""
    named = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = sum(p.default is p.empty for p in named)
    if needed <= given and (given <= len(named) or any(p.kind is p.VAR_POSITIONAL for p in parameters)):
        return
    wanted = len(named) if given > len(named) else needed
    raise BlockError(
        "arguments_mismatch",
        f"Test {test.__name__} takes {_count(wanted, 'argument')}, but block {task['block']} "
        + (f"has given {_count(given, 'output')}." if given else "has returned nothing."),
        "Give the test one parameter for each output, in their order, or end them with *args."
        if given
        else "Return a value from the block's function, or remove the test.",
        task["file"],
        getattr(getattr(test, "__code__", None), "co_firstlineno", 1),
    )


def variables_read(source):
    """Names that the functions of a file read of their ``**kwargs``; None when they may read all of them.

    A function whose ``**kwargs`` is only ever asked by name (``kwargs['a']``, ``kwargs.get('a')``) reads those names. One that
    hands them on, or looks at them as a whole, may read all.
    """
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.args.kwarg is not None:
            if not _collect(node, node.args.kwarg.arg, names):
                return None
    return sorted(names)


def _collect(function, kwargs, names):
    asked = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and _is_name(node.value, kwargs) and _text(node.slice) is not None:
            names.add(_text(node.slice))
            asked.add(id(node.value))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and _is_name(node.func.value, kwargs)
            and node.args
            and _text(node.args[0]) is not None
        ):
            names.add(_text(node.args[0]))
            asked.add(id(node.func.value))
        elif (
            isinstance(node, ast.Compare)
            and len(node.ops) == 1
            and isinstance(node.ops[0], (ast.In, ast.NotIn))
            and _is_name(node.comparators[0], kwargs)
            and _text(node.left) is not None
        ):
            names.add(_text(node.left))
            asked.add(id(node.comparators[0]))
    return all(id(node) in asked for node in ast.walk(function) if _is_name(node, kwargs))


def _is_name(node, name):
    return isinstance(node, ast.Name) and node.id == name


def _text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
