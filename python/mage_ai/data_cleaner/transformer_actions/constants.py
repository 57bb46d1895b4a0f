from enum import Enum

ActionType = Enum(
    "ActionType",
    {
        name.upper(): name
        for name in (
            "add average clean_column_name count count_distinct custom diff drop_duplicate expand_column explode filter "
            "first fix_syntax_errors generic group impute join last limit max median min mode normalize one_hot_encode "
            "reformat remove remove_outliers scale select shift_down shift_up sort standardize sum union update_type "
            "update_value"
        ).split()
    },
    type=str,
    module=__name__,
)
"""What is done to a table."""


class Axis(str, Enum):
    COLUMN = "column"
    ROW = "row"


class VariableType(str, Enum):
    FEATURE = "feature"
    FEATURE_SET = "feature_set"
    FEATURE_SET_VERSION = "feature_set_version"


class ActionVariable(str, Enum):
    """The keys of what is known of a column."""

    UUID = "uuid"
    COLUMN_TYPE = "column_type"


class Operator(str, Enum):
    CONTAINS = "contains"
    NOT_CONTAINS = "not contains"
    EQUALS = "=="
    NOT_EQUALS = "!="
    GREATER_THAN = ">"
    GREATER_THAN_OR_EQUALS = ">="
    LESS_THAN = "<"
    LESS_THAN_OR_EQUALS = "<="


class ImputationStrategy(str, Enum):
    AVERAGE = "average"
    COLUMN = "column"
    CONSTANT = "constant"
    MEDIAN = "median"
    MODE = "mode"
    NOOP = "no_action"
    RANDOM = "random"
    ROW_RM = "remove_rows"
    SEQ = "sequential"
