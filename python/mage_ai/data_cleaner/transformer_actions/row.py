"""Actions that keep, drop or order rows."""

from mage_ai.data_cleaner.transformer_actions import values
from mage_ai.data_cleaner.transformer_actions.filter_code import matches


def drop_duplicate(df, action):
    columns = action["action_arguments"]
    return df.drop_duplicates(subset=columns or None, keep=action["action_options"].get("keep", "last"))


def filter_rows(df, action):
    return df[matches(df, action["action_code"])]


def remove(df, action):
    return df.drop(index=action["action_options"].get("rows", []))


def sort(df, action):
    """By the columns; what is missing comes first when the first of them ascends, else last."""
    columns, options = action["action_arguments"], action["action_options"]
    if not columns:
        return df
    ascending = list(options.get("ascendings") or []) or [options.get("ascending", True)] * len(columns)
    keys = df[columns].copy()
    for name in columns:
        if values.is_number(action, name):
            keys[name] = values.numbers(df[name])
    keys.index = range(len(keys))
    order = keys.sort_values(
        columns, ascending=ascending, na_position="first" if ascending[0] else "last", kind="stable"
    ).index
    return df.iloc[order]


ACTIONS = {"drop_duplicate": drop_duplicate, "filter": filter_rows, "remove": remove, "sort": sort}
