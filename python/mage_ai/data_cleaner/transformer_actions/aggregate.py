"""Aggregates over groups of rows, which every row of a group gets as new columns."""

from eider_worker.failures import BlockError
from mage_ai.data_cleaner.transformer_actions import values
from mage_ai.data_cleaner.transformer_actions.filter_code import matches


def _first(series):
    there = series.dropna()
    return there.iloc[0] if len(there) else None


def _last(series):
    there = series.dropna()
    return there.iloc[-1] if len(there) else None


def _mode(series):
    found = series.mode()
    return found.iloc[0] if len(found) else None


# of a group pandas has most of them; the others are functions
AGGREGATIONS = {
    "average": ("mean", lambda series: series.mean()),
    "count": ("count", lambda series: series.count()),
    "count_distinct": ("nunique", lambda series: series.nunique()),
    "first": ("first", _first),
    "last": ("last", _last),
    "max": ("max", lambda series: series.max()),
    "median": ("median", lambda series: series.median()),
    "min": ("min", lambda series: series.min()),
    "mode": (_mode, _mode),
    "sum": ("sum", lambda series: series.sum()),
}
_OF_NUMBERS = {"average", "median", "sum"}


def aggregate(df, action):
    columns, outputs = action["action_arguments"], action["outputs"]
    if not columns:
        return df
    kind = getattr(action["action_type"], "value", action["action_type"])
    groups = action["action_options"].get("groupby_columns")
    wanted = columns if groups else columns[:1]
    if len(outputs) < len(wanted):
        raise BlockError(
            "action_invalid",
            f"Action {kind} has {len(wanted)} columns and {len(outputs)} outputs.",
            "Give outputs one entry for each column: {'uuid': 'name', 'column_type': 'number'}.",
        )
    names = [output["uuid"] for output in outputs[: len(wanted)]]
    rows = _chosen(df, action)
    of_group, of_all = AGGREGATIONS[kind]
    if kind in _OF_NUMBERS:
        rows = rows.assign(**{name: values.numbers(rows[name]) for name in wanted if values.is_text(rows[name])})
    if not groups:
        return df.assign(**{names[0]: of_all(rows[wanted[0]])})
    found = rows.groupby(groups, observed=True)[wanted].agg(of_group)
    found.columns = names
    joined = df[groups].merge(found, left_on=groups, right_index=True, how="left")[names]
    joined.index = df.index
    return df.assign(**{name: joined[name] for name in names})


def _chosen(df, action):
    """The rows that count: within the time window, when there is one, and where the condition holds."""
    import pandas

    options = action["action_options"]
    rows = df
    if all(options.get(key) is not None for key in ("timestamp_feature_a", "timestamp_feature_b", "window")):
        window = options["window"]
        moments = [pandas.to_datetime(df[options[f"timestamp_feature_{one}"]], utc=True) for one in "ab"]
        passed = (moments[0] - moments[1]).dt.total_seconds()
        rows = df[passed.between(min(0, window), max(0, window))]
    return rows[matches(rows, action["action_code"])] if (action.get("action_code") or "").strip() else rows
