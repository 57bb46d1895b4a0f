"""Writes core/learn/tune/fixtures/hyperopt.json: what hyperopt finds on validation losses that both sides compute.

    python -m venv venv && venv/bin/pip install hyperopt optuna scikit-learn setuptools
    venv/bin/python scripts/make-tune-fixture.py [seeds]

The spaces are those of a course's tuning blocks. The losses are formulas shaped like the validation losses of the models
(over- and underfitting, too few rounds, parameters that make up for each other), written again in
core/learn/tune/fixtures/losses.ts, so that a search of 50 trials takes no training; the values at a few points show
that both say the same. The Lasso's is a real one: RMSE on held-out rows of synthetic data, trained by scikit-learn at
65 alphas and interpolated. Also written: Parzen estimators and densities by hyperopt's own functions, and what Optuna's median pruner says.
"""

import json
import math
import pathlib
import sys

import hyperopt
import numpy
import optuna
import scipy
import sklearn
from hyperopt import Trials, fmin, hp, tpe
from hyperopt.tpe import GMM1_lpdf, LGMM1_lpdf, adaptive_parzen_normal
from sklearn.linear_model import Lasso

TRIALS = 50
SEEDS = int(sys.argv[1]) if len(sys.argv) > 1 else 200


def lasso_table():
    """RMSE of held-out rows by alpha, 0 to 1 in steps of 1/64: correlated features, few of which matter."""
    rng = numpy.random.default_rng(7)
    common = rng.normal(size=(120, 5))
    X = numpy.repeat(common, 12, axis=1) + 0.7 * rng.normal(size=(120, 60))
    y = X[:, 0] - 0.8 * X[:, 13] + 0.6 * X[:, 30] + 2.5 * rng.normal(size=120)
    alphas = [max(step / 64, 0.0001) for step in range(65)]
    losses = []
    for alpha in alphas:
        model = Lasso(alpha=alpha, max_iter=20000).fit(X[:70], y[:70])
        losses.append(float(numpy.sqrt(numpy.mean((model.predict(X[70:]) - y[70:]) ** 2))))
    return losses


LASSO = lasso_table()


def linear_svr(p):
    u = math.log(p["C"])
    return 6 + 0.09 * (u + 1.5) ** 2 + 1.5 * (p["epsilon"] - 0.35) ** 2 + (1.2 + 0.4 * max(0, u)) * math.exp(-p["max_iter"] / 900)


def forest(p):
    depth, leaf, split, trees = p["max_depth"], p["min_samples_leaf"], p["min_samples_split"], p["n_estimators"]
    variance = 0.004 * depth / leaf + 0.01 * (split - 2 * leaf) ** 2 / (1 + leaf)
    return 5.4 + 2 * math.exp(-depth / 6) + 0.02 * (leaf - 4) ** 2 + variance + 1.5 / trees


def gradient_boosting(p):
    depth, leaf, split, rounds = p["max_depth"], p["min_samples_leaf"], p["min_samples_split"], p["n_estimators"]
    learned = p["learning_rate"] * rounds * (1 - math.exp(-depth / 8))
    return 5.2 + 3 * math.exp(-learned / 2) + 0.03 * learned * (depth / 20) / leaf + 0.002 * (split - 9) ** 2 + 0.3 * p["learning_rate"]


def lasso(p):
    at = min(p["alpha"] * 64, 63.999999)
    step = math.floor(at)
    return LASSO[step] + (at - step) * (LASSO[step + 1] - LASSO[step]) + math.exp(-p["max_iter"] / 400)


def linear_regression(p):
    return 5.995 if p["fit_intercept"] else 9.11


def booster(p):
    eta, rounds, depth = p["learning_rate"], p["num_boost_round"], p["max_depth"]
    learned = eta * rounds / 60 * (1 - math.exp(-depth / 12))
    held_back = math.log(p["reg_lambda"]) + 3 + 0.5 * (math.log(p["reg_alpha"]) + 2) + 0.5 * p["gamma"]
    overfit = max(0, learned * (0.4 + depth / 60) - 2 - 0.2 * held_back - 0.4 * math.log(p["min_child_weight"]))
    return (
        5.1
        + 2.5 * math.exp(-learned)
        + 0.08 * overfit**2
        + 0.9 * (p["subsample"] - 0.8) ** 2
        + 0.5 * (p["colsample_bytree"] - 0.75) ** 2
        + 0.04 * (math.log(p["min_child_weight"]) - 1.2) ** 2
        + 0.01 * held_back**2
    )


