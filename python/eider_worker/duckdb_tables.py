"""Tables of Python in a DuckDB database, their types kept as they are."""

import re
import sys

from .failures import BlockError

_INCOMING = "eider_incoming"
_RESERVED = frozenset(
    """all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
    deferrable desc describe distinct do else end except false fetch for foreign from grant group having in initially
    intersect into lambda lateral leading limit not null offset on only or order pivot placing primary qualify references
    returning select show some summarize symmetric table then to trailing true union unique unpivot using variadic when
    where window with""".split()
)


def quoted(name):
    return '"' + str(name).replace('"', '""') + '"'


def name_of(schema, table):
    return ".".join(quoted(part) for part in (schema, table) if part)


def limited(query, limit):
    """A query with a limit; anything but a single query as it is."""
    text = query.strip().rstrip(";").strip()
    if limit is None or ";" in text or not re.match(r"(?is)(--[^\n]*\n|/\*.*?\*/|\s)*\(*\s*(select|with|from|values|table)\b", text):
        return query
    return f"SELECT * FROM (\n{text}\n) LIMIT {int(limit)}"


def clean_name(name, case_sensitive=False, allow_reserved_words=False):
    """A name as a word: what is no letter, digit or underscore becomes one, and it does not begin with a digit."""
    text = re.sub(r"\W", "_", str(name).strip())
    text = text if case_sensitive else text.lower()
    if not text or text[0].isdigit():
        text = f"letter_{text}"
    return f"_{text}" if text.lower() in _RESERVED and not allow_reserved_words else text


def exists(connection, schema, table):
    found = connection.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = ? AND table_name = ? AND table_catalog = current_database()",
        [schema, table],
    ).fetchone()
    return found[0] > 0


class Export:
    """Writes rows into a table of a database, in one transaction."""

    def __init__(self, connection, schema, table, policy, drop, cascade, clean, types, unique, on_conflict):
        self.connection = connection
        self.schema = schema
        self.table = table
        self.policy = policy
        self.drop = drop
        self.cascade = cascade
        self.clean = clean
        self.types = {clean(name): given for name, given in types.items()}
        self.unique = [clean(name) for name in unique]
        self.on_conflict = on_conflict

    def write(self, df, index, query):
        """Gives the number of rows."""
        connection = self.connection
        source = f"({query.strip().rstrip(';')})" if query is not None else quoted(_INCOMING)
        if query is None:
            connection.register(_INCOMING, arrow_or_frame(connection, df, index))
        try:
            connection.begin()
            try:
                written = self._write(source)
                connection.commit()
                return written
            except BaseException:
                connection.rollback()
                raise
        finally:
            if query is None:
                connection.unregister(_INCOMING)

    def _write(self, source):
        connection, full = self.connection, name_of(self.schema, self.table)
        columns = [(str(row[0]), row[1]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        names = self._names([name for name, _ in columns])
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(self.schema)}")
        there = exists(connection, self.schema, self.table)
        if there and self.policy == "fail":
            raise BlockError(
                "table_exists",
                f"The table {self.schema}.{self.table} exists already.",
                "Give if_exists='replace' or 'append', or another name.",
            )
        if there and self.policy == "replace":
            if self.drop:
                connection.execute(f"DROP TABLE {full}{' CASCADE' if self.cascade else ''}")
                there = False
            else:
                connection.execute(f"DELETE FROM {full}")
        if there:
            self._check(names)
        else:
            # a column without a single value may become anything: text takes most
            kinds = ["VARCHAR" if kind.strip('"') == "NULL" else kind for _, kind in columns]
            parts = [f"{quoted(name)} {self.types.get(name, kind)}" for name, kind in zip(names, kinds)]
            if self.unique:
                parts.append(f"UNIQUE ({', '.join(map(quoted, self.unique))})")
            connection.execute(f"CREATE TABLE {full} ({', '.join(parts)})")
        selected = ", ".join(quoted(name) for name, _ in columns)
        inserted = ", ".join(map(quoted, names))
        statement = f"INSERT INTO {full} ({inserted}) SELECT {selected} FROM {source}{self._conflict(names)}"
        return connection.execute(statement).fetchone()[0]

    def _names(self, given):
        names = [self.clean(name) for name in given]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BlockError(
                "column_duplicate",
                f"Several columns would be called {twice[0]} in {self.schema}.{self.table}.",
                "Rename them, or give auto_clean_name=False.",
            )
        return names

    def _check(self, names):
        known = self.connection.execute(f"DESCRIBE {name_of(self.schema, self.table)}").fetchall()
        missing = [name for name in names if name.lower() not in {str(row[0]).lower() for row in known}]
        if missing:
            raise BlockError(
                "column_unknown",
                f"The table {self.schema}.{self.table} has no column {missing[0]}, and if_exists='{self.policy}' keeps its definition.",
                "Give if_exists='replace' with drop_table_on_replace=True, or drop the column.",
            )

    def _conflict(self, names):
        method = str(getattr(self.on_conflict, "value", self.on_conflict) or "").upper()
        if not method or not self.unique:
            return ""
        target = ", ".join(map(quoted, self.unique))
        others = [name for name in names if name not in self.unique]
        if method == "UPDATE" and others:
            changes = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in others)
            return f" ON CONFLICT ({target}) DO UPDATE SET {changes}"
        return f" ON CONFLICT ({target}) DO NOTHING"


def arrow_or_frame(connection, df, index):
    """A table as DuckDB takes it without changing a type: as Arrow where that is installed."""
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(df, (polars.DataFrame, polars.LazyFrame)):
        return (df.collect() if isinstance(df, polars.LazyFrame) else df).to_arrow()
    if not hasattr(df, "reset_index"):
        import pandas

        df = pandas.DataFrame(df)
    elif not hasattr(df, "columns"):
        df = df.to_frame("value" if df.name is None else df.name)
    frame = df.reset_index(drop=not index)
    frame.columns = [str(name) for name in frame.columns]
    for place, kind in enumerate(frame.dtypes):
        if str(kind) == "category":  # a table's definition must take other words too
            frame.isetitem(place, frame.iloc[:, place].astype(kind.categories.dtype))
        elif str(kind) == "float16":
            frame.isetitem(place, frame.iloc[:, place].astype("float32"))
    try:
        import pyarrow
    except ImportError:
        connection.execute(f"SET pandas_analyze_sample = {max(1, len(frame))}")  # mixed objects become text
        return frame
    columns = []
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        try:
            columns.append(pyarrow.Array.from_pandas(column))
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, pyarrow.ArrowNotImplementedError):
            text = [None if value is None or value != value else str(value) for value in column]
            columns.append(pyarrow.array(text, pyarrow.string()))
    return pyarrow.table(columns, names=list(frame.columns))
