"""Executes the file of a chart and says, in a few numbers and texts, what it draws."""

import difflib
import inspect
import json

from . import chart_source, chart_values
from .chart_cells import Unsuitable
from .decorators import DECORATORS
from .failures import BlockError

MOST_TEXT = 7 * 1024 * 1024
"""Characters of a picture or of HTML that are handed on: 5 MB as base64."""


def draw(block, task, arguments, variables):
    """What a chart's code gives, reduced to what is drawn: ``drawing``, ``configuration`` and ``notes``."""
    chart = _Chart(block, task, arguments, variables)
    drawing = chart.drawing()
    # what the code itself has put there may be anything
    configuration = json.loads(json.dumps(chart.configuration, default=str))
    return {"drawing": drawing, "configuration": configuration, "notes": chart.notes}


class _Chart:
    def __init__(self, block, task, arguments, variables):
        self.block = block
        self.uuid = task["block"]
        self.file = task["file"]
        self.folder = task["folder"]
        self.variables = variables
        self.notes = []
        self.source = None
        self.given = arguments
        found = self._decorated("data_source")
        if found is not None:
            self.source = (_call(found.function, arguments, variables),)
            self.given = list(self.source)
        self.configuration = {**task["configuration"], **(self._result("configuration") or {})}

    def drawing(self):
        render = self._decorated("render")
        if render is not None:
            return self._rendered(render)
        kind = self.configuration.get("chart_type")
        x, y, index = self._values()
        grouped = self.configuration.get("group_by") or self.configuration.get("metrics")
        if x is None and y is None and grouped:
            value = None if self.source is None else chart_source.stored(self.source[0], self.folder)
            return {"kind": "source", "source": value}
        if kind == "custom":
            raise self._error(
                "chart_not_rendered",
                f"Chart {self.uuid} is a custom chart, but its file has no function with @render.",
                "Put @render(render_type='png') above a function that returns a picture as base64, or use 'html'.",
            )
        if x is None and y is None:
            raise self._unset()
        try:
            return chart_values.drawing(kind, x, y, index, self.configuration, self.notes.append)
        except Unsuitable as error:
            raise self._error("chart_values", f"Chart {self.uuid} cannot be drawn: {error}", error.remedy) from None

    def _values(self):
        """What is to be drawn: what decorated functions return, else the variables that the configuration names."""
        x, y = self._result("x"), self._result("y")
        both = self._result("xy")
        if both is not None:
            x, y = both
        columns = self._result("columns")
        x = self._variable("x") if x is None else x
        y = self._variable("y") if y is None else y
        return (columns if x is None else x), y, self._variable("index")

    def _variable(self, key):
        name = self.configuration.get(key)
        name = name[0] if isinstance(name, list) and name else name
        value = self.block.names.get(name) if isinstance(name, str) else None
        # the decorators are there too, and have such short names
        return None if value is DECORATORS.get(name, self) else value

    def _unset(self):
        named = [self.configuration[key] for key in ("x", "y") if self.configuration.get(key)]
        if not named:
            return self._error(
                "chart_configuration",
                f"The configuration of chart {self.uuid} names neither x nor y.",
                "Set x, and y where the chart needs it, to names of variables that its code sets.",
            )
        own = [name for name in self.block.names if not name.startswith("_") and name not in DECORATORS]
        near = difflib.get_close_matches(str(named[0]), own, 1)
        return self._error(
            "chart_variable_missing",
            f"The code of chart {self.uuid} sets no variable {' and no variable '.join(map(str, named))}.",
            f"Did you mean {near[0]}?" if near else "Set it in the code, or correct x and y in the configuration.",
        )

    def _rendered(self, record):
        result = _call(record.function, self.given, self.variables)
        if isinstance(result, (bytes, bytearray)):
            import base64

            result = base64.b64encode(result).decode("ascii")
        if not isinstance(result, str):
            raise self._error(
                "chart_not_rendered",
                f"The function with @render of chart {self.uuid} returned {type(result).__name__}.",
                "Return HTML, or the bytes of a picture as base64.",
                record,
            )
        if len(result) > MOST_TEXT:
            raise self._error(
                "chart_too_large",
                f"What chart {self.uuid} draws has {len(result) / 1e6:.1f} MB; at most 5 MB are shown.",
                "Draw it smaller, or with fewer points.",
                record,
            )
        kind = record.options.get("render_type") or (record.given[0] if record.given else None)
        return {"kind": "render", "type": str(kind or ""), "text": result}

    def _result(self, name):
        record = self._decorated(name)
        return None if record is None else _call(record.function, self.given, self.variables)

    def _decorated(self, name):
        found = self.block.records.of(name)
        return found[0] if found else None

    def _error(self, code, message, remedy, record=None):
        line = 1 if record is None else getattr(getattr(record.function, "__code__", None), "co_firstlineno", 1)
        return BlockError(code, message, remedy, self.file, line)


def _call(function, given, variables):
    """Calls a chart's function with as much of what is given as it takes: one parameter for several values is their list."""
    parameters = list(inspect.signature(function).parameters.values())
    named = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        values = given
    elif len(named) == 1 and len(given) > 1:
        values = [list(given)]
    else:
        values = given[: len(named)]
    takes_variables = any(p.kind is p.VAR_KEYWORD for p in parameters)
    return function(*values, **(variables if takes_variables else {}))
