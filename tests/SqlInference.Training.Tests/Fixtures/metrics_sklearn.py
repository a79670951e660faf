"""Writes what scikit-learn says of some predictions, for the tests of Metrics: python3 metrics_sklearn.py > metrics_sklearn.json

Made with Debian's python3-sklearn 1.2.1."""
import json

import numpy
from sklearn import metrics

random = numpy.random.RandomState(5)


def numbers(values):
    return [float(value) for value in numpy.asarray(values, dtype=numpy.float32).ravel()]


cases = {"regression": [], "binary": [], "multiclass": []}
for rows in (1, 7, 200):
    truth = (random.randn(rows) * 100).astype(numpy.float32)
    predicted = (truth + random.randn(rows) * 30).astype(numpy.float32)
    cases["regression"].append({
        "truth": numbers(truth), "predicted": numbers(predicted),
        "mse": metrics.mean_squared_error(truth.astype(float), predicted.astype(float)),
        "rmse": metrics.mean_squared_error(truth.astype(float), predicted.astype(float), squared=False),
        "mae": metrics.mean_absolute_error(truth.astype(float), predicted.astype(float))})
for rows, decimals in ((6, 1), (300, 2), (300, 6)):
    truth = random.randint(0, 2, rows)
    truth[:2] = (0, 1)
    # Few decimals give ties.
    scores = numpy.clip(truth * 0.3 + random.rand(rows) * 0.7, 0.01, 0.99).round(decimals).astype(numpy.float32)
    predicted = (scores > 0.5).astype(int)
    cases["binary"].append({
        "truth": truth.tolist(), "scores": numbers(scores), "predicted": predicted.tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted), "f1": metrics.f1_score(truth, predicted),
        "f1_macro": metrics.f1_score(truth, predicted, average="macro"), "auc": metrics.roc_auc_score(truth, scores),
        "logloss": metrics.log_loss(truth, scores.astype(float))})
# The last has a class that is never predicted, one that is only predicted, and one that is neither.
for rows, classes, low, high in ((9, 3, 0, 3), (300, 5, 0, 5), (50, 5, 1, 4)):
    truth = random.randint(low, high, rows)
    probabilities = random.rand(rows, classes) + 0.05
    probabilities[:, 0] /= 10 if low else 1
    probabilities[:, classes - 1] /= 1000
    probabilities = (probabilities / probabilities.sum(axis=1, keepdims=True)).astype(numpy.float32)
    predicted = probabilities.argmax(axis=1)
    exact = probabilities.astype(float)
    cases["multiclass"].append({
        "classes": classes, "truth": truth.tolist(), "predicted": predicted.tolist(), "probabilities": numbers(probabilities),
        "accuracy": metrics.accuracy_score(truth, predicted), "f1_macro": metrics.f1_score(truth, predicted, average="macro", zero_division=0),
        "logloss": float(-numpy.log(exact[numpy.arange(rows), truth]).mean())})
print(json.dumps(cases))
