"""What real XGBoost learns from small data sets, to hold the training of core/learn/boost against it.

    python scripts/make-boost-fixture.py        writes test/fixtures/learn/xgboost-training.json

The data sets come from a hash of whole numbers, which core/learn/boost/test-support.ts computes as well, so that only
parameters and results are stored: scores on validation rows, whole trees, estimated base scores, mean scores over
seeds where rows or columns are sampled, and scores on many data sets where cut points differ. Trees as base64 of little-endian numbers. Needs xgboost-cpu, numpy and scipy.
"""

import base64
import json
import pathlib

import numpy
import scipy
import scipy.sparse
import xgboost

MASK = 0xFFFFFFFF


def uniform(rows, stream):
    """Numbers in [0, 1) of 24 bits, one for each number of a row: the finaliser of MurmurHash3."""
    bits = (rows.astype("u8") * 0x9E3779B1 & MASK) ^ (stream * 0x85EBCA6B & MASK)
    bits = (bits ^ (bits >> 16)) * 0x85EBCA6B & MASK
    bits = (bits ^ (bits >> 13)) * 0xC2B2AE35 & MASK
    return ((bits ^ (bits >> 16)) >> 8) / 2**24


def numbers(rows):
    """Six columns of many distinct values, and what depends on them."""
    u = [uniform(rows, stream) for stream in range(8)]
    columns = [u[0] * 10, u[1] * 2 - 1, u[2], numpy.floor(u[3] * 20), u[4] * u[4] * 100, u[5]]
    signal = columns[0] * 2 - columns[1] * columns[1] * 8
    signal = signal + numpy.where(u[2] > 0.5, columns[4] / 20, -columns[3] / 7) + (u[6] - 0.5) * 4
    return columns, signal


def rounded(rows):
    """The same with at most 200 distinct values in a column, so that each has a bin of its own."""
    u = [uniform(rows, stream) for stream in range(7)]
    columns = [
        numpy.floor(u[0] * 200) / 20,
        numpy.floor(u[1] * 100) / 50 - 1,
        numpy.floor(u[2] * 128) / 128,
        numpy.floor(u[3] * 20),
        numpy.floor(u[4] * u[4] * 100),
        numpy.floor(u[5] * 150),
    ]
    signal = columns[0] * 2 - columns[1] * columns[1] * 8
    signal = signal + numpy.where(columns[2] > 0.5, columns[4] / 20, -columns[3] / 7) + (u[6] - 0.5) * 4
    return columns, signal


def holes(columns, rows):
    return [numpy.where(uniform(rows, 20 + at) < 0.12 * (at % 3), numpy.nan, column) for at, column in enumerate(columns)]


def grid(rows):
    """Columns of so few distinct values that each has a bin of its own."""
    u = [uniform(rows, 40 + stream) for stream in range(8)]
    columns = [
        numpy.floor(u[0] * 8),
        numpy.floor(u[1] * 5),
        numpy.floor(u[2] * 16) / 4 - 2,
        numpy.floor(u[3] * 2),
        numpy.floor(u[4] * 12),
    ]
    signal = columns[0] * 1.5 - columns[2] * columns[2] * 3 + columns[3] * columns[4] * 0.7 + (u[5] - 0.5) * 6
    return columns, signal


def effect(category, modulus):
    return category * 7919 % modulus - (modulus - 1) / 2


def categories(rows, sizes, stream):
    """Categorical columns, a number, and what depends on them."""
    columns = []
    signal = (uniform(rows, stream + 9) - 0.5) * 6
    for at, size in enumerate(sizes):
        u = uniform(rows, stream + at)
        column = numpy.floor(u * u * size)
        signal = signal + effect(column, 13 - 2 * at)
        columns.append(column)
    number = numpy.floor(uniform(rows, stream + 8) * 10)
    signal = signal + number * 0.8
    columns = [numpy.where(uniform(rows, stream + 4 + at) < 0.07, numpy.nan, column) for at, column in enumerate(columns)]
    return [*columns, number], signal


