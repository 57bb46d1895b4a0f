"""Plain data as JSON: keys of maps become text, tuples and sets lists, and numbers of NumPy numbers, as in Mage.

JSON has no infinity and nothing that is not a number: there it says null, and the note says where and what (``floats``).
"""

import json
import sys

_MOST_FLOATS = 10_000
"""Such numbers in one value, beyond which a note would be too long."""


class _NotPlain(Exception):
    pass


def write(value, file):
    """Writes plain data; gives the note, or None when the value is not plain."""
    floats = []
    try:
        text = json.dumps(_plain(value, [], floats), allow_nan=False, ensure_ascii=False)
        data = text.encode("utf-8")
    except (_NotPlain, RecursionError, UnicodeEncodeError):
        return None
    with open(file, "wb") as handle:
        handle.write(data)
    return {"floats": floats} if floats else {}


def encode(value):
    """A value as JSON has it, and its numbers that JSON lacks (``floats``); None when it is not plain."""
    floats = []
    try:
        plain = _plain(value, [], floats)
        json.dumps(plain, allow_nan=False)
    except (_NotPlain, RecursionError, ValueError):
        return None
    return plain, floats


def is_plain(value):
    try:
        _plain(value, [], [])
        return True
    except (_NotPlain, RecursionError):
        return False


def _plain(value, path, floats):
    kind = type(value)
    if value is None or kind in (str, bool, int):
        return value
    if kind is float:
        if value - value == 0:
            return value
        if len(floats) == _MOST_FLOATS:
            raise _NotPlain
        floats.append([list(path), repr(value)])
        return None
    if kind is dict:
        plain = {}
        for key, entry in value.items():
            text = _key(key)
            if text in plain:
                raise _NotPlain  # 1 and '1'
            path.append(text)
            plain[text] = _plain(entry, path, floats)
            path.pop()
        return plain
    if kind in (list, tuple):
        return _list(value, path, floats)
    if kind in (set, frozenset):
        return _list(_sorted(value), path, floats)
    if kind.__module__ == "numpy" and isinstance(value, sys.modules["numpy"].generic) and value.dtype.kind in "biufU":
        if value.dtype.itemsize <= 8 or value.dtype.kind == "U":
            return _plain(value.item(), path, floats)
    raise _NotPlain


def _list(values, path, floats):
    plain = []
    for index, entry in enumerate(values):
        path.append(index)
        plain.append(_plain(entry, path, floats))
        path.pop()
    return plain


def _sorted(values):
    """A set in an order that is the same in the next process."""
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=lambda value: (type(value).__name__, repr(value)))


def _key(key):
    if type(key) is str:
        return key
    if key is None or type(key) is bool:
        return json.dumps(key)
    if type(key) in (int, float) or type(key).__module__ == "numpy" and not hasattr(key, "__len__"):
        return str(key)
    raise _NotPlain


def restore(value, note):
    """Gives the numbers back that JSON does not have, and a number of NumPy its type."""
    for path, text in note.get("floats", ()):
        if not path:
            value = float(text)
            continue
        inner = value
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = float(text)
    if "scalar" in note:
        import numpy

        return numpy.dtype(note["scalar"]).type(value)
    return value
