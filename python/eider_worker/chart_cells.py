"""Values of a chart's code as lists of numbers, times and texts, whatever holds them."""

import datetime
import decimal
import math

MOST_CHARACTERS = 1000


class Unsuitable(Exception):
    """Values that cannot be drawn, with what to do."""

    def __init__(self, message, remedy):
        super().__init__(message)
        self.remedy = remedy


def listed(value, what):
    """A list of whatever holds values one after the other."""
    if root(value) == "numpy" and getattr(getattr(value, "dtype", None), "kind", "") == "M":
        value = value.astype("datetime64[us]")  # of nanoseconds numpy makes whole numbers
    for method in ("tolist", "to_list", "to_pylist"):
        if hasattr(value, method):
            value = getattr(value, method)()
            break
    else:
        if hasattr(value, "columns") and hasattr(value, "values") and not isinstance(value, dict):
            value = value.values.tolist()
    if not isinstance(value, list):
        try:
            value = [value] if isinstance(value, (str, bytes)) else list(value)
        except TypeError:
            raise Unsuitable(
                f"{what} is {type(value).__name__}, not a list.", f"Let the code set {what} to a list of values."
            ) from None
    return value


def is_missing(value):
    """None, NaN, and what pandas has for them."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def cell(value):
    """A value as JSON: numbers stay numbers, everything else is text."""
    if is_missing(value):
        return None
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    if isinstance(value, (bool, str)):
        return value[: MOST_CHARACTERS + 1] if isinstance(value, str) else value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    return str(value)[: MOST_CHARACTERS + 1]


def label(value):
    if isinstance(value, tuple):
        return ", ".join(map(label, value))
    return "" if is_missing(value) else str(value)[: MOST_CHARACTERS + 1]


def as_number(value):
    """A number that can be drawn; None for a missing one. Times are epoch seconds."""
    if is_missing(value):
        return None
    if isinstance(value, datetime.date):
        return epoch(value)
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, str) and not value.strip():
        return None
    try:
        found = value if isinstance(value, (int, float)) and not isinstance(value, bool) else float(value)
        if isinstance(found, int) and abs(found) >= 2**53:
            found = float(found)
    except (TypeError, ValueError, OverflowError):
        raise Unsuitable(
            f"{str(value)[:40]!r} is no number.", "Give numbers to draw, and leave out what is none."
        ) from None
    return found if math.isfinite(found) else None


def epoch(value):
    """A time as epoch seconds; without a time zone it is UTC. Numbers are epoch seconds already."""
    if is_missing(value):
        return None
    if isinstance(value, str):
        try:
            value = datetime.datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        except ValueError:
            raise Unsuitable(f"{value[:40]!r} is no time.", "Give datetimes, dates or epoch seconds.") from None
    if isinstance(value, datetime.datetime):
        return (value if value.tzinfo is not None else value.replace(tzinfo=datetime.timezone.utc)).timestamp()
    if isinstance(value, datetime.date):
        return epoch(datetime.datetime(value.year, value.month, value.day))
    if isinstance(value, (int, float, decimal.Decimal)):
        return float(value)
    raise Unsuitable(f"{type(value).__name__} is no time.", "Give datetimes, dates or epoch seconds.")


def root(value):
    return type(value).__module__.split(".")[0]