def trips(rows):
    """Two groups of one-hot columns and a number, which may be a stored 0."""
    left = numpy.floor(uniform(rows, 60) ** 2 * 60).astype(int)
    right = numpy.floor(uniform(rows, 61) * 80).astype(int)
    distance = numpy.floor(uniform(rows, 62) ** 2 * 200) / 10
    signal = 5 + left % 7 + right % 5 + distance * 3 + (uniform(rows, 63) - 0.5) * 5
    indices = numpy.stack([left, 60 + right, numpy.full(len(rows), 140)], axis=1).reshape(-1)
    values = numpy.stack([numpy.ones(len(rows)), numpy.ones(len(rows)), distance], axis=1).reshape(-1)
    indptr = numpy.arange(len(rows) + 1) * 3
    return scipy.sparse.csr_matrix((values.astype("f4"), indices, indptr), shape=(len(rows), 141)), signal


def words(rows):
    """200 columns of counts, few in each row and at any place."""
    draws = 4 + numpy.floor(uniform(rows, 70) * 10).astype(int)
    entries = [{} for _ in rows]
    for draw in range(14):
        column = numpy.floor(uniform(rows, 80 + draw) ** 2 * 200).astype(int)
        count = 1 + numpy.floor(uniform(rows, 100 + draw) * 4)
        for at, found in enumerate(entries):
            if draw < draws[at]:
                found.setdefault(column[at], count[at])
    signal = (uniform(rows, 71) - 0.5) * 4
    for at, found in enumerate(entries):
        for column in sorted(found):
            signal[at] = signal[at] + (column % 11 - 5) * found[column]
    indices = numpy.concatenate([sorted(found) for found in entries])
    values = numpy.concatenate([[found[column] for column in sorted(found)] for found in entries])
    indptr = numpy.concatenate([[0], numpy.cumsum([len(found) for found in entries])])
    return scipy.sparse.csr_matrix((values.astype("f4"), indices, indptr), shape=(len(rows), 200)), signal


def without_zeros(columns):
    """Stored sparsely, zeros and missing values left out."""
    dense = numpy.stack(columns, axis=1)
    return scipy.sparse.csr_matrix(numpy.where(numpy.isnan(dense), 0, dense).astype("f4"))


def features(kind, rows):
    if kind == "numbers":
        return *numbers(rows), None
    if kind == "numbers with holes":
        columns, signal = numbers(rows)
        return holes(columns, rows), signal, None
    if kind == "rounded":
        return *rounded(rows), None
    if kind == "rounded with holes":
        columns, signal = rounded(rows)
        return holes(columns, rows), signal, None
    if kind == "grid":
        return *grid(rows), None
    if kind == "grid with holes":
        columns, signal = grid(rows)
        return holes(columns, rows), signal, None
    if kind == "sparse grid":
        columns, signal = grid(rows)
        return without_zeros(columns), signal, None
    if kind == "few categories":
        return *categories(rows, [3, 4], 120), "ccq"
    if kind == "many categories":
        return *categories(rows, [9, 40], 140), "ccq"
    if kind == "trips":
        return *trips(rows), None
    return *words(rows), None


def labels(kind, signal, rows):
    """What is predicted: the number itself, whether it is large, which class it is of, or a count that goes by it."""
    if kind == "number":
        return signal
    if kind == "flag":
        return (uniform(rows, 200) < numpy.clip(signal / 24 + 0.2, 0.05, 0.95)).astype("f8")
    if kind == "class":
        return numpy.clip(numpy.floor(signal / 6 + 1 + (uniform(rows, 201) - 0.5)), 0, 3)
    rate = numpy.clip(signal / 8 + 1, 0.2, 5)
    return sum((uniform(rows, 210 + draw) < rate / 12).astype("f8") for draw in range(12))


LABELS = {"binary:logistic": "flag", "multi:softprob": "class", "count:poisson": "count"}


