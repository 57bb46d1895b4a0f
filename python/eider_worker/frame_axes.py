"""Index and labels of a DataFrame: as plain columns with names that are text, and back."""

from .failures import BlockError

INDEX = "__index_level_{}__"


def flatten(frame):
    """The frame without an index of its own and with text for names, sharing its data, and the note to undo that."""
    note = {}
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise BlockError(
            "output_not_storable",
            f"A table has more than one column called {', '.join(twice)}.",
            "Give each column a name of its own; a number counts as its text.",
        )
    flat = frame.copy(deep=False)
    if frame.columns.nlevels > 1 and all(_is_plain(label) for label in frame.columns):
        note["labels"] = [list(label) for label in frame.columns]
        note["labels_names"] = [_name(name) for name in frame.columns.names]
    elif frame.columns.name is not None:
        note["labels_name"] = _name(frame.columns.name)
    if list(frame.columns) != names or note:
        flat.columns = names
    return _without_index(flat, note, set(names))


def _without_index(flat, note, names):
    import pandas

    index = flat.index
    if isinstance(index, pandas.RangeIndex) and names:
        if index.start != 0 or index.step != 1:
            note["range"] = [index.start, index.stop, index.step]
        if index.name is not None:
            note["range_name"] = _name(index.name)
        return flat, note
    columns = []
    flat.index = pandas.RangeIndex(len(flat))
    for level, name in enumerate(index.names):
        # a file needs a column at least, so the index of a table without any is one
        column = name if isinstance(name, str) and name not in names else INDEX.format(level)
        if column in names:
            raise BlockError(
                "output_not_storable",
                f"A table has a column called {column}, which is where its index is kept.",
                "Give the column another name.",
            )
        names.add(column)
        columns.append(column)
        flat[column] = index.get_level_values(level)
    note["index"] = columns
    note["index_names"] = [_name(name) for name in index.names]
    if isinstance(index, pandas.RangeIndex):
        note["range"] = [index.start, index.stop, index.step]
    elif isinstance(index, pandas.MultiIndex) and index.nlevels == 1:
        note["multi"] = True
    if getattr(index, "freqstr", None) is not None:
        note["freq"] = index.freqstr
    return flat, note


def restore(frame, note):
    """The frame with the index and the labels that it had."""
    import pandas

    columns = note.get("index")
    if columns:
        names = [_restored(name) for name in note["index_names"]]
        levels = [frame.pop(column) for column in columns]
        if "range" in note:
            frame.index = pandas.RangeIndex(*note["range"], name=names[0])
        elif len(levels) == 1 and not note.get("multi"):
            # the type as it is: pandas 2 would look for a better one for objects
            frame.index = pandas.Index(levels[0].array, dtype=levels[0].dtype, name=names[0])
            if "freq" in note:
                _set_frequency(frame.index, note["freq"])
        else:
            frame.index = pandas.MultiIndex.from_arrays([level.array for level in levels], names=names)
    elif "range" in note or "range_name" in note:
        bounds = note.get("range", [0, len(frame), 1])
        frame.index = pandas.RangeIndex(*bounds, name=_restored(note.get("range_name")))
    if frame.shape[1] == 0:
        frame.columns = pandas.RangeIndex(0)
    if "labels" in note:
        names = [_restored(name) for name in note["labels_names"]]
        frame.columns = pandas.MultiIndex.from_tuples([tuple(label) for label in note["labels"]], names=names)
    elif "labels_name" in note:
        frame.columns.name = _restored(note["labels_name"])
    return frame


def _set_frequency(index, text):
    try:
        index.freq = text
    except (AttributeError, ValueError):
        pass  # a period's is part of its type


def _is_plain(label):
    return isinstance(label, tuple) and all(part is None or type(part) in (str, int, float, bool) for part in label)


def _name(name):
    """A name as JSON has it; a tuple is a list in a list."""
    if isinstance(name, tuple) and _is_plain(name):
        return [list(name)]
    return name if name is None or type(name) in (str, int, bool) else str(name)


def _restored(name):
    return tuple(name[0]) if isinstance(name, list) else name
