"""From the values that a chart's code has computed to what is drawn of them: short lists of numbers and texts."""

import datetime
import math
from collections import Counter

from .chart_cells import Unsuitable, as_number, cell, epoch, is_missing, label, listed, root

MOST_LABELS = 5000
MOST_SERIES = 20
MOST_ROWS = 1000
MOST_COLUMNS = 100
MOST_BUCKETS = 40


def drawing(kind, x, y, index, configuration, note):
    """What a chart of a kind draws of its values x, y and, for a table, index."""
    if kind == "histogram":
        return histogram(y if x is None else x, _count(configuration, "buckets", MOST_BUCKETS))
    if kind == "pie chart":
        return pie(x, y, _count(configuration, "buckets", MOST_BUCKETS), note)
    if kind == "table":
        return table(x, y, index, _count(configuration, "limit", 10), note)
    named = configuration.get("y")
    name = named if isinstance(named, str) else "y"
    if kind in ("time series bar chart", "time series line chart"):
        times = [epoch(value) for value in listed(x, "x")]
        series, count = _series(times, y, name, note)
        return {"kind": "times", "times": times[:count], "series": series}
    labels = None if x is None else [label(value) for value in listed(x, "x")]
    if isinstance(x, dict) and y is None:
        y = list(x.values())
    series, count = _series(labels, y, name, note)
    labels = [str(place) for place in range(count)] if labels is None else labels[:count]
    return {"kind": "series", "labels": labels, "series": series}


def histogram(values, count):
    """Numbers in buckets: width 1 where they are whole and few, else a width that is rounded up, or to 3 decimals."""
    values = listed(values, "x")
    is_time = any(isinstance(value, datetime.date) for value in values[:100])
    numbers = [number for number in map(epoch if is_time else as_number, values) if number is not None]
    unit = "epoch_seconds" if is_time else "number"
    if not numbers:
        return {"kind": "histogram", "unit": unit, "buckets": []}
    low, high = min(numbers), max(numbers)
    distance = high - low
    total = 1 + distance
    if float(distance).is_integer() and total <= count:
        width, count = 1, int(total)
    else:
        width = total / count if math.isfinite(total) else high / count - low / count
        width = math.ceil(width) if width > 1 else round(width, 3)
    edges = [edge for edge in (low + place * width for place in range(count)) if edge <= high]
    last = len(edges) - 1
    counts = [0] * len(edges)
    for number in numbers:
        # halved, so that the distance of two huge numbers stays finite
        place = min(last, int((number / 2 - low / 2) / (width / 2)))
        # the division may be off by one where the edge was rounded
        if number < edges[place]:
            place -= 1
        elif place < last and number >= edges[place + 1]:
            place += 1
        counts[place] += 1
    ends = [low + (place + 1) * width for place in range(len(edges))]
    buckets = [{"min": edge, "max": end, "count": found} for edge, end, found in zip(edges, ends, counts)]
    return {"kind": "histogram", "unit": unit, "buckets": buckets}


def pie(x, y, count, note):
    """How often each value occurs, the most frequent first; with y, what counts for each."""
    if isinstance(x, dict):
        x, y = list(x), list(x.values())
    values = listed(x, "x")
    counts = Counter()
    if y is None:
        for value in values:
            if not is_missing(value):
                counts[value if _is_hashable(value) else str(value)] += 1
    else:
        for value, amount in zip(values, listed(y, "y")):
            counts[label(value)] += as_number(amount) or 0
    try:
        ordered = sorted(counts.items(), key=lambda entry: (entry[1], entry[0]), reverse=True)
    except TypeError:  # values of several types
        ordered = sorted(counts.items(), key=lambda entry: (entry[1], str(entry[0])), reverse=True)
    if len(ordered) > count:
        note(f"{len(ordered) - count} rarer values are left out.")
    return {"kind": "pie", "slices": [{"label": label(value), "count": amount} for value, amount in ordered[:count]]}


def table(x, y, index, limit, note):
    """Headers, rows and labels of the rows; of arrays and tables the first rows, of plain lists all."""
    headers = None if x is None else [label(value) for value in listed(x, "x")]
    rows = _records(y) if y is not None else []
    if _is_limited(y):
        rows = rows[:limit]
    if rows and isinstance(rows[0], dict):
        headers = [label(key) for key in rows[0]] if headers is None else headers
        rows = [[row.get(header) for header in headers] for row in rows]
    if headers is None:
        headers = [label(name) for name in getattr(y, "columns", ())]
    labels = None
    if index is not None:
        labels = [label(value) for value in listed(index, "index")]
        labels = labels[:limit] if _is_limited(index) else labels
    rows = [[cell(value) for value in (listed(row, "y") if _is_list(row) else [row])] for row in rows[: MOST_ROWS + 1]]
    width = max([len(headers), *map(len, rows)])
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
        note(f"At most {MOST_ROWS} rows and {MOST_COLUMNS} columns of a table are shown.")
    return {
        "kind": "table",
        "headers": headers[:MOST_COLUMNS],
        "rows": [row[:MOST_COLUMNS] for row in rows[:MOST_ROWS]],
        "index": None if labels is None else labels[:MOST_ROWS],
    }


def _series(labels, y, name, note):
    """The series of y, each as long as the labels, and how many of these are drawn."""
    named = _named_series(y, name)
    if len(named) > MOST_SERIES:
        note(f"Of {len(named)} series the first {MOST_SERIES} are drawn.")
    named = named[:MOST_SERIES]
    lengths = [len(values) for _, values in named]
    length = max(lengths, default=0) if labels is None else len(labels)
    if any(other != length for other in lengths):
        note(f"x has {length} values, but y has {', '.join(map(str, lengths))}: what is missing is left out.")
    count = min(length, MOST_LABELS)
    if length > count:
        note(f"Only the first {count} of {length} values are drawn.")
    series = []
    for title, values in named:
        numbers = [as_number(value) for value in values[:count]]
        series.append({"label": title, "values": numbers + [None] * (count - len(numbers))})
    return series, count


def _named_series(y, name):
    if y is None:
        return []
    if isinstance(y, dict):
        return [(label(key), listed(values, "y")) for key, values in y.items()]
    if hasattr(y, "columns") and hasattr(y, "shape"):
        return [(label(column), listed(y[column], "y")) for column in y.columns]
    values = listed(y, "y")
    if values and all(_is_list(value) for value in values):
        several = len(values) > 1
        return [(f"{name} {place}" if several else name, listed(value, "y")) for place, value in enumerate(values, 1)]
    return [(name, values)]


def _records(y):
    if hasattr(y, "to_dicts"):  # polars
        return y.to_dicts()
    return listed(y, "y")


def _is_list(value):
    return isinstance(value, (list, tuple, set, range)) or (hasattr(value, "tolist") and getattr(value, "ndim", 1) > 0)


def _is_limited(value):
    return root(value) in ("pandas", "numpy")


def _is_hashable(value):
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _count(configuration, key, usual):
    """A number of the configuration, where it is often text."""
    try:
        found = int(float(configuration.get(key) or usual))
    except (TypeError, ValueError):
        raise Unsuitable(f"its {key} is no number.", "Correct it in the pipeline's metadata.yaml.") from None
    return max(1, min(found, MOST_BUCKETS) if key == "buckets" else found)
