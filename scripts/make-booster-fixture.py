"""What real XGBoost says about models of every kind, to hold core/learn/boost against it.

    python scripts/make-booster-fixture.py fixture          writes core/learn/boost/fixtures/xgboost-VERSION.json
    python scripts/make-booster-fixture.py train FOLDER     writes FOLDER/cases.json: every case, for the interchange test
    python scripts/make-booster-fixture.py predict FOLDER   loads the models FOLDER/NAME.json and .ubj for each of the cases
                                                            and writes what they predict to FOLDER/predicted.json

A case is a model (JSON text and UBJSON), the matrix it is asked about and the answers. Arrays are base64 of little-endian
32-bit floats (`f4`) or integers (`i4`). Works with XGBoost 1.7 and later; the versions are recorded.
"""

import base64
import json
import pathlib
import sys
import warnings

import numpy
import scipy.sparse
import xgboost

try:
    import pandas
except ImportError:
    pandas = None

warnings.filterwarnings("ignore")
ROWS, DEPTH = (60, 3) if sys.argv[1:] == ["fixture"] else (200, 4)
KINDS = ["weight", "gain", "cover", "total_gain", "total_cover"]
VERSION = tuple(int(part) for part in xgboost.__version__.split(".")[:2])


def packed(values, kind="f4"):
    return base64.b64encode(numpy.ascontiguousarray(values, dtype=f"<{kind}").tobytes()).decode()


def unpacked(text, kind="f4"):
    return numpy.frombuffer(base64.b64decode(text), dtype=f"<{kind}")


def frame():
    """A data frame with categories: texts, numbers and a number among them that no row has."""
    random = numpy.random.default_rng(5)
    codes = numpy.stack([random.integers(0, 3, ROWS), random.integers(0, 4, ROWS)], axis=1)
    numbers = random.normal(size=ROWS).astype("f4")
    columns = {
        "text": pandas.Categorical.from_codes(codes[:, 0], ["zebra", "été", ""]),
        "year": pandas.Categorical.from_codes(codes[:, 1], [2024, 1999, 7, -3, 12]),
        "size": numbers,
    }
    features = numpy.column_stack([codes, numbers]).astype("f4")
    matrix = xgboost.DMatrix(pandas.DataFrame(columns), enable_categorical=True)
    return {"kind": "dense", "values": packed(features), "shape": [ROWS, 3]}, matrix, codes[:, 0] * 2 - codes[:, 1] + numbers


def matrix_of(kind):
    if kind == "sparse":
        return sparse()
    return frame() if kind == "frame" else dense(kind == "categorical")


def dense(categorical):
    """Numbers with missing ones, whole numbers, an indicator and a column of seven categories."""
    random = numpy.random.default_rng(7)
    features = numpy.stack(
        [
            random.normal(size=ROWS) * 1000,
            random.normal(size=ROWS) * 1e-3,
            random.integers(0, 9, ROWS),
            random.integers(0, 2, ROWS),
            random.integers(0, 7, ROWS),
        ],
        axis=1,
    ).astype("f4")
    for column, step in ((0, 5), (1, 7), (2, 3), (4, 11)):
        features[::step, column] = numpy.nan
    filled = numpy.nan_to_num(features)
    signal = filled[:, 0] / 500 + filled[:, 1] * 900 + filled[:, 2] / 3 + (filled[:, 4] % 3) * filled[:, 3]
    types = ["float", "q", "int", "i", "c" if categorical else "q"]
    matrix = xgboost.DMatrix(
        features,
        feature_names=["number", "small", "whole", "flag", "kind"],
        feature_types=types,
        enable_categorical=categorical,
    )
    return {"kind": "dense", "values": packed(features), "shape": list(features.shape)}, matrix, signal


def sparse():
    """One-hot columns and one of numbers, of which some are stored zeros."""
    random = numpy.random.default_rng(11)
    left, right = random.integers(0, 30, ROWS), random.integers(30, 45, ROWS)
    numbers = numpy.round(numpy.abs(random.normal(size=ROWS)), 1)
    indices = numpy.stack([left, right, numpy.full(ROWS, 45)], axis=1).reshape(-1)
    values = numpy.stack([numpy.ones(ROWS), numpy.ones(ROWS), numbers], axis=1).reshape(-1)
    indptr = numpy.arange(0, 3 * ROWS + 1, 3)
    matrix = scipy.sparse.csr_matrix((values, indices, indptr), shape=(ROWS, 46))
    stored = {
        "kind": "sparse",
        "shape": [ROWS, 46],
        "indptr": packed(indptr, "i4"),
        "indices": packed(indices, "i4"),
        "values": packed(values),
    }
    return stored, xgboost.DMatrix(matrix), (left % 4) - (right % 3) + numbers