def matrix(kind, objective, first, count, weighted):
    rows = numpy.arange(first, first + count)
    found, signal, types = features(kind, rows)
    data = found if scipy.sparse.issparse(found) else numpy.stack(found, axis=1).astype("f4")
    return xgboost.DMatrix(
        data,
        label=labels(LABELS.get(objective, "number"), signal, rows).astype("f4"),
        weight=(0.25 + uniform(rows, 220) * 3).astype("f4") if weighted else None,
        feature_types=None if types is None else list(types),
        enable_categorical=types is not None,
    )


EXTRA = {"multi:softprob": {"num_class": 4}}
TRAINING_ROWS = 1500
VALIDATION_ROWS = 1000
GRID_ROWS = 300

SQUARED = "reg:squarederror"
# data, objective, weighted, rounds, parameters
SCORES = [
    ("rounded", SQUARED, False, 30, {}),
    ("rounded", SQUARED, True, 30, {"max_depth": 4}),
    ("rounded", SQUARED, False, 60, {"eta": 0.1, "max_depth": 8, "min_child_weight": 5}),
    ("rounded", SQUARED, False, 30, {"lambda": 20, "alpha": 5, "gamma": 3}),
    ("rounded", SQUARED, False, 30, {"max_delta_step": 0.5}),
    ("rounded", SQUARED, False, 20, {"max_depth": 0, "min_child_weight": 10}),
    ("rounded", SQUARED, False, 30, {"grow_policy": "lossguide", "max_leaves": 12, "max_depth": 0}),
    ("rounded", SQUARED, False, 30, {"grow_policy": "lossguide", "max_leaves": 20, "max_depth": 5}),
    ("rounded", SQUARED, False, 30, {"max_leaves": 12}),
    ("rounded", SQUARED, False, 30, {"base_score": 2.5}),
    ("rounded", SQUARED, False, 30, {"monotone_constraints": [1, 0, 0, -1, 1, 0]}),
    ("rounded with holes", SQUARED, False, 30, {}),
    ("rounded with holes", SQUARED, False, 30, {"lambda": 0, "min_child_weight": 0}),
    ("rounded with holes", "binary:logistic", True, 25, {"scale_pos_weight": 2.5, "max_depth": 4}),
    ("rounded with holes", "multi:softprob", False, 15, {"max_depth": 4}),
    ("rounded with holes", "count:poisson", False, 30, {"max_depth": 4}),
    ("rounded with holes", "reg:absoluteerror", False, 30, {}),
    ("rounded with holes", "reg:absoluteerror", True, 30, {"max_depth": 4}),
    ("rounded with holes", "reg:pseudohubererror", False, 30, {"huber_slope": 2, "base_score": 7}),
    ("trips", SQUARED, False, 40, {}),
    ("trips", SQUARED, False, 20, {"max_depth": 10, "min_child_weight": 3}),
    ("trips", "count:poisson", True, 20, {"max_depth": 5}),
    ("words", SQUARED, False, 40, {}),
    ("words", SQUARED, False, 20, {"grow_policy": "lossguide", "max_leaves": 30, "max_depth": 0}),
    ("words", "binary:logistic", False, 20, {"max_depth": 3, "gamma": 0.5}),
    ("few categories", SQUARED, False, 20, {"max_cat_to_onehot": 5}),
    ("many categories", SQUARED, False, 20, {}),
    ("many categories", SQUARED, True, 20, {"max_cat_threshold": 6}),
    ("many categories", "multi:softprob", False, 10, {"max_depth": 3}),
]

