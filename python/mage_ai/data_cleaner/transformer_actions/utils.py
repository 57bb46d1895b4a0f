import keyword
import re

from mage_ai.data_cleaner.column_types.column_type_detector import infer_column_type
from mage_ai.data_cleaner.transformer_actions.constants import ActionType, Axis


def build_transformer_action(
    df,
    action_type=None,
    arguments=None,
    action_code="",
    options=None,
    axis=Axis.COLUMN,
    outputs=None,
    **others,
):
    """What ``BaseAction`` takes: an action on columns of a table, whose types are found in it."""
    columns = list(arguments if arguments is not None else others.get("action_arguments") or [])
    return {
        "action_type": ActionType(action_type if action_type is not None else others["type"]).value,
        "axis": Axis(axis).value,
        "action_code": action_code or "",
        "action_arguments": columns,
        "action_options": dict(options or others.get("action_options") or {}),
        "action_variables": {
            name: {"uuid": name, "column_type": infer_column_type(df[name].head(100_000), str(name)).value}
            for name in columns
            if name in df.columns
        },
        "outputs": list(outputs or []),
    }


def clean_column_name(name):
    """A name as a snake-case word of Python: numbers get a word before them, keywords an underscore behind."""
    text = str(name).strip(" '\"_-")
    text = re.sub(r"[\s\-.]+", "_", text)
    text = re.sub(r"[^A-Za-z0-9_]", "", text)
    if re.fullmatch(r"[0-9]+", text):
        text = f"number_{text}"
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text).lower()
    return f"{text}_" if keyword.iskeyword(text) else text
