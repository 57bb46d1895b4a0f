"""Writes core/learn/linear/fixtures/*.json: what scikit-learn's linear models make of small data.

    python -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python scripts/make-linear-fixture.py

The fixture records the versions it was made with. Data are stored with it, as rows. Every model is fitted to dense rows, far
closer than by default, so that what is stored is the one answer there is, whatever the solver and the layout; `default`
beside it is the answer of the coordinate descents at their default tolerance. Of support vector machines the objective is
stored, as their coefficients follow the order in which rows are visited.
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.svm import LinearSVC, LinearSVR

warnings.simplefilter("ignore")
random = np.random.default_rng(20240131)


def data(X, scale=1.0):
    X = np.round(X, 3)
    n, p = X.shape
    coef = random.normal(size=p) * (random.random(p) < 0.7)
    signal = (X - X.mean(0)) @ coef / max(1, p**0.5) * scale
    y = np.round(signal + random.normal(size=n) + 3, 3)
    noisy = signal + random.normal(size=n)
    return {
        "rows": X.tolist(),
        "target": y.tolist(),
        "weights": np.round(random.random(n) * 3, 3).tolist(),
        "two": np.where(noisy > np.quantile(noisy, 0.6), 7, -2).tolist(),
        "three": np.digitize(noisy, np.quantile(noisy, [0.3, 0.8])).tolist(),
    }


def one_hot(n, k):
    return np.eye(k)[random.integers(0, k, n)]


plain = random.normal(size=(40, 5)) * [1, 0.1, 20, 1, 3] + [0, 1, -50, 0.5, 4]
free = random.normal(size=(40, 3))
DATA = {
    "plain": data(plain),
    "dependent": data(np.column_stack([free, free[:, 0] + free[:, 1], np.full(40, 2.5), free[:, 2]])),
    "wide": data(random.normal(size=(12, 20))),
    "one-hot": data(
        np.column_stack([one_hot(80, 9), one_hot(80, 5), random.exponential(size=80), np.zeros(80), np.ones(80)]), 4
    ),
}
# a weight of 0 leaves a row out
DATA["plain"]["weights"][3] = 0.0

LINEAR = [
    ("LinearRegression", {}, {}),
    ("Ridge", {"alpha": 0.7}, {"tol": 1e-14}),
    ("Ridge", {"alpha": 25.0}, {"tol": 1e-14}),
    ("Lasso", {"alpha": 0.05}, {"tol": 1e-13, "max_iter": 1000000}),
    ("Lasso", {"alpha": 0.02, "positive": True}, {"tol": 1e-13, "max_iter": 1000000}),
    ("ElasticNet", {"alpha": 0.1, "l1_ratio": 0.3}, {"tol": 1e-13, "max_iter": 1000000}),
]
VECTORS = [
    ("LinearSVR", {"C": 0.5, "epsilon": 0.1}),
    ("LinearSVR", {"C": 0.5, "epsilon": 0.1, "loss": "squared_epsilon_insensitive"}),
    ("LinearSVR", {"C": 0.5, "epsilon": 0.1, "loss": "squared_epsilon_insensitive", "dual": True}),
    ("LinearSVC", {"C": 0.3, "loss": "hinge", "intercept_scaling": 2.0}),
    ("LinearSVC", {"C": 0.3, "loss": "squared_hinge", "class_weight": "balanced"}),
    ("LinearSVC", {"C": 0.3, "loss": "squared_hinge", "dual": True}),
]
LOGISTIC = [
    ("two", {}),
    ("two", {"C": 0.05, "class_weight": "balanced"}),
    ("two", {"C": 5.0, "class_weight": {"7": 3, "-2": 0.5}}),
    ("three", {}),
    ("three", {"C": 0.2, "class_weight": "balanced"}),
]
MODELS = {m.__name__: m for m in (ElasticNet, Lasso, LinearRegression, Ridge)}


def options():
    for name in DATA:
        for fit_intercept in (True, False):
            for weighted in (False, True):
                yield name, fit_intercept, weighted


def shortest(X, y, fit_intercept, weights):
    """Least squares by the pseudo-inverse: the shortest answer, with a clear cut where columns depend on each other."""
    w = np.ones(len(y)) if weights is None else weights
    means = np.average(X, axis=0, weights=w) if fit_intercept else np.zeros(X.shape[1])
    mean = np.average(y, weights=w) if fit_intercept else 0.0
    root = np.sqrt(w)
    coef = np.linalg.pinv((X - means) * root[:, None], rcond=1e-12) @ ((y - mean) * root)
    return coef, mean - means @ coef


def linear_cases():
    for name, fit_intercept, weighted in options():
        X, y = np.array(DATA[name]["rows"]), np.array(DATA[name]["target"])
        weights = np.array(DATA[name]["weights"]) if weighted else None
        for model, parameters, exact in LINEAR:
            fitted = MODELS[model](fit_intercept=fit_intercept, **parameters, **exact).fit(X, y, weights)
            coef, intercept = fitted.coef_, fitted.intercept_
            if model == "LinearRegression":
                coef, intercept = shortest(X, y, fit_intercept, weights)
                assert np.allclose(fitted.predict(X), X @ coef + intercept), (name, model)
            case = {
                "model": model,
                "data": name,
                "weighted": weighted,
                "parameters": {"fit_intercept": fit_intercept, **parameters},
                "coef": coef.tolist(),
                "intercept": float(intercept),
            }
            if model in ("Lasso", "ElasticNet"):
                default = MODELS[model](fit_intercept=fit_intercept, **parameters).fit(X, y, weights)
                case["default"] = {
                    "coef": default.coef_.tolist(),
                    "iterations": default.n_iter_,
                    "dualityGap": float(default.dual_gap_),
                }
            yield case


def vector_cases():
    for name, fit_intercept, weighted in options():
        X = np.array(DATA[name]["rows"])
        w = np.array(DATA[name]["weights"]) if weighted else np.ones(len(X))
        for model, parameters in VECTORS:
            given = {"fit_intercept": fit_intercept, **parameters}
            label = "target" if model == "LinearSVR" else "two"
            y = np.array(DATA[name][label])
            exact = {**given, "tol": 1e-9, "max_iter": 2000000, "random_state": 0, "dual": given.get("dual", "auto")}
            m = (LinearSVR if model == "LinearSVR" else LinearSVC)(**exact).fit(X, y, w if weighted else None)
            coef, intercept = np.ravel(m.coef_), float(np.ravel(m.intercept_)[0]) if fit_intercept else 0.0
            f = X @ coef + intercept
            if model == "LinearSVR":
                error, cost = np.maximum(0, np.abs(y - f) - m.epsilon), w * m.C
            else:
                sign = np.where(y == 7, 1, -1)
                error = np.maximum(0, 1 - sign * f)
                counts = {c: (y == c).sum() for c in (7, -2)}
                balance = np.array([len(y) / (2 * counts[c]) for c in y])
                cost = w * m.C * (balance if m.class_weight == "balanced" else 1)
            loss = error**2 if m.loss.startswith("squared") else error
            bias = intercept / m.intercept_scaling
            yield {
                "model": model,
                "data": name,
                "label": label,
                "weighted": weighted,
                "parameters": given,
                "cost": cost.tolist(),
                "objective": float(0.5 * (coef @ coef + bias * bias) + cost @ loss),
            }


def logistic_cases():
    for name, fit_intercept, weighted in options():
        X = np.array(DATA[name]["rows"])
        w = np.array(DATA[name]["weights"]) if weighted else None
        for label, parameters in LOGISTIC:
            given = {"fit_intercept": fit_intercept, **parameters}
            exact = {**given, "tol": 1e-13, "max_iter": 100000, "solver": "newton-cg"}
            if isinstance(given.get("class_weight"), dict):
                exact["class_weight"] = {int(k): v for k, v in given["class_weight"].items()}
            m = LogisticRegression(**exact).fit(X, np.array(DATA[name][label]), w)
            yield {
                "data": name,
                "label": label,
                "weighted": weighted,
                "parameters": given,
                "coef": m.coef_.tolist(),
                "intercept": m.intercept_.tolist(),
                "probabilities": m.predict_proba(X[:2]).tolist(),
                "decisions": m.decision_function(X[:2]).tolist(),
            }


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return {key: rounded(item) for key, item in value.items()} if isinstance(value, dict) else value


versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}
folder = pathlib.Path(__file__).parent.parent / "core" / "learn" / "linear" / "fixtures"
folder.mkdir(parents=True, exist_ok=True)
for file, cases in (
    ("least-squares", linear_cases()),
    ("support-vectors", vector_cases()),
    ("logistic", logistic_cases()),
):
    listed = rounded(list(cases))
    fixture = {"madeBy": "scripts/make-linear-fixture.py", "versions": versions, "data": DATA, "cases": listed}
    (folder / f"{file}.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{file}: {len(listed)} cases")