# where the base scores that are estimated differ, as core/learn/boost/objectives.ts says
STARTS = {"reg:pseudohubererror": {"base_score": 2.5}}
TREES = [
    *[
        (data, objective, weighted, 3, {**parameters, **STARTS.get(objective, {})})
        for data, weighted, parameters in [
            ("grid", False, {"max_depth": 4}),
            ("grid with holes", True, {"max_depth": 4}),
            ("sparse grid", False, {"max_depth": 3, "alpha": 0.5, "lambda": 2}),
            ("many categories", False, {"max_depth": 3}),
        ]
        for objective in [
            SQUARED,
            "binary:logistic",
            "multi:softprob",
            "count:poisson",
            "reg:absoluteerror",
            "reg:pseudohubererror",
        ]
    ],
    ("grid with holes", SQUARED, False, 3, {"alpha": 3, "lambda": 0, "gamma": 20}),
    ("grid with holes", SQUARED, False, 3, {"alpha": 3, "lambda": 0.5, "max_delta_step": 0.8}),
    ("grid with holes", SQUARED, False, 3, {"min_child_weight": 0, "lambda": 0}),
    ("grid with holes", SQUARED, False, 3, {"min_child_weight": 12}),
    ("grid with holes", SQUARED, False, 3, {"grow_policy": "lossguide", "max_leaves": 9, "max_depth": 0}),
    ("grid with holes", SQUARED, False, 3, {"max_leaves": 9}),
    ("grid with holes", SQUARED, False, 3, {"num_parallel_tree": 2, "max_depth": 2}),
    ("grid with holes", SQUARED, False, 3, {"monotone_constraints": [1, 0, -1, 1, 0], "max_depth": 5}),
    ("grid with holes", SQUARED, False, 3, {"monotone_constraints": [-1, 1, 1, 1, -1], "alpha": 2, "max_delta_step": 1}),
    ("grid with holes", "binary:logistic", False, 3, {"scale_pos_weight": 3, "max_depth": 3, "gamma": 0.3}),
    ("grid with holes", "count:poisson", False, 3, {"max_delta_step": 0.1, "max_depth": 3}),
    ("grid with holes", "reg:pseudohubererror", False, 3, {"huber_slope": 3, "max_depth": 3, "base_score": 2}),
    ("few categories", SQUARED, False, 3, {"max_cat_to_onehot": 5, "max_depth": 4}),
    ("few categories", "binary:logistic", True, 3, {"max_cat_to_onehot": 5, "max_depth": 3}),
    ("many categories", SQUARED, True, 3, {"max_cat_threshold": 5, "max_depth": 4}),
    ("many categories", SQUARED, False, 3, {"min_child_weight": 6, "alpha": 2}),
    ("many categories", SQUARED, False, 3, {"grow_policy": "lossguide", "max_leaves": 10, "max_depth": 0}),
]

BASE_SCORES = [
    *[
        (data, objective, weighted, 1, {})
        for data in ["rounded", "words"]
        for weighted in [False, True]
        for objective in [
            SQUARED,
            "binary:logistic",
            "multi:softprob",
            "count:poisson",
            "reg:absoluteerror",
            "reg:pseudohubererror",
        ]
    ],
    ("rounded", "binary:logistic", True, 1, {"scale_pos_weight": 3}),
    ("rounded", SQUARED, True, 1, {"scale_pos_weight": 3}),
    ("rounded", "count:poisson", False, 1, {"max_delta_step": 0.2}),
]

# over so many seeds, where rows or columns are sampled
SAMPLED = [
    ("rounded", SQUARED, False, 15, {"subsample": 0.5, "max_depth": 4}),
    ("rounded", SQUARED, False, 15, {"colsample_bytree": 0.7, "max_depth": 4}),
    ("rounded", SQUARED, False, 15, {"colsample_bylevel": 0.5, "max_depth": 4}),
    ("rounded", SQUARED, False, 15, {"colsample_bynode": 0.5, "max_depth": 4}),
    ("rounded", "reg:absoluteerror", False, 15, {"subsample": 0.4, "max_depth": 4}),
    ("words", SQUARED, False, 8, {"num_parallel_tree": 3, "subsample": 0.6, "colsample_bynode": 0.3, "max_depth": 4}),
]
SEEDS = 200

# over so many data sets, where cut points differ because columns have more values than bins
BINNED = [
    ("numbers", SQUARED, False, 30, {}),
    ("numbers", SQUARED, False, 30, {"max_bin": 16}),
    ("numbers", SQUARED, True, 30, {"max_depth": 4}),
    ("numbers with holes", SQUARED, False, 30, {"max_bin": 12, "lambda": 0, "min_child_weight": 0}),
    ("numbers with holes", "multi:softprob", False, 10, {"max_depth": 4}),
]
DATA_SETS = 24
NEXT_DATA_SET = 10000


