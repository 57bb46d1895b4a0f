"""Brings the values of columns into one form."""

import re

from mage_ai.data_cleaner.transformer_actions import values

_CURRENCY = re.compile(r"[$€¥₹£元]|Rs|CAD")


def reformat(df, action):
    options = action["action_options"]
    function = {
        "caps_standardization": _capitals,
        "currency_to_num": _currency,
        "date_format_conversion": _dates,
        "date_time_conversion": _dates,
    }.get(options.get("reformat"))
    if function is None:
        return df
    changed = {name: function(values.without_blanks(df[name]), name, options) for name in action["action_arguments"]}
    return df.assign(**changed)


def _capitals(series, name, options):
    if not _is_of_texts(series, name):
        return series
    return series.str.upper() if options.get("capitalization") == "uppercase" else series.str.lower()


def _currency(series, name, _):
    import pandas

    if not _is_of_texts(series, name):
        return series
    plain = series.astype(str).str.replace(_CURRENCY, "", regex=True).str.replace(r"[\s,]", "", regex=True)
    numbers = pandas.to_numeric(plain.where(series.notna()), errors="coerce")
    if numbers.isna().sum() > series.isna().sum():
        print(f"Column {name} holds what is no amount of money: it stays as it is.")
        return series
    return numbers


def _dates(series, _, __):
    import pandas

    if not values.is_text(series):
        return pandas.to_datetime(series, errors="coerce")
    texts = series.astype(str).str.strip().str.replace(r"\s*([/\\\-.])[/\\\-.]*\s*", r"\1", regex=True)
    texts = texts.str.replace(r"[,\s]+", " ", regex=True).where(series.notna())
    found = pandas.to_datetime(texts, errors="coerce")
    if not found.isna().sum() > series.isna().sum():
        return found
    # not all written in one way: each by itself
    return pandas.to_datetime(texts.map(lambda text: pandas.to_datetime(text, errors="coerce")), errors="coerce")


def _is_of_texts(series, name):
    there = series.dropna()
    if len(there) and isinstance(there.iloc[0], str):
        return True
    print(f"Column {name} holds no texts: it stays as it is.")
    return False
