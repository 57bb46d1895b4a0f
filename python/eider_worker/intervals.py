"""Intervals of SQL in pandas."""

import datetime


def series(parts):
    """Months, days and microseconds, or None, for each row: a length of time where none has months, else offsets of pandas'."""
    import pandas

    parts = list(parts)
    if any(part is not None and part[0] for part in parts):
        offsets = [
            None if part is None else pandas.DateOffset(months=part[0], days=part[1], microseconds=part[2]) for part in parts
        ]
        return pandas.Series(offsets, dtype=object)
    lengths = [None if part is None else datetime.timedelta(days=part[1], microseconds=part[2]) for part in parts]
    return pandas.Series(pandas.to_timedelta(pandas.Series(lengths)))
