"""Fills in what is missing."""

from eider_worker.failures import BlockError
from mage_ai.data_cleaner.column_types.constants import NUMBER_TYPES, ColumnType
from mage_ai.data_cleaner.transformer_actions import values
from mage_ai.data_cleaner.transformer_actions.constants import ImputationStrategy


def impute(df, action):
    columns, options = action["action_arguments"], action["action_options"]
    strategy = _strategy(options)
    df = df.assign(**{name: values.without_blanks(df[name]) for name in columns})
    if strategy is ImputationStrategy.NOOP or not columns:
        return df
    if strategy is ImputationStrategy.ROW_RM:
        return df.dropna(subset=columns)
    if strategy is ImputationStrategy.SEQ:
        along = options.get("timeseries_cols") or options.get("timeseries_index") or []
        ordered = df.sort_values(along, kind="stable") if along else df
        return ordered.assign(**{name: ordered[name].ffill() for name in columns})
    return df.assign(**{name: _filled(df, name, strategy, action) for name in columns})


def _strategy(options):
    given = options.get("strategy")
    if given is None and options.get("value") is not None:
        return ImputationStrategy.CONSTANT
    try:
        # the documentation writes it both ways
        return ImputationStrategy("constant" if given == "constants" else given)
    except ValueError as error:
        raise BlockError(
            "action_invalid",
            f"Action impute: there is no strategy {given}.",
            f"There are {', '.join(strategy.value for strategy in ImputationStrategy)}.",
        ) from error


def _filled(df, name, strategy, action):
    series, options = df[name], action["action_options"]
    if strategy in (ImputationStrategy.AVERAGE, ImputationStrategy.MEDIAN):
        numbers = values.numbers(series)
        return numbers.fillna(numbers.mean() if strategy is ImputationStrategy.AVERAGE else numbers.median())
    if strategy is ImputationStrategy.MODE:
        found = series.mode()
        return series.fillna(found.iloc[0]) if len(found) else series
    if strategy is ImputationStrategy.COLUMN:
        return series.fillna(df[options["value"]])
    if strategy is ImputationStrategy.RANDOM:
        return _sampled(series, name)
    given = options.get("value", options.get("values"))
    return _with_constant(series, _placeholder(series, values.type_of(action, name)) if given is None else given)


def _with_constant(series, value):
    import pandas

    if pandas.api.types.is_numeric_dtype(series.dtype) and isinstance(value, str):
        number = pandas.to_numeric(value, errors="coerce")
        value = value if pandas.isna(number) else number
    if isinstance(series.dtype, pandas.CategoricalDtype) and value not in series.cat.categories:
        series = series.cat.add_categories([value])
    try:
        return series.fillna(value)
    except (TypeError, ValueError):
        return series.astype(object).where(series.notna(), value)  # of another type than the column's


def _placeholder(series, kind):
    import pandas

    if kind is ColumnType.DATETIME:
        return pandas.Timestamp("1970-01-01", tz=getattr(series.dtype, "tz", None))
    if kind in NUMBER_TYPES:
        return 0
    return "[]" if kind is ColumnType.LIST else "missing"


def _sampled(series, name):
    there = series.dropna()
    if len(there) == 0:
        raise BlockError(
            "action_invalid",
            f"Action impute: the column {name} has no value to take at random.",
            "Choose another strategy for it.",
        )
    missing = series.isna().to_numpy()
    filled = series.copy()
    filled.iloc[missing] = there.sample(int(missing.sum()), replace=True).to_numpy()
    return filled
