"""Writes core/learn/metrics/fixtures/metrics.json: what scikit-learn's metrics make of small data.

    python -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python scripts/make-metrics-fixture.py

The fixture records the versions it was made with. A case names our function, its arguments and parameters, and what
scikit-learn gives; numbers that JSON has not are the texts "nan", "inf" and "-inf".
"""

import json
import math
import pathlib
import re
import warnings

import numpy
import sklearn
import sklearn.metrics as metrics

warnings.filterwarnings("ignore")
random = numpy.random.RandomState(7)
CASES = []


def plain(value):
    if isinstance(value, dict):
        return {key: plain(of) for key, of in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(of) for of in value]
    if isinstance(value, numpy.ndarray):
        return plain(value.tolist())
    if isinstance(value, numpy.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def camel(name):
    return re.sub("_(.)", lambda match: match[1].upper(), name)


def case(name, *arguments, keys=None, title="", **parameters):
    """One case; `keys` name the parts of a tuple that scikit-learn gives."""
    expected = getattr(metrics, name)(*arguments, **parameters)
    if name == "classification_report":
        expected = re.sub(r" (\d+)\.0$", r"   \1", expected, flags=re.MULTILINE)  # whole sums of weights, written as counts
    if keys:
        expected = dict(zip(keys, expected))
    CASES.append(
        {
            "function": camel(name),
            "title": title,
            "arguments": plain([numpy.asarray(of) for of in arguments]),
            "parameters": plain(parameters),
            "expected": plain(expected),
        }
    )


# regression
truth = numpy.round(random.gamma(2, 3, 41), 2)
guess = numpy.round(numpy.abs(truth + random.normal(0, 1.5, 41)) + 0.01, 2)
weights = numpy.round(random.uniform(0, 3, 41), 1)
weights[[2, 7, 8]] = 0
regression = [
    "mean_squared_error",
    "root_mean_squared_error",
    "mean_squared_log_error",
    "root_mean_squared_log_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "median_absolute_error",
    "r2_score",
    "explained_variance_score",
    "mean_pinball_loss",
    "mean_poisson_deviance",
]
for name in regression:
    case(name, truth, guess)
    case(name, truth, guess, sample_weight=weights, title="with weights, some 0")
    case(name, truth, truth + 1, title="a constant error")
    case(name, [3.0, 3.0, 3.0], [3.0, 4.0, 2.0], title="a constant target")
    case(name, [3.0, 3.0], [3.0, 3.0], title="a constant target, predicted")
for name in ["r2_score", "explained_variance_score"]:
    case(name, [3.0, 3.0], [3.0, 4.0], force_finite=False, title="not forced to be finite")
    case(name, [3.0, 3.0], [3.0, 3.0], force_finite=False, title="not forced to be finite, perfect")
case("mean_absolute_percentage_error", [0.0, 2.0], [1e-9, 1.0], title="a target of 0")
case("mean_poisson_deviance", [0.0, 2.0, 0.0], [0.5, 1.0, 2.0], title="counts of 0")
case("mean_squared_log_error", [-0.5, 0.0], [0.0, -0.25], title="below 0")
for alpha in [0.0, 0.1, 0.9, 1.0]:
    case("mean_pinball_loss", truth, guess, alpha=alpha)
case("max_error", truth, guess)
for count in [1, 2, 3, 4]:
    case("median_absolute_error", list(range(count)), [0.0] * count, title=f"{count} rows")
case("median_absolute_error", [1, 2, 3, 4], [0.0] * 4, sample_weight=[1, 1, 0, 2], title="weight half way")
case("median_absolute_error", [1, 2, 3, 4], [0.0] * 4, sample_weight=[0, 0, 0, 2], title="one row with weight")

# classes
two = (random.uniform(size=37) < 0.4).astype(int)
two_guess = numpy.where(random.uniform(size=37) < 0.75, two, 1 - two)
three = random.choice([1, 2, 5], 37, p=[0.5, 0.3, 0.2])
three_guess = numpy.where(random.uniform(size=37) < 0.6, three, random.choice([1, 2, 5, 7], 37))
row_weights = numpy.round(random.uniform(0, 3, 37), 1)
row_weights[[0, 5]] = 0
sets = {
    "two classes": (two, two_guess),
    "several classes, one of them only predicted": (three, three_guess),
    "one class": ([1, 1, 1], [1, 1, 1]),
    "nothing right": ([0, 0, 1], [1, 1, 0]),
    "a class that is never predicted": ([0, 1, 1, 0], [0, 0, 0, 0]),
}
for title, (true, predicted) in sets.items():
    for options in [{}, {"sample_weight": row_weights[: len(true)]}]:
        if len(true) == 3 and options:
            options = {"sample_weight": [1.5, 0.0, 2.0]}
        said = title + (", with weights" if options else "")
        for name in ["accuracy_score", "balanced_accuracy_score", "confusion_matrix", "matthews_corrcoef"]:
            case(name, true, predicted, title=said, **options)
        case("accuracy_score", true, predicted, normalize=False, title=said, **options)
        for normalize in ["true", "pred", "all"]:
            case("confusion_matrix", true, predicted, normalize=normalize, title=said, **options)
        if title != "one class":
            case("balanced_accuracy_score", true, predicted, adjusted=True, title=said, **options)
            for kind in [None, "linear", "quadratic"]:
                case("cohen_kappa_score", true, predicted, weights=kind, title=said, **options)
        for name in ["precision_score", "recall_score", "f1_score"]:
            for average in ["micro", "macro", "weighted"] + (["binary"] if "several" not in title else []):
                for zero in [0, 1, math.nan]:
                    case(name, true, predicted, average=average, zero_division=zero, title=said, **options)
        case("fbeta_score", true, predicted, beta=2, average="macro", title=said, **options)
        # whole weights: scikit-learn writes all digits of other sums
        whole = {"sample_weight": numpy.ceil(options["sample_weight"])} if options else {}
        # three digits: of a tie such as 0.625 Python's last digit is even
        case("classification_report", true, predicted, digits=3, title=said, **whole)
        for zero in [0, 1]:
            case(
                "precision_recall_fscore_support",
                true,
                predicted,
                keys=["precision", "recall", "fscore", "support"],
                zero_division=zero,
                title=said,
                **options,
            )
case("f1_score", two, two_guess, pos_label=0)
for name in ["precision_score", "recall_score", "f1_score"]:
    for average in ["micro", "macro", "weighted"]:
        case(name, three, three_guess, labels=[5, 1], average=average, title="some labels")
        case(name, three, three_guess, labels=[5, 9], average=average, title="a label that does not occur")
    case(name, [0, 0], [0, 0], title="no positive row")
case("confusion_matrix", three, three_guess, labels=[5, 9, 1], title="some labels")
case("cohen_kappa_score", three, three_guess, labels=[5, 1, 2], weights="linear", title="an order of labels")
case("classification_report", three, three_guess, labels=[5, 1], digits=3, title="some labels")
case("classification_report", two, two_guess, target_names=["cash", "a card of some company"], digits=4, title="names")

# scores
score = numpy.round(numpy.clip(0.5 * two + random.uniform(0, 0.7, 37), 0, 1), 1)
proba = random.dirichlet([1, 1, 1], 37)
proba[numpy.arange(37), numpy.searchsorted([1, 2, 5], three)] += 0.3
proba = numpy.round(proba / proba.sum(axis=1, keepdims=True), 2)
proba[:, 2] = numpy.round(1 - proba[:, 0] - proba[:, 1], 2)
for options in [{}, {"sample_weight": row_weights}]:
    said = "ties" + (", with weights" if options else "")
    for drop in [True, False]:
        case("roc_curve", two, score, keys=["fpr", "tpr", "thresholds"], drop_intermediate=drop, title=said, **options)
        case(
            "precision_recall_curve",
            two,
            score,
            keys=["precision", "recall", "thresholds"],
            drop_intermediate=drop,
            title=said,
            **options,
        )
    for name in ["roc_auc_score", "average_precision_score", "log_loss", "brier_score_loss"]:
        case(name, two, score, title=said, **options)
    case("log_loss", two, numpy.column_stack([1 - score, score]), title=said + ", two columns", **options)
    case("log_loss", three, proba, title=said + ", three classes", **options)
    case("log_loss", three, proba, normalize=False, title=said + ", their sum", **options)
    for average in ["macro", "weighted"]:
        case("roc_auc_score", three, proba, multi_class="ovr", average=average, title=said, **options)
for average in ["macro", "weighted"]:
    case("roc_auc_score", three, proba, multi_class="ovo", average=average)
    case("roc_auc_score", three, proba, multi_class="ovo", average=average, labels=[1, 2, 5], title="labels given")
case("log_loss", [1, 1, 5], [[0.2, 0.5, 0.3], [0.9, 0.05, 0.05], [0.1, 0.1, 0.8]], labels=[1, 2, 5], title="labels given")
case("log_loss", [1, 1], [0.8, 0.3], labels=[0, 1], title="one class, labels given")
case("log_loss", [0, 1], [0.0, 0.0], title="certain and wrong")
case("roc_auc_score", [0, 1, 0, 1], [0.5] * 4, title="all scores the same")
case("roc_auc_score", [-1, 1, 1], [-3.0, -2.5, 4.0], title="a decision function")
case("roc_curve", [3, 4, 4], [0.1, 0.2, 0.1], keys=["fpr", "tpr", "thresholds"], pos_label=4, title="other labels")
case("roc_curve", [0, 1], [0.1, 0.2], keys=["fpr", "tpr", "thresholds"], title="two rows")
case("average_precision_score", [3, 4, 4], [0.1, 0.2, 0.1], pos_label=4, title="other labels")
case("brier_score_loss", [3, 4, 4], [0.1, 0.2, 0.1], pos_label=4, title="other labels")

fixture = {
    "madeBy": "scripts/make-metrics-fixture.py",
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "cases": CASES,
}
target = pathlib.Path(__file__).parent.parent / "core" / "learn" / "metrics" / "fixtures" / "metrics.json"
target.parent.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(json.dumps(one) for one in CASES)
head = json.dumps({**fixture, "cases": []})[:-2]
target.write_text(f"{head}\n{lines}\n]}}\n", encoding="utf-8")
print(f"{target}: {len(CASES)} cases, {target.stat().st_size} bytes")
