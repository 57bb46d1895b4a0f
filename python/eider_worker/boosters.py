"""Models of XGBoost in its own format, which other versions and other languages read."""

import sys

from . import plain_data
from .failures import BlockError

_MODELS = ("XGBRegressor", "XGBClassifier", "XGBRanker", "XGBRFRegressor", "XGBRFClassifier")


def write(model, base):
    xgboost = sys.modules["xgboost"]
    note = {"packages": {"xgboost": xgboost.__version__}, "outline": _outline(model)}
    if type(model) is xgboost.Booster:
        # the parameters of its training, which the model's file has not
        note.update(type="xgboost.core.Booster", config=model.save_config())
    elif type(model).__name__ in _MODELS and type(model) is getattr(xgboost, type(model).__name__, None):
        note = _described(model, note)
        if note is None:
            return None
    else:
        return None
    model.save_model(f"{base}.ubj")
    return "model", ".ubj", None, None, note


def _outline(model):
    """What a person would ask about a model first."""
    try:
        booster = model if hasattr(model, "feature_names") and hasattr(model, "num_boosted_rounds") else model.get_booster()
        names = booster.feature_names or []
        lines = [f"rounds: {booster.num_boosted_rounds()}", f"features: {booster.num_features()}"]
        lines += [f"names of features: {', '.join(names[:20])}{' …' if len(names) > 20 else ''}"] if names else []
        return lines + [f"{key}: {value}" for key, value in sorted(booster.attributes().items())]
    except Exception:
        return []  # not fitted yet, or a version that tells less


def _described(model, note):
    """The note of a model with scikit-learn's manners; None for one that is not fitted, or holds more than plain data."""
    params = {key: value for key, value in model.get_params(deep=False).items() if value is not None}
    missing = params.pop("missing", None)
    if not model.__sklearn_is_fitted__() or not _is_nan(missing) or not plain_data.is_plain(params):
        return None
    found = {**note, "type": f"xgboost.sklearn.{type(model).__name__}", "params": params}
    evals = {
        data: {metric: list(values) for metric, values in metrics.items()}
        for data, metrics in (getattr(model, "evals_result_", None) or {}).items()
    }
    return {**found, "evals": evals} if evals else found


def _is_nan(value):
    return isinstance(value, float) and value != value


def read(file, note):
    import xgboost

    name = note.get("type", "xgboost.core.Booster").rsplit(".", 1)[-1]
    try:
        model = getattr(xgboost, name)(**note.get("params", {}))
        model.load_model(file)
    except (xgboost.core.XGBoostError, AttributeError, TypeError, ValueError) as error:
        written = note.get("packages", {}).get("xgboost", "another version")
        raise BlockError(
            "input_unreadable",
            f"The {name} was written with xgboost {written} and cannot be read with {xgboost.__version__}: {error}",
            "Run the block that gives it again, with the interpreter that is used now.",
        ) from error
    if "params" in note:
        # reading fills some in that were not given
        for key in model.get_params(deep=False).keys() - {"missing"}:
            setattr(model, key, note["params"].get(key))
    if "evals" in note:
        model.evals_result_ = note["evals"]
    if "config" in note and note.get("packages", {}).get("xgboost") == xgboost.__version__:
        model.load_config(note["config"])
    return model
