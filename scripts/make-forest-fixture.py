"""Writes core/learn/forest/fixtures/forests.json: what scikit-learn's trees predict where nothing is drawn.

Run with scikit-learn installed: python scripts/make-forest-fixture.py
Every case is fitted with several seeds, which must agree: else two of its splits are equally good, and scikit-learn draws.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.sparse import csr_array
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

ROWS, TEST, COLUMNS = 300, 60, 6


def draw(count, seed):
    """The generator that fixtures/rows.ts has as well."""
    state, numbers = seed, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        numbers.append(state / 2**31)
    return np.array(numbers)


def rows(count, seed):
    """Features, their sparse variant, and targets by a formula."""
    x = draw(count * COLUMNS, seed).reshape(count, COLUMNS)
    noise = draw(count, seed + 1)
    y = 3 + 4 * x[:, 0] - 3 * x[:, 1] * x[:, 2] + (x[:, 3] > 0.6) + 0.3 * noise
    kept = draw(count * COLUMNS, seed + 2).reshape(count, COLUMNS) < np.array([0.9, 0.6, 0.35, 0.3, 0.25, 0.2])
    sparse = np.where(kept, x - 0.4, 0)
    return x, sparse, y


x, sparse, y = rows(ROWS, 1)
test_x, test_sparse, _ = rows(TEST, 77)
_, _, sparse_noise = rows(ROWS, 5)
sparse_y = 4 * sparse[:, 0] - 3 * sparse[:, 1] + 5 * sparse[:, 2] * sparse[:, 3] + 2 * sparse[:, 4] + 0.1 * sparse_noise
weights = np.floor(draw(ROWS, 9) * 4)
LABELS = np.array([-1, 2, 7])


def cuts_of(data):
    """Numbers between which targets are of the same class; the fixture has them."""
    count = data["classes"]
    return np.quantile(sparse_y if data.get("sparse") else y, np.arange(1, count) / count)


def classes_of(values, data):
    return LABELS[np.searchsorted(cuts_of(data), values)]


REGRESSORS = {
    "DecisionTreeRegressor": DecisionTreeRegressor,
    "RandomForestRegressor": RandomForestRegressor,
    "GradientBoostingRegressor": GradientBoostingRegressor,
    "ExtraTreesRegressor": ExtraTreesRegressor,
}
CLASSIFIERS = {
    "DecisionTreeClassifier": DecisionTreeClassifier,
    "RandomForestClassifier": RandomForestClassifier,
    "GradientBoostingClassifier": GradientBoostingClassifier,
    "ExtraTreesClassifier": ExtraTreesClassifier,
}
LEAF = {"min_samples_leaf": 6}
ALL = {"n_estimators": 3, "bootstrap": False, "max_features": 1.0}

CASES = [
    ("DecisionTreeRegressor", LEAF, {}),
    ("DecisionTreeRegressor", {"max_depth": 3}, {}),
    ("DecisionTreeRegressor", {**LEAF, "max_leaf_nodes": 11}, {}),
    ("DecisionTreeRegressor", {"min_impurity_decrease": 0.02}, {}),
    ("DecisionTreeRegressor", {"min_weight_fraction_leaf": 0.04}, {"weights": True}),
    ("DecisionTreeRegressor", {**LEAF, "min_samples_split": 40}, {"weights": True}),
    ("DecisionTreeRegressor", {"min_samples_leaf": 0.04, "min_samples_split": 0.2}, {}),
    ("DecisionTreeRegressor", {**LEAF, "criterion": "poisson"}, {}),
    ("DecisionTreeRegressor", LEAF, {"sparse": True}),
    ("DecisionTreeRegressor", {**LEAF, "max_leaf_nodes": 9}, {"sparse": True, "weights": True}),
    ("RandomForestRegressor", {**LEAF, **ALL}, {}),
    ("RandomForestRegressor", {**LEAF, **ALL}, {"sparse": True, "weights": True}),
    ("GradientBoostingRegressor", {**LEAF, "n_estimators": 30}, {}),
    ("GradientBoostingRegressor", {**LEAF, "n_estimators": 20, "learning_rate": 0.3, "max_depth": 2, "init": "zero"}, {"weights": True}),
    ("GradientBoostingRegressor", {**LEAF, "n_estimators": 20, "loss": "huber", "alpha": 0.8}, {"weights": True}),
    ("GradientBoostingRegressor", {**LEAF, "n_estimators": 3, "loss": "absolute_error", "max_depth": 2}, {}),
    ("GradientBoostingRegressor", {**LEAF, "n_estimators": 3, "loss": "quantile", "alpha": 0.7, "max_depth": 2}, {}),
    ("GradientBoostingRegressor", {**LEAF, "n_estimators": 15}, {"sparse": True}),
    ("DecisionTreeClassifier", {"min_samples_leaf": 20}, {"classes": 2, "weights": True}),
    ("DecisionTreeClassifier", {"max_depth": 3, "min_samples_leaf": 12}, {"classes": 3}),
    ("DecisionTreeClassifier", {"max_depth": 3, "min_samples_leaf": 12, "criterion": "entropy"}, {"classes": 3}),
    ("DecisionTreeClassifier", {"max_depth": 3, "min_samples_leaf": 12, "class_weight": {"-1": 5, "7": 0.5}}, {"classes": 3, "weights": True}),
    ("DecisionTreeClassifier", {"max_leaf_nodes": 6, "min_samples_leaf": 12, "class_weight": "balanced"}, {"classes": 2, "sparse": True}),
    ("RandomForestClassifier", {"max_depth": 3, "min_samples_leaf": 12, **ALL}, {"classes": 3, "sparse": True, "weights": True}),
    ("GradientBoostingClassifier", {**LEAF, "n_estimators": 20}, {"classes": 2}),
    ("GradientBoostingClassifier", {**LEAF, "n_estimators": 10, "loss": "exponential", "max_depth": 2}, {"classes": 2, "weights": True}),
    ("GradientBoostingClassifier", {"min_samples_leaf": 15, "n_estimators": 6, "max_depth": 2}, {"classes": 3, "weights": True}),
    ("GradientBoostingClassifier", {"min_samples_leaf": 15, "n_estimators": 6, "max_depth": 2}, {"classes": 3, "sparse": True}),
]


def named(parameters):
    """A class weight's keys are texts in JSON."""
    given = parameters.get("class_weight")
    return {**parameters, "class_weight": {int(k): v for k, v in given.items()}} if isinstance(given, dict) else parameters


