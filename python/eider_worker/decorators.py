"""What the decorators of a block file do while the file is loaded: they write down whom they decorate.

The same functions stand for the stand-in's ``mage_ai.data_preparation.decorators``, so files that guard their imports and
files that do not behave alike. Outside of a block's loading (a test runner, a debugger) they give back the function as it is.
"""

NAMES = (
    "data_loader",
    "transformer",
    "data_exporter",
    "custom",
    "sensor",
    "test",
    "callback",
    "condition",
    "extension",
    "on_success",
    "on_failure",
    "data_source",
    "x",
    "y",
    "xy",
    "columns",
    "configuration",
    "render",
    "preprocesser_functions",
    "preprocesser",
    "streaming_source",
    "streaming_sink",
    "data_integration_source",
    "data_integration_destination",
    "data_integration_catalog",
    "data_integration_config",
    "data_integration_selected_streams",
    "data_integration_query",
)

_loading = []
"""The records of the block that is being loaded, innermost last: loading one block may not load another, but a test may."""


class Record:
    """A decorated function, with what its decorator was given."""

    def __init__(self, name, function, given, options):
        self.name = name
        self.function = function
        self.given = given
        self.options = options


class Recording:
    """Collects what is decorated while a block's file is executed."""

    def __enter__(self):
        self.records = []
        _loading.append(self.records)
        return self

    def __exit__(self, *_):
        _loading.pop()

    def of(self, name):
        return [record for record in self.records if record.name == name]


def _decorator(name):
    def decorate(*given, **options):
        # bare: @transformer; called: @callback('failure'), @transformer()
        if len(given) == 1 and callable(given[0]) and not options:
            return _note(name, given[0], (), {})
        return lambda function: _note(name, function, given, options)

    decorate.__name__ = name
    decorate.__doc__ = f"Marks a function of a block as its {name}."
    return decorate


def _note(name, function, given, options):
    if _loading:
        _loading[-1].append(Record(name, function, given, options))
    return function


DECORATORS = {name: _decorator(name) for name in NAMES}
