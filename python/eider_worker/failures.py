"""What went wrong in a block, as a sentence with the author's own file and line."""

import os
import traceback

from .missing import missing_module, missing_packages

_HERE = os.path.dirname(os.path.abspath(__file__))


class BlockError(Exception):
    """A failure with a code, a sentence and what to do."""

    def __init__(self, code, message, remedy=None, file=None, line=None, packages=()):
        super().__init__(message)
        self.code = code
        self.packages = packages
        """Packages that would have to be installed."""
        self.remedy = remedy
        self.file = file
        self.line = line


def describe(error, task):
    """A failure as the runner stores it: code, message, remedy, file, line, column and the stack as detail."""
    block_file, project = task["file"], task["project"]
    failure = {"code": "block_failed", "severity": "error", "message": _message(error)}
    place = _place(error, block_file, project)
    if isinstance(error, BlockError):
        failure["code"] = error.code
        if error.remedy is not None:
            failure["remedy"] = error.remedy
        if error.packages:
            failure["missing"] = missing_packages(error.packages)
        if error.file is not None:
            place = (error.file, _count(error.line), 1)
    elif isinstance(error, SyntaxError) and _is_of_a_file(error, task):
        failure["code"] = "python_syntax"
        failure["message"] = f"{type(error).__name__}: {error.msg}"
        failure["remedy"] = "Correct the line; the block has not begun."
        place = (error.filename, _count(error.lineno), _count(error.offset))
    elif isinstance(error, ModuleNotFoundError) and error.name:
        failure.update(missing_module(error, task))
    elif isinstance(error, MemoryError):
        failure["message"] = "The block needs more memory than there is."
        failure["remedy"] = "Read less at once, or let SQL do it: DuckDB works beyond the memory."
    if place is not None:
        failure["file"], failure["line"], failure["column"] = place
    detail = _stack(error)
    if detail:
        failure["detail"] = detail
    return failure


def _is_of_a_file(error, task):
    """Whether it is about a file of the project, and not about a text that the block has given to ``eval`` or ``df.query``."""
    file = error.filename
    if not isinstance(file, str) or not os.path.isabs(file) or not os.path.isfile(file):
        return False
    return _is_same(file, task["file"]) or any(_is_inside(file, task[folder]) for folder in ("project", "root_project"))


def _count(value):
    """A line or a column; who raises the error can give anything for one."""
    return value if type(value) is int and value > 0 else 1


def without_words(error, task):
    """The failure of an error that cannot be described: what tells of it has failed too."""
    return {
        "code": "block_failed",
        "severity": "error",
        "message": f"{type(error).__name__}, which does not say more: telling its text fails.",
        "remedy": "See what the error's class does in __str__.",
        "file": task["file"],
        "line": 1,
        "column": 1,
    }


def _message(error):
    text = str(error)
    if isinstance(error, (BlockError, AssertionError)) and text:
        return text
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def _place(error, block_file, project):
    """The innermost line of the project's own code; the block's own file before those that it imports."""
    frames = [
        (frame.filename, frame.lineno or 1)
        for frame in traceback.extract_tb(error.__traceback__)
        if os.path.isabs(frame.filename)
    ]
    own = [frame for frame in frames if _is_same(frame[0], block_file)]
    inside = [frame for frame in frames if _is_inside(frame[0], project)]
    for chosen in (inside, own):
        if chosen:
            file, line = chosen[-1]
            return file, line, 1
    return None


def _is_same(a, b):
    return os.path.normcase(os.path.abspath(a)) == os.path.normcase(os.path.abspath(b))


def _is_inside(file, folder):
    try:
        relative = os.path.relpath(file, folder)
    except ValueError:  # another drive
        return False
    return not relative.startswith("..") and "site-packages" not in relative.split(os.sep)


def _stack(error):
    """The stack without the frames of this package, which tell an author nothing."""
    told = traceback.TracebackException.from_exception(error)
    _leave_out_own(told)
    return "".join(told.format()).rstrip()


def _leave_out_own(told):
    while told is not None:
        told.stack = traceback.StackSummary.from_list(
            [frame for frame in told.stack if not frame.filename.startswith(_HERE) and "<frozen" not in frame.filename]
        )
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