def fitted(name, parameters, data, seed):
    is_sparse = data.get("sparse", False)
    train, test = (csr_array(sparse), csr_array(test_sparse)) if is_sparse else (x, test_x)
    numbers = sparse_y if is_sparse else y
    target = classes_of(numbers, data) if "classes" in data else numbers
    kind = (CLASSIFIERS if "classes" in data else REGRESSORS)[name]
    model = kind(random_state=seed, **named(parameters)).fit(train, target, sample_weight=weights if data.get("weights") else None)
    predicted = model.predict_proba(test) if "classes" in data else model.predict(test)
    return np.ravel(predicted), model.feature_importances_, getattr(model, "train_score_", None)


cases = []
for name, parameters, data in CASES:
    predicted, importances, score = fitted(name, parameters, data, 0)
    for seed in range(1, 6):
        again = fitted(name, parameters, data, seed)
        if not np.allclose(predicted, again[0], rtol=1e-9, atol=1e-12):
            raise SystemExit(f"{name} {parameters} {data}: two splits are equally good")
    case = {"model": name, "parameters": parameters, **data, "predictions": predicted.tolist(), "importances": importances.tolist()}
    if score is not None:
        case["trainScore"] = score.tolist()
    if "classes" in data:
        case["cuts"] = cuts_of(data).tolist()
    cases.append(case)

# Where something is drawn, scores over seeds: means and standard deviations of what scikit-learn reaches.
DRAWN = [
    ("RandomForestRegressor", {"n_estimators": 30, "max_features": 0.5, "oob_score": True}, {}),
    ("RandomForestRegressor", {"n_estimators": 30, "max_features": 2, "max_samples": 0.5, "min_samples_leaf": 2}, {"sparse": True}),
    ("ExtraTreesRegressor", {"n_estimators": 30, "max_features": 1.0}, {}),
    ("ExtraTreesRegressor", {"n_estimators": 30, "max_features": "sqrt", "min_samples_leaf": 2}, {"sparse": True}),
    ("RandomForestClassifier", {"n_estimators": 30, "oob_score": True, "class_weight": "balanced_subsample"}, {"classes": 3}),
    ("ExtraTreesClassifier", {"n_estimators": 30, "bootstrap": True, "oob_score": True}, {"classes": 2}),
    ("GradientBoostingRegressor", {"n_estimators": 40, "subsample": 0.5, "max_features": "sqrt"}, {}),
    ("GradientBoostingRegressor", {"n_estimators": 200, "n_iter_no_change": 5, "learning_rate": 0.3}, {}),
]
_, _, test_y = rows(TEST, 77)
_, _, test_noise = rows(TEST, 5)
sparse_test_y = 4 * test_sparse[:, 0] - 3 * test_sparse[:, 1] + 5 * test_sparse[:, 2] * test_sparse[:, 3] + 2 * test_sparse[:, 4]


def drawn(name, parameters, data, seed):
    is_sparse = data.get("sparse", False)
    train, test = (csr_array(sparse), csr_array(test_sparse)) if is_sparse else (x, test_x)
    numbers, wanted = (sparse_y, sparse_test_y) if is_sparse else (y, test_y)
    if "classes" in data:
        numbers, wanted = classes_of(numbers, data), classes_of(wanted, data)
    kind = (CLASSIFIERS if "classes" in data else REGRESSORS)[name]
    model = kind(random_state=seed, **parameters).fit(train, numbers)
    found = {"score": model.score(test, wanted)}
    if parameters.get("oob_score"):
        found["oob"] = model.oob_score_
    if "n_iter_no_change" in parameters:
        found["stages"] = model.n_estimators_
    return found


statistics = []
for name, parameters, data in DRAWN:
    found = [drawn(name, parameters, data, seed) for seed in range(30)]
    means = {key: {"mean": float(np.mean([f[key] for f in found])), "sd": float(np.std([f[key] for f in found]))} for key in found[0]}
    if "classes" in data:
        means["cuts"] = cuts_of(data).tolist()
    statistics.append({"model": name, "parameters": parameters, **data, **means})

versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
path = Path(__file__).parent.parent / "core/learn/forest/fixtures/forests.json"
path.write_text(json.dumps({"versions": versions, "cases": cases, "drawn": statistics}, separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
