#!/usr/bin/python3
"""Trains the XGBoost models that the tests read, and lets XGBoost itself predict some rows with each.

Needs XGBoost 1.7 and numpy (Debian: apt-get install python3-xgboost; then /usr/bin/python3 make_models.py).
"""
import json
import pathlib

import numpy as np
import xgboost as xgb

MODELS = pathlib.Path(__file__).resolve().parent / "models"
ROWS = 600


def table():
    """Measures that depend on each other, with a tenth of the values missing."""
    random = np.random.default_rng(7)
    x = random.gamma(2.0, 1.0, (ROWS, 5)).astype(np.float32)
    score = x[:, 0] - 0.5 * x[:, 1] * x[:, 2] + np.sin(3 * x[:, 3]) + random.normal(0, 0.3, ROWS)
    x[random.uniform(size=x.shape) < 0.1] = np.nan
    return x, score


X, SCORE = table()
# Values that a comparison may get wrong, besides ordinary ones.
SAMPLE = np.concatenate([X[:60], np.full((1, 5), np.nan, np.float32), np.zeros((1, 5), np.float32),
                         np.full((1, 5), 3e38, np.float32), np.full((1, 5), -3e38, np.float32)])


def on_thresholds(booster):
    """Rows whose values are thresholds of the model: equal is not less."""
    text = booster.trees_to_dataframe()
    splits = text[text.Feature != "Leaf"]
    rows = []
    for i in range(20):
        values = [splits[splits.Feature == f"f{f}"].Split.to_numpy() for f in range(5)]
        rows.append([v[i % len(v)] if len(v) else 0 for v in values])
    return np.array(rows, dtype=np.float32)


def save(name, label, rounds=6, formats=("json",), **parameters):
    data = xgb.DMatrix(X, label)
    booster = xgb.train({"max_depth": 4, "eta": 0.3, "nthread": 1, "seed": 1, **parameters}, data, rounds)
    rows = np.concatenate([SAMPLE, on_thresholds(booster)]) if parameters.get("booster") != "gblinear" else SAMPLE
    for kind in formats:
        booster.save_model(MODELS / f"{name}.{kind}")
    predict = {"predictions": booster.predict(xgb.DMatrix(rows)),
               "margins": booster.predict(xgb.DMatrix(rows), output_margin=True)}
    (MODELS / f"{name}.expected.json").write_text(json.dumps({
        "rows": [[None if np.isnan(v) else float(v) for v in row] for row in rows],
        **{key: np.atleast_2d(value.T).T.astype(float).tolist() for key, value in predict.items()}}) + "\n")
    return booster


def main():
    MODELS.mkdir(exist_ok=True)
    yes, counts, kinds = SCORE > 1, np.round(np.exp(SCORE / 3)), np.digitize(SCORE, [0, 2])
    save("squared", SCORE, formats=("json", "ubj", "bin"), objective="reg:squarederror", base_score=1.25)
    save("logistic", yes, formats=("json", "ubj", "bin"), objective="binary:logistic", base_score=0.3)
    save("reg-logistic", yes, objective="reg:logistic")
    save("logitraw", yes, objective="binary:logitraw", base_score=0.4)
    save("hinge", yes, objective="binary:hinge")
    save("softprob", kinds, formats=("json", "ubj", "bin"), objective="multi:softprob", num_class=3)
    save("softmax", kinds, objective="multi:softmax", num_class=3, num_parallel_tree=2, subsample=0.7)
    save("poisson", counts, objective="count:poisson", base_score=0.8)
    save("gamma", counts + 0.5, objective="reg:gamma")
    save("tweedie", counts, objective="reg:tweedie")
    save("absolute", SCORE, objective="reg:absoluteerror")
    save("cox", np.abs(SCORE) + 0.1, objective="survival:cox")
    save("rank", yes, rounds=3, objective="rank:pairwise")
    save("dart", SCORE, rounds=10, formats=("json", "ubj", "bin"), booster="dart", rate_drop=0.3, objective="reg:squarederror")
    save("deep", SCORE, rounds=4, tree_method="hist", grow_policy="lossguide", max_depth=0, max_leaves=60, min_child_weight=0)
    save("pruned", SCORE, max_depth=6, gamma=8)
    save("stump", SCORE, rounds=2, max_depth=0, max_leaves=1, tree_method="hist", gamma=1e9)
    save("linear", SCORE, booster="gblinear")

    colours = np.random.default_rng(3).integers(0, 5, ROWS)
    table_of_two = np.column_stack([X[:, 0], colours]).astype(np.float32)
    data = xgb.DMatrix(table_of_two, SCORE + colours, feature_types=["q", "c"], enable_categorical=True)
    xgb.train({"tree_method": "hist", "max_cat_to_onehot": 1, "max_depth": 3}, data, 3).save_model(MODELS / "categorical.json")


if __name__ == "__main__":
    main()