SPACES = {
    "LinearSVR": (
        linear_svr,
        {"epsilon": ("uniform", 0, 1), "C": ("loguniform", -7, 3), "max_iter": ("quniform", 1000, 5000, 100)},
    ),
    "RandomForestRegressor": (
        forest,
        {
            "max_depth": ("quniform", 5, 45, 5),
            "min_samples_leaf": ("quniform", 1, 10, 1),
            "min_samples_split": ("quniform", 2, 20, 1),
            "n_estimators": ("quniform", 10, 60, 10),
            "random_state": 7,
        },
    ),
    "GradientBoostingRegressor": (
        gradient_boosting,
        {
            "learning_rate": ("loguniform", -5, 0),
            "max_depth": ("quniform", 5, 40, 1),
            "min_samples_leaf": ("quniform", 1, 10, 1),
            "min_samples_split": ("quniform", 2, 20, 1),
            "n_estimators": ("quniform", 10, 50, 10),
            "random_state": 7,
        },
    ),
    "ExtraTreesRegressor": (
        forest,
        {
            "max_depth": ("quniform", 5, 30, 5),
            "min_samples_leaf": ("quniform", 1, 10, 1),
            "min_samples_split": ("quniform", 2, 20, 2),
            "n_estimators": ("quniform", 10, 40, 10),
            "random_state": 7,
        },
    ),
    "Lasso": (lasso, {"alpha": ("uniform", 0.0001, 1), "max_iter": ("quniform", 1000, 5000, 100)}),
    "LinearRegression": (linear_regression, {"fit_intercept": ("choice", [True, False])}),
    "Booster": (
        booster,
        {
            "colsample_bytree": ("uniform", 0.5, 1),
            "gamma": ("uniform", 0.1, 1),
            "learning_rate": ("loguniform", -3, 0),
            "max_depth": ("quniform", 4, 100, 1),
            "min_child_weight": ("loguniform", -1, 3),
            "num_boost_round": ("quniform", 500, 1000, 10),
            "objective": "reg:squarederror",
            "random_state": 42,
            "reg_alpha": ("loguniform", -5, -1),
            "reg_lambda": ("loguniform", -6, -1),
            "subsample": ("uniform", 0.1, 1),
        },
    ),
}
FIELDS = {
    "uniform": ("low", "high"),
    "loguniform": ("low", "high"),
    "quniform": ("low", "high", "q"),
    "choice": ("options",),
}


def of_hyperopt(space):
    return {
        name: getattr(hp, value[0])(name, *value[1:]) if isinstance(value, tuple) else value
        for name, value in space.items()
    }


def as_data(space):
    return {
        name: {"type": value[0], **dict(zip(FIELDS[value[0]], value[1:]))} if isinstance(value, tuple) else value
        for name, value in space.items()
    }


def best_losses(loss, space):
    found = []
    for seed in range(SEEDS):
        trials = Trials()
        fmin(
            loss,
            of_hyperopt(space),
            algo=tpe.suggest,
            max_evals=TRIALS,
            trials=trials,
            rstate=numpy.random.default_rng(seed),
            show_progressbar=False,
            verbose=False,
        )
        found.append(min(trials.losses()))
    return found


def some_points(loss, space):
    rng = numpy.random.default_rng(1)
    points = [hyperopt.pyll.stochastic.sample(hyperopt.pyll.as_apply(of_hyperopt(space)), rng=rng) for _ in range(5)]
    plain = [{k: v if isinstance(v, (bool, str)) else float(v) for k, v in point.items()} for point in points]
    return [{"parameters": point, "loss": loss(point)} for point in plain]


def searches():
    for name, (loss, space) in SPACES.items():
        found = best_losses(loss, space)
        print(name, "median of", SEEDS, "seeds:", numpy.median(found), flush=True)
        yield {"name": name, "space": as_data(space), "bestLosses": [round(loss, 7) for loss in found], "points": some_points(loss, space)}


def estimators():
    rng = numpy.random.default_rng(3)
    observed = [
        ("none", []),
        ("one below the prior", [0.2]),
        ("one above the prior", [0.9]),
        ("two", [0.7, 0.1]),
        ("equal ones", [0.25, 0.25, 0.25, 0.75]),
        ("close ones, whose width is held up", [0.5, 0.50001, 0.50002, 0.9]),
        ("26 with forgetting", rng.uniform(size=26)),
        ("120, more than which the width no longer depends on", rng.uniform(size=120)),
    ]
    for name, values in observed:
        for weight, mu, sigma in ((1.0, 0.5, 1.0), (2.5, 0.3, 0.4)):
            weights, mus, sigmas = adaptive_parzen_normal(numpy.asarray(values, dtype=float), weight, mu, sigma)
            yield {
                "name": name,
                "observations": [float(value) for value in values],
                "prior": {"weight": weight, "mu": mu, "sigma": sigma},
                "weights": weights.tolist(),
                "mus": mus.tolist(),
                "sigmas": sigmas.tolist(),
            }


