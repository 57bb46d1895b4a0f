"""Conditions on rows, as actions write them: ``(age >= 18 and name != null) or "home town" contains "burg"``.

They are read here and never evaluated as Python.
"""

import re

from eider_worker.failures import BlockError
from mage_ai.data_cleaner.transformer_actions import values

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*'|`[^`]*`)|(?P<operator>==|!=|<=|>=|<|>|\(|\))|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<word>[^\s()<>=!"'`]+))"""
)
_WORDS = {"null": None, "none": None, "true": True, "false": False}
_COMPARE = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def matches(df, code):
    """For each row whether it meets the condition. Nothing that is missing compares with a value."""
    reader = _Reader(df, code)
    mask = reader.either()
    reader.expect_end()
    return mask


class _Reader:
    def __init__(self, df, code):
        self.df = df
        self.code = code
        self.tokens = []
        at = 0
        while code[at:].strip():
            found = _TOKEN.match(code, at)
            if found is None:
                raise self.wrong(code[at:].strip())
            self.tokens.append((found.lastgroup, found.group(found.lastgroup)))
            at = found.end()
        self.at = 0

    def next(self):
        token = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        self.at += 1
        return token

    def takes(self, text):
        """Goes on behind a word or a sign when it is the next."""
        kind, found = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        if kind in ("word", "operator") and found.lower() == text:
            self.at += 1
            return True
        return False

    def either(self):
        mask = self.both()
        while self.takes("or"):
            mask = mask | self.both()
        return mask

    def both(self):
        mask = self.clause()
        while self.takes("and"):
            mask = mask & self.clause()
        return mask

    def clause(self):
        if self.takes("("):
            mask = self.either()
            if not self.takes(")"):
                raise self.wrong("a bracket that is not closed")
            return mask
        series = self.column()
        if self.takes("not"):
            if not self.takes("contains"):
                raise self.wrong("not")
            return ~self.contains(series)
        if self.takes("contains"):
            return self.contains(series)
        kind, sign = self.next()
        if kind != "operator" or sign not in _COMPARE:
            raise self.wrong(sign or "its end")
        return self.compare(series, sign)

    def column(self):
        kind, text = self.next()
        name = text[1:-1] if kind == "quoted" else text
        if kind not in ("quoted", "word", "number"):
            raise self.wrong(text or "its end")
        if name in self.df.columns:
            return self.df[name]
        raise BlockError(
            "column_unknown",
            f"The condition {self.code} asks for the column {name}, which the table does not have.",
            "Names with blanks or signs stand in quotes.",
        )

    def contains(self, series):
        _, text = self.next()
        wanted = text[1:-1] if text[:1] in "\"'`" else text
        return series.notna() & series.astype(str).str.contains(wanted, regex=False, na=False)

    def compare(self, series, sign):
        kind, text = self.next()
        missing = series.isna()
        if values.is_text(series):
            missing = missing | (series.astype(str).str.len() == 0)
        if kind == "word" and text.lower() in _WORDS:
            value = _WORDS[text.lower()]
            if value is None:
                return missing if sign == "==" else ~missing
        elif kind == "number":
            value = float(text) if "." in text else int(text)
        elif kind == "quoted" and text[0] != "`":
            value = text[1:-1]
        else:
            self.at -= 1
            value = self.column()
        left, right = _alike(series, value)
        found = _COMPARE[sign](left, right)
        return found.fillna(False).astype(bool) & (~missing if sign != "!=" else True)

    def expect_end(self):
        if self.at < len(self.tokens):
            raise self.wrong(self.tokens[self.at][1])

    def wrong(self, what):
        return BlockError(
            "condition_invalid",
            f"The condition {self.code!r} cannot be read at {what}.",
            "Write clauses such as age >= 18, name != null or town contains 'burg', joined by and, or and brackets.",
        )


def _alike(series, value):
    """A column and what it is compared with, made comparable: numbers with numbers, times with times."""
    import pandas

    types = pandas.api.types
    if isinstance(value, pandas.Series):
        return (series, values.numbers(value)) if types.is_numeric_dtype(series.dtype) else (series, value)
    if isinstance(value, bool):
        if values.is_text(series):
            return series.astype(str).str.lower(), str(value).lower()
        return series, value
    if isinstance(value, (int, float)):
        return values.numbers(series), value
    if types.is_datetime64_any_dtype(series.dtype):
        moment = pandas.Timestamp(value)
        zone = getattr(series.dtype, "tz", None)
        return series, moment.tz_localize(zone) if zone is not None and moment.tzinfo is None else moment
    if types.is_numeric_dtype(series.dtype):
        try:
            return series, float(value)
        except ValueError:
            return series.astype(str), value
    return series.astype(object).where(series.isna(), series.astype(str)), value
