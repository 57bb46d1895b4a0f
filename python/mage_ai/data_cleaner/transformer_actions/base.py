from eider_worker.failures import BlockError
from mage_ai.data_cleaner.transformer_actions import column, row
from mage_ai.data_cleaner.transformer_actions.constants import Axis

_ACTIONS = {Axis.COLUMN.value: column.ACTIONS, Axis.ROW.value: row.ACTIONS}


class BaseAction:
    """An action on a table, as ``build_transformer_action`` describes it."""

    def __init__(self, action):
        self.action = {"action_options": {}, "action_arguments": [], "action_variables": {}, "outputs": [], **action}

    @property
    def action_type(self):
        return getattr(self.action["action_type"], "value", self.action["action_type"])

    @property
    def axis(self):
        return getattr(self.action.get("axis"), "value", self.action.get("axis")) or Axis.COLUMN.value

    def execute(self, df, **_):
        """The table after the action; the one that is given stays as it is."""
        function = _ACTIONS.get(self.axis, {}).get(self.action_type)
        if function is None:
            raise BlockError(
                "action_unknown",
                f"There is no action {self.action_type} on the axis {self.axis}.",
                f"On columns there are {', '.join(sorted(column.ACTIONS))}; on rows {', '.join(sorted(row.ACTIONS))}.",
            )
        if df.empty:
            return df
        self._check(df)
        return function(df.copy(deep=False), self.action)

    def _check(self, df):
        missing = [name for name in self.action["action_arguments"] if name not in df.columns]
        # taking away what is not there leaves what is wanted
        if missing and not (self.action_type == "remove" and self.axis == Axis.COLUMN.value):
            raise BlockError(
                "column_unknown",
                f"Action {self.action_type}: the table has no column {missing[0]}.",
                f"It has {', '.join(map(str, df.columns[:20]))}{' …' if df.shape[1] > 20 else ''}.",
            )