def densities():
    """log densities of values, per unit of the axis: hyperopt's log-normal ones are per unit of the value."""
    rng = numpy.random.default_rng(4)
    cases = [
        ({"type": "uniform", "low": -1, "high": 3}, 1.0, 4.0, rng.uniform(-1, 3, size=30), [-1, -0.2, 0.7, 2.999]),
        ({"type": "quniform", "low": 5, "high": 45, "q": 5}, 25.0, 40.0, [10, 10, 25, 45, 5], [5, 10, 15, 40, 45]),
        ({"type": "normal", "mu": 2, "sigma": 3}, 2.0, 3.0, [-4, 0.5, 2.5, 9], [-6, 0, 2, 11.5]),
        ({"type": "qnormal", "mu": 2, "sigma": 3, "q": 0.5}, 2.0, 3.0, [-4, 0.5, 2.5, 9], [-6, 0, 2, 11.5]),
        ({"type": "loguniform", "low": -5, "high": 0}, -2.5, 5.0, [0.01, 0.3, 0.9], [0.007, 0.05, 0.5, 0.99]),
        ({"type": "qloguniform", "low": 0, "high": 5, "q": 1}, 2.5, 5.0, [1, 7, 90], [1, 2, 30, 148]),
        ({"type": "lognormal", "mu": 0, "sigma": 1}, 0.0, 1.0, [0.3, 1.5, 4], [0.02, 0.9, 1.1, 20]),
        ({"type": "qlognormal", "mu": 1, "sigma": 1, "q": 2}, 1.0, 1.0, [2, 2, 4, 12], [2, 4, 6, 30]),
    ]
    for space, mu, sigma, observed, values in cases:
        log, q = "log" in space["type"], space.get("q")
        values = numpy.asarray(values, dtype=float)
        axis = numpy.log if log else numpy.asarray
        mixture = adaptive_parzen_normal(axis(numpy.asarray(observed, dtype=float)), 1.0, mu, sigma)
        low, high = space.get("low"), space.get("high")
        result = (LGMM1_lpdf if log else GMM1_lpdf)(values, *mixture, low=low, high=high, q=q)
        if log and q is None:
            result = result + numpy.log(values)
            if low is not None:  # which hyperopt leaves out, as it is the same for all values
                cdf = hyperopt.tpe.normal_cdf
                weights, mus, sigmas = mixture
                result = result - numpy.log(numpy.sum(weights * (cdf(high, mus, sigmas) - cdf(low, mus, sigmas))))
        yield {
            "space": space,
            "observations": [float(value) for value in observed],
            "values": values.tolist(),
            "logDensities": result.tolist(),
        }


def prunings():
    """Trials that end at random steps with random values, and what the pruner says of another one after each report."""
    rng = numpy.random.default_rng(5)
    for options in (
        {},
        {"n_startup_trials": 2, "n_warmup_steps": 3},
        {"n_startup_trials": 1, "interval_steps": 3},
        {"n_startup_trials": 0, "n_warmup_steps": 1, "interval_steps": 2, "n_min_trials": 4},
    ):
        study = optuna.create_study()
        others = []
        for _ in range(6):
            reports = {step: round(float(rng.normal()), 3) for step in range(int(rng.integers(3, 12)))}
            complete = bool(rng.uniform() < 0.9)
            state = optuna.trial.TrialState.COMPLETE if complete else optuna.trial.TrialState.PRUNED
            value = list(reports.values())[-1]
            study.add_trial(optuna.trial.create_trial(state=state, value=value, intermediate_values=reports))
            others.append({"state": state.name.lower(), "value": value, "reports": list(reports.items())})
        pruner = optuna.pruners.MedianPruner(**options)
        says = []
        for level in (-1.5, 0, 1.5):
            study.add_trial(optuna.trial.create_trial(state=optuna.trial.TrialState.RUNNING))
            trial = study.trials[-1]
            for step in sorted(rng.choice(12, size=8, replace=False).tolist()):
                value = round(float(level + rng.normal()), 3) if rng.uniform() < 0.9 else None
                trial.intermediate_values[step] = math.nan if value is None else value
                says.append({"level": level, "step": step, "value": value, "prune": bool(pruner.prune(study, trial))})
        yield {"options": options, "others": others, "says": says}


fixture = {
    "madeBy": "scripts/make-tune-fixture.py",
    "versions": {
        "hyperopt": hyperopt.__version__,
        "optuna": optuna.__version__,
        "scikit-learn": sklearn.__version__,
        "scipy": scipy.__version__,
        "numpy": numpy.__version__,
    },
    "trials": TRIALS,
    "lasso": LASSO,
    "estimators": list(estimators()),
    "densities": list(densities()),
    "prunings": list(prunings()),
    "searches": list(searches()),
}
target = pathlib.Path(__file__).parent.parent / "core" / "learn" / "tune" / "fixtures" / "hyperopt.json"
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text(json.dumps(fixture) + "\n", encoding="utf-8")
print(target)
