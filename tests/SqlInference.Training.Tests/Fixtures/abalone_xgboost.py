"""Writes what XGBoost's own Python package predicts, for BoosterTrainerTests: python3 abalone_xgboost.py > abalone_xgboost.json

Made with Debian's python3-xgboost 1.7.4."""
import csv
import json
import os

import numpy
import xgboost

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "../../../sql/demo/abalone.csv")) as file:
    rows = list(csv.reader(file))[1:]
features = numpy.array([[float(cell) for cell in row[1:8]] for row in rows], dtype=numpy.float32)
# The fifth feature of every seventh row is missing.
features[::7, 4] = numpy.nan
rings = numpy.array([float(row[8]) for row in rows], dtype=numpy.float32)
sexes = numpy.array(["FIM".index(row[0]) for row in rows], dtype=numpy.float32)
held_out = numpy.array([(number + 1) % 10 >= 8 for number in range(len(rows))])

cases = {
    "trees": (rings, {"objective": "reg:squarederror", "tree_method": "hist", "max_depth": 4, "eta": 0.1, "subsample": 0.8, "seed": 7}, 50),
    "linear": (rings, {"objective": "reg:squarederror", "booster": "gblinear", "updater": "coord_descent", "lambda": 0.01}, 20),
    "dart": (rings, {"objective": "count:poisson", "booster": "dart", "rate_drop": 0.2, "max_depth": 3, "seed": 3}, 20),
    "sexes": (sexes, {"objective": "multi:softprob", "num_class": 3, "max_depth": 3, "tree_method": "exact"}, 15),
    "adults": ((sexes != 1).astype(numpy.float32), {"objective": "binary:logistic", "tree_method": "approx"}, 15),
}
predictions = {}
for name, (labels, parameters, rounds) in cases.items():
    training = xgboost.DMatrix(features[~held_out], labels[~held_out])
    booster = xgboost.train(dict(parameters, nthread=1), training, rounds)
    predicted = booster.predict(xgboost.DMatrix(features[held_out]))
    predictions[name] = [float(value) for value in predicted[:30].ravel()]
print(json.dumps(predictions, indent=1))