def packed(values, kind):
    return base64.b64encode(numpy.asarray(values, dtype=f"<{kind}").tobytes()).decode()


def tree_of(tree):
    kept = {
        "left": packed(tree["left_children"], "i4"),
        "right": packed(tree["right_children"], "i4"),
        "feature": packed(tree["split_indices"], "i4"),
        "condition": packed(tree["split_conditions"], "f4"),
        "missingLeft": packed(tree["default_left"], "u1"),
        "gain": packed(tree["loss_changes"], "f4"),
        "hessian": packed(tree["sum_hessian"], "f4"),
        "weight": packed(tree["base_weights"], "f4"),
    }
    if tree["categories_nodes"]:
        ends = numpy.add(tree["categories_segments"], tree["categories_sizes"])
        kept["sets"] = {
            str(node): tree["categories"][start:end]
            for node, start, end in zip(tree["categories_nodes"], tree["categories_segments"], ends)
        }
    return kept


def trained(case, count, seed=0, first=0):
    data, objective, weighted, rounds, parameters = case
    settings = {"tree_method": "hist", "nthread": 1, "seed": seed, "objective": objective, **EXTRA.get(objective, {})}
    for name, value in parameters.items():
        settings[name] = tuple(value) if name == "monotone_constraints" else value
    training = matrix(data, objective, first, count, weighted)
    validation = matrix(data, objective, first + count, VALIDATION_ROWS, weighted)
    history = {}
    booster = xgboost.train(
        settings, training, rounds, evals=[(validation, "validation")], evals_result=history, verbose_eval=False
    )
    [(metric, scores)] = history["validation"].items()
    return booster, metric, scores[-1]


def described(case):
    data, objective, weighted, rounds, parameters = case
    given = {"objective": objective, **EXTRA.get(objective, {}), **parameters}
    return {"data": data, "weighted": weighted, "rounds": rounds, "parameters": given}


def scored(case):
    _, metric, score = trained(case, TRAINING_ROWS)
    return {**described(case), "metric": metric, "score": score}


def base_score(booster):
    found = json.loads(json.loads(booster.save_config())["learner"]["learner_model_param"]["base_score"])
    return found if isinstance(found, list) else [found]


def grown(case):
    booster, _, _ = trained(case, GRID_ROWS)
    model = json.loads(bytes(booster.save_raw("json")))["learner"]["gradient_booster"]["model"]
    return {**described(case), "baseScore": base_score(booster), "trees": [tree_of(tree) for tree in model["trees"]]}


def estimated(case):
    booster, _, _ = trained(case, TRAINING_ROWS)
    return {**described(case), "baseScore": base_score(booster)}


def averaged(case):
    found = [trained(case, TRAINING_ROWS, seed) for seed in range(SEEDS)]
    scores = [score for _, _, score in found]
    return {
        **described(case),
        "metric": found[0][1],
        "mean": float(numpy.mean(scores)),
        "deviation": float(numpy.std(scores, ddof=1)),
        "seeds": SEEDS,
    }


def each_set(case):
    found = [trained(case, TRAINING_ROWS, first=at * NEXT_DATA_SET) for at in range(DATA_SETS)]
    return {**described(case), "metric": found[0][1], "scores": [score for _, _, score in found]}


fixture = {
    "versions": {"xgboost": xgboost.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__},
    "rows": {
        "training": TRAINING_ROWS,
        "validation": VALIDATION_ROWS,
        "grid": GRID_ROWS,
        "nextDataSet": NEXT_DATA_SET,
    },
    "scores": [scored(case) for case in SCORES],
    "trees": [grown(case) for case in TREES],
    "baseScores": [estimated(case) for case in BASE_SCORES],
    "sampled": [averaged(case) for case in SAMPLED],
    "binned": [each_set(case) for case in BINNED],
}
target = pathlib.Path(__file__).parent.parent / "test/fixtures/learn/xgboost-training.json"
target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{target}: {target.stat().st_size} bytes")
