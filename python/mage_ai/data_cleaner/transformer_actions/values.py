"""Values of columns, by what the action says of them."""

import re

from mage_ai.data_cleaner.column_types.constants import NUMBER_TYPES, ColumnType

EMPTY = re.compile(r"\s*")


def type_of(action, name):
    """The ``ColumnType`` of a column; None when nothing is known of it."""
    known = action["action_variables"].get(name) or {}
    found = (known.get("feature") or known).get("column_type")
    return None if found is None else ColumnType(found)


def is_number(action, name):
    return type_of(action, name) in NUMBER_TYPES


def numbers(series):
    """A column as numbers, also where they are texts; what is no number is missing."""
    import pandas

    if pandas.api.types.is_numeric_dtype(series.dtype):
        return series
    return pandas.to_numeric(series, errors="coerce")


def without_blanks(series):
    """A column in which texts without a letter are missing."""
    if not is_text(series):
        return series
    blank = series.map(lambda value: isinstance(value, str) and EMPTY.fullmatch(value) is not None)
    return series.mask(blank.astype(bool))


def is_text(series):
    """Whether a column holds texts, or objects of any kind."""
    import pandas

    return pandas.api.types.is_object_dtype(series.dtype) or pandas.api.types.is_string_dtype(series.dtype)
