#!/usr/bin/python3
"""Trains the boosted trees of the benchmark "trees" on the abalone data: data/abalone-100x6.ubj, the same trees as an ONNX graph, and sample rows.

Needs XGBoost 1.7, onnx 1.12 and numpy (Debian: apt-get install python3-xgboost python3-onnx; then /usr/bin/python3 make_trees.py abalone.csv,
the file of the UCI Machine Learning Repository with a header line).
"""
import csv
import json
import pathlib
import sys

import numpy as np
import xgboost as xgb

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "SqlInference.Inference.Tests" / "Onnx"))
sys.dont_write_bytecode = True
from make_models import FLOAT, ML, node, save, tensor  # noqa: E402

DATA = HERE / "data"


def as_onnx(model):
    """XGBoost's own trees, in its own comparison and with its own way for missing values."""
    model = model["learner"]
    nodes = {f"nodes_{name}": [] for name in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
                                              "missing_value_tracks_true")}
    leaves = {f"target_{name}": [] for name in ("treeids", "nodeids", "ids", "weights")}
    for number, tree in enumerate(model["gradient_booster"]["model"]["trees"]):
        for i, left in enumerate(tree["left_children"]):
            leaf = left == -1
            for name, value in zip(nodes, (number, i, 0 if leaf else tree["split_indices"][i], 0.0 if leaf else tree["split_conditions"][i],
                                           "LEAF" if leaf else "BRANCH_LT", 0 if leaf else left, 0 if leaf else tree["right_children"][i],
                                           0 if leaf else int(tree["default_left"][i]))):
                nodes[name].append(value)
            if leaf:
                for name, value in zip(leaves, (number, i, 0, tree["split_conditions"][i])):
                    leaves[name].append(value)
    return node("TreeEnsembleRegressor", ["features"], ["variable"], ML, n_targets=1, **nodes, **leaves,
                base_values=[float(model["learner_model_param"]["base_score"])])


def main():
    with open(sys.argv[1], newline="") as file:
        table = list(csv.reader(file))[1:]
    sexes = {"M": 0, "F": 1, "I": 2}
    rows = np.array([[sexes[row[0]], *map(float, row[1:8])] for row in table], dtype=np.float32)
    rings = np.array([float(row[8]) for row in table])
    booster = xgb.train({"max_depth": 6, "eta": 0.1, "nthread": 1, "seed": 1}, xgb.DMatrix(rows, rings), 100)
    booster.save_model(DATA / "abalone-100x6.ubj")
    save("abalone-100x6", [as_onnx(json.loads(booster.save_raw("json")))], [tensor("features", FLOAT, ["N", 8])],
         [tensor("variable", FLOAT, ["N", 1])], folder=DATA)
    sample = rows[:: len(rows) // 512][:512]
    (DATA / "abalone-sample.json").write_text(json.dumps([[round(float(v), 4) for v in row] for row in sample]) + "\n")


if __name__ == "__main__":
    main()