TARGETS = {
    "reg:squarederror": lambda signal: signal,
    "reg:absoluteerror": lambda signal: signal,
    "reg:pseudohubererror": lambda signal: signal,
    "reg:squaredlogerror": lambda signal: signal - signal.min(),
    "reg:logistic": lambda signal: 1 / (1 + numpy.exp(-signal)),
    "reg:gamma": lambda signal: signal - signal.min() + 0.5,
    "reg:tweedie": lambda signal: numpy.maximum(signal, 0),
    "count:poisson": lambda signal: numpy.floor(signal - signal.min()),
    "binary:logistic": lambda signal: signal > numpy.median(signal),
    "binary:logitraw": lambda signal: signal > numpy.median(signal),
    "binary:hinge": lambda signal: signal > numpy.median(signal),
    "multi:softprob": lambda signal: numpy.digitize(signal, numpy.quantile(signal, [0.2, 0.6])),
    "multi:softmax": lambda signal: numpy.digitize(signal, numpy.quantile(signal, [0.2, 0.6])),
    "rank:pairwise": lambda signal: signal > numpy.median(signal),
    "survival:cox": lambda signal: signal - signal.min() + 0.5,
}
EXTRA = {
    "multi:softprob": {"num_class": 3},
    "multi:softmax": {"num_class": 3},
    "reg:pseudohubererror": {"huber_slope": 2.5},
    "reg:tweedie": {"tweedie_variance_power": 1.2},
}

# name, kind of matrix, objective, parameters
VARIANTS = [
    ("pruned", "dense", "reg:squarederror", {"tree_method": "exact", "gamma": 40, "max_depth": 5}),
    ("deep", "dense", "reg:squarederror", {"max_depth": 0, "max_leaves": 40, "grow_policy": "lossguide"}),
    ("forest", "categorical", "multi:softprob", {"num_parallel_tree": 3, "subsample": 0.6}),
    ("dart", "categorical", "reg:squarederror", {"booster": "dart", "rate_drop": 0.5}),
    ("one hot categories", "categorical", "binary:logistic", {"max_cat_to_onehot": 20}),
    ("a leaf only", "dense", "reg:squarederror", {"gamma": 1e9}),
    ("two targets", "dense", "reg:squarederror", {"targets": 2}),
    ("a base score given", "sparse", "count:poisson", {"base_score": 2.25}),
]


def cases():
    for objective in TARGETS:
        for matrix in ("dense", "categorical", "sparse"):
            yield f"{objective} {matrix}", matrix, objective, {}
    yield from VARIANTS
    if pandas is not None:
        yield "data frame", "frame", "reg:squarederror", {}


def trained(name, kind, objective, parameters):
    stored, matrix, signal = matrix_of(kind)
    target = numpy.asarray(TARGETS[objective](signal), dtype="f4")
    parameters = {**EXTRA.get(objective, {}), **parameters}
    if parameters.pop("targets", 1) == 2:
        target = numpy.stack([target, -numpy.square(target)], axis=1)
    matrix.set_label(target)
    if objective.startswith("rank"):
        matrix.set_group([ROWS // 2, ROWS - ROWS // 2])
    settings = {"tree_method": "hist", "max_depth": DEPTH, "max_cat_to_onehot": 1, "seed": 3, "nthread": 1}
    booster = xgboost.train({**settings, "objective": objective, **parameters}, matrix, num_boost_round=6)
    booster.set_attr(note="as it was", best_iteration="4", best_score="0.25")
    case = {
        "name": name,
        "json": bytes(booster.save_raw("json")).decode(),
        "ubjson": base64.b64encode(bytes(booster.save_raw("ubj"))).decode(),
        "matrix": stored,
        **predicted(booster, matrix),
        "later": packed(booster.predict(matrix, output_margin=True, iteration_range=(2, 5))),
        "slice": bytes(booster[1:4].save_raw("json")).decode(),
        "leaves": packed(booster.predict(matrix, pred_leaf=True), "i4"),
        "contributions": packed(booster.predict(matrix, pred_contribs=True)),
        "importance": {kind: booster.get_score(importance_type=kind) for kind in KINDS},
        "text": booster.get_dump(),
        "textWithStats": booster.get_dump(with_stats=True),
        "jsonWithStats": booster.get_dump(with_stats=True, dump_format="json"),
    }
    margins = numpy.arange(unpacked(case["margins"]).size, dtype="f4") / 100
    matrix.set_base_margin(margins.reshape(ROWS, -1) if margins.size > ROWS else margins)
    case["onMargin"] = packed(booster.predict(matrix, output_margin=True))
    return case


def predicted(booster, matrix):
    return {
        "margins": packed(booster.predict(matrix, output_margin=True)),
        "predictions": packed(booster.predict(matrix)),
    }


def versions():
    return {"xgboost": xgboost.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__}


def write(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def train(folder):
    write(folder / "cases.json", {"versions": versions(), "cases": [trained(*case) for case in cases()]})


def predict(folder):
    answers = {}
    for name, kind, _, _ in cases():
        _, matrix, _ = matrix_of(kind)
        answers[name] = {}
        for form in ("json", "ubj"):
            booster = xgboost.Booster(model_file=folder / f"{name.replace(':', '-')}.{form}")
            booster.set_param("nthread", 1)
            answers[name][form] = predicted(booster, matrix)
    write(folder / "predicted.json", answers)


FIXTURE = [
    "reg:squarederror categorical",
    "binary:logistic sparse",
    "count:poisson dense",
    "multi:softprob categorical",
    "dart",
]


def fixture():
    chosen = [trained(*case) for case in cases() if case[0] in FIXTURE]
    target = pathlib.Path(__file__).parent.parent / "core" / "learn" / "boost" / "fixtures"
    file = target / f"xgboost-{VERSION[0]}.{VERSION[1]}.json"
    write(file, {"madeBy": "scripts/make-booster-fixture.py", "versions": versions(), "cases": chosen})
    print(f"{file}: {len(chosen)} cases")


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    {"fixture": fixture, "train": train, "predict": predict}[what](*map(pathlib.Path, rest))
