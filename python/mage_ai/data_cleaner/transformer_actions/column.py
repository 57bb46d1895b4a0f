"""Actions that change, add or take away columns."""

from eider_worker.failures import BlockError
from mage_ai.data_cleaner.column_types import patterns
from mage_ai.data_cleaner.column_types.constants import NUMBER_TYPES, ColumnType
from mage_ai.data_cleaner.transformer_actions import values
from mage_ai.data_cleaner.transformer_actions.aggregate import AGGREGATIONS, aggregate
from mage_ai.data_cleaner.transformer_actions.impute import impute
from mage_ai.data_cleaner.transformer_actions.outliers import remove_outliers
from mage_ai.data_cleaner.transformer_actions.reformat import reformat
from mage_ai.data_cleaner.transformer_actions.utils import clean_column_name

_ADDED = {
    "addition": lambda a, b: a + b,
    "difference": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
}


def add(df, action):
    """A new column of one or two others: the second operand may be the option ``value``."""
    columns, options = action["action_arguments"], action["action_options"]
    udf = options.get("udf")
    if udf == "constant":
        return df.assign(**{_output(action): options.get("value", action["action_code"])})
    if udf not in _ADDED:
        raise BlockError(
            "action_unknown", f"Action add: there is no udf {udf}.", f"There are constant, {', '.join(_ADDED)}."
        )
    if not columns:
        return df
    result = df[columns[0]]
    for other in [df[name] for name in columns[1:]] or [options.get("value", 0)]:
        result = _ADDED[udf](result, other)
    return df.assign(**{_output(action): result})


def clean_column_names(df, action):
    return df.rename(columns={name: clean_column_name(name) for name in action["action_arguments"]})


def custom(df, action):
    """Runs the action's own code on ``df``, and then the functions that it decorates with ``custom_action``."""
    functions = []
    scope = {"df": df.copy(), "custom_action": lambda function: functions.append(function) or function}
    exec(compile(action["action_code"], "<action_code>", "exec"), scope)
    result = scope["df"]
    for function in functions:
        result = function(result)
    return result


def diff(df, action):
    columns = action["action_arguments"]
    return df.assign(**{_output(action): df[columns[0]].diff()}) if columns else df


def fix_syntax_errors(df, action):
    """Marks values that do not look like the column's type: missing where it is a number or a time, else ``invalid``."""
    import pandas

    expected = {
        ColumnType.EMAIL: patterns.EMAIL,
        ColumnType.PHONE_NUMBER: patterns.PHONE_NUMBER,
        ColumnType.ZIP_CODE: patterns.ZIP_CODE,
        ColumnType.DATETIME: patterns.DATETIME,
        **{kind: patterns.NUMBER for kind in NUMBER_TYPES},
    }
    changed = {}
    for name in action["action_arguments"]:
        kind, series = values.type_of(action, name), df[name]
        already = pandas.api.types.is_numeric_dtype(series.dtype) or pandas.api.types.is_datetime64_any_dtype(series.dtype)
        if kind not in expected or (already and (kind in NUMBER_TYPES or kind is ColumnType.DATETIME)):
            continue
        wrong = series.notna() & ~series.astype(str).str.strip().str.fullmatch(expected[kind]).fillna(False).astype(bool)
        is_value = kind in NUMBER_TYPES or kind is ColumnType.DATETIME
        changed[name] = series.mask(wrong) if is_value else series.astype(object).mask(wrong, "invalid")
    return df.assign(**changed)


def normalize(df, action):
    """Between 0 and 1."""
    columns = action["action_arguments"]
    return df.assign(**{name: (df[name] - df[name].min()) / (df[name].max() - df[name].min()) for name in columns})


def one_hot_encode(df, action):
    import pandas

    columns = action["action_arguments"]
    return pandas.get_dummies(df, columns=columns) if columns else df


def remove(df, action):
    return df.drop(columns=[name for name in action["action_arguments"] if name in df.columns])


def select(df, action):
    return df[action["action_arguments"]]


def shift_down(df, action):
    columns, options = action["action_arguments"], action["action_options"]
    if not columns:
        return df
    groups = options.get("groupby_columns")
    of = df.groupby(groups)[columns[0]] if groups else df[columns[0]]
    return df.assign(**{_output(action): of.shift(options.get("periods", 1))})


def shift_up(df, action):
    columns = action["action_arguments"]
    return df.assign(**{_output(action): df[columns[0]].shift(-1)}) if columns else df


def standardize(df, action):
    """Around 0 with a standard deviation of 1."""
    columns = action["action_arguments"]
    return df.assign(**{name: (df[name] - df[name].mean()) / df[name].std() for name in columns})


def _output(action):
    outputs = action["outputs"]
    if outputs:
        return outputs[0]["uuid"]
    raise BlockError(
        "action_invalid",
        f"Action {action['action_type']} is not told what its new column is called.",
        "Give outputs=[{'uuid': 'name', 'column_type': 'number'}].",
    )


ACTIONS = {
    "add": add,
    "clean_column_name": clean_column_names,
    "custom": custom,
    "diff": diff,
    "fix_syntax_errors": fix_syntax_errors,
    "generic": custom,
    "impute": impute,
    "normalize": normalize,
    "one_hot_encode": one_hot_encode,
    "reformat": reformat,
    "remove": remove,
    "remove_outliers": remove_outliers,
    "scale": normalize,
    "select": select,
    "shift_down": shift_down,
    "shift_up": shift_up,
    "standardize": standardize,
    **{name: aggregate for name in AGGREGATIONS},
}
