"""Guesses what the columns of a table hold."""

from mage_ai.data_cleaner.column_types import patterns
from mage_ai.data_cleaner.column_types.constants import NUMBER_TYPES, ColumnType

DATETIME_MATCHES_THRESHOLD = 0.5
NUMBER_TYPE_MATCHES_THRESHOLD = 0.8
STRING_TYPE_MATCHES_THRESHOLD = 0.3
TEXT_UNIQUE_THRESHOLD = 0.8
MAXIMUM_WORD_LENGTH_FOR_CATEGORY_FEATURES = 40
CATEGORY_CARDINALITY_THRESHOLD = 255
SAMPLE_ROWS = 100_000

_PHONE_WORDS = ("phone", "landline")
_ZIP_WORDS = ("zip", "postal", "postcode")


def infer_column_types(df, column_types=None, category_cardinality_threshold=CATEGORY_CARDINALITY_THRESHOLD, **_):
    """The ``ColumnType`` of each column by its name, from at most 100,000 rows; those of ``column_types`` are taken as given."""
    sample = df.head(SAMPLE_ROWS)
    given = column_types or {}
    return {
        name: given[name]
        if name in given
        else infer_column_type(sample.iloc[:, place], str(name), category_cardinality_threshold)
        for place, name in enumerate(df.columns)
    }


def infer_column_type(series, name, threshold=CATEGORY_CARDINALITY_THRESHOLD):
    from pandas.api import types

    name = name.lower()
    if types.is_datetime64_any_dtype(series.dtype):
        return ColumnType.DATETIME
    if types.is_bool_dtype(series.dtype):
        return ColumnType.TRUE_OR_FALSE
    if types.is_numeric_dtype(series.dtype):
        found = _of_numbers(series.dropna(), name)
        # two different values are a yes and a no; nothing is a value too
        return ColumnType.TRUE_OR_FALSE if found in NUMBER_TYPES and series.nunique(dropna=False) == 2 else found
    return _of_objects(series, name, threshold)


def _of_numbers(numbers, name):
    if len(numbers) == 0:
        return ColumnType.NUMBER_WITH_DECIMALS
    whole = numbers % 1 == 0
    long_enough = (numbers >= 1e9) & (numbers < 1e12) & whole
    if "phone" in name and long_enough.mean() >= NUMBER_TYPE_MATCHES_THRESHOLD:
        return ColumnType.PHONE_NUMBER
    if not whole.all():
        return ColumnType.NUMBER_WITH_DECIMALS
    integers = numbers.dtype.kind in "iu" or str(numbers.dtype).lower().lstrip("u").startswith("int")
    if integers and _mentions(name, _ZIP_WORDS) and numbers.min() >= 100 and numbers.max() <= 99_999:
        return ColumnType.ZIP_CODE
    return ColumnType.NUMBER


def _of_objects(series, name, threshold):
    values = series.dropna()
    if len(values) and isinstance(values.iloc[0], (list, tuple, set)):
        return ColumnType.LIST
    texts = values.astype(str).str.strip(" '\"")
    texts = texts[texts != ""]
    distinct = texts.nunique()
    if distinct <= 2:
        return ColumnType.TRUE_OR_FALSE

    def share(pattern):
        return texts.str.fullmatch(pattern).mean()

    if share(patterns.NUMBER) == 1:
        if share(patterns.INTEGER) < 1:
            return ColumnType.NUMBER_WITH_DECIMALS
        return _by_name(name, share, NUMBER_TYPE_MATCHES_THRESHOLD) or ColumnType.NUMBER
    if share(patterns.DATETIME) >= DATETIME_MATCHES_THRESHOLD:
        return ColumnType.DATETIME
    if share(patterns.EMAIL) >= STRING_TYPE_MATCHES_THRESHOLD:
        return ColumnType.EMAIL
    named = _by_name(name, share, STRING_TYPE_MATCHES_THRESHOLD)
    if named is not None:
        return named
    if share(patterns.LIST) >= STRING_TYPE_MATCHES_THRESHOLD:
        return ColumnType.LIST
    words = texts.str.count(" ").max() + 1
    if distinct / len(texts) >= TEXT_UNIQUE_THRESHOLD or words > MAXIMUM_WORD_LENGTH_FOR_CATEGORY_FEATURES:
        return ColumnType.TEXT
    return ColumnType.CATEGORY if distinct <= threshold else ColumnType.CATEGORY_HIGH_CARDINALITY


def _by_name(name, share, least):
    """Phone numbers and zip codes look like other numbers: the column's name has to say so too."""
    if _mentions(name, _PHONE_WORDS) and share(patterns.PHONE_NUMBER) >= least:
        return ColumnType.PHONE_NUMBER
    if _mentions(name, _ZIP_WORDS) and share(patterns.ZIP_CODE) >= least:
        return ColumnType.ZIP_CODE
    return None


def _mentions(name, words):
    return any(word in name for word in words)
