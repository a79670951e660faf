#!/usr/bin/python3
"""Writes ONNX graphs of trees: those that our evaluator takes over, and some that it must not.

Needs onnx 1.12 and numpy, as ../Onnx/make_models.py does, whose helpers it uses; every run writes the same bytes.
"""
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Onnx"))
sys.dont_write_bytecode = True
from make_models import DOUBLE, FLOAT, INT64, ML, STRING, constant, node, save, tensor  # noqa: E402
from onnx import ValueInfoProto  # noqa: E402

GRAPHS = HERE / "models" / "graphs"
FEATURES = 4
MODES = ("BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT")


def grow(rng, depth, leaf):
    """Nested tuples (feature, threshold, mode, missing, true, false); few different thresholds, so that values meet them."""
    if depth == 0 or rng.random() < 0.1:
        return leaf()
    return (rng.randrange(FEATURES), rng.randrange(-8, 9) / 4, rng.choice(MODES), rng.randrange(2),
            grow(rng, depth - 1, leaf), grow(rng, depth - 1, leaf))


def attributes(trees, prefix):
    """A leaf is a dictionary from output to weight."""
    nodes = {f"nodes_{name}": [] for name in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
                                              "missing_value_tracks_true")}
    leaves = {f"{prefix}_{name}": [] for name in ("treeids", "nodeids", "ids", "weights")}

    def walk(tree, tree_id, counter):
        node_id = counter[0]
        counter[0] += 1
        leaf = isinstance(tree, dict)
        at = len(nodes["nodes_treeids"])
        for name, value in zip(nodes, (tree_id, node_id, 0 if leaf else tree[0], 0.0 if leaf else tree[1], "LEAF" if leaf else tree[2], 0, 0,
                                       0 if leaf else tree[3])):
            nodes[name].append(value)
        if leaf:
            for output, weight in tree.items():
                for name, value in zip(leaves, (tree_id, node_id, output, weight)):
                    leaves[name].append(value)
        else:
            nodes["nodes_truenodeids"][at] = walk(tree[4], tree_id, counter)
            nodes["nodes_falsenodeids"][at] = walk(tree[5], tree_id, counter)
        return node_id

    for tree_id, tree in enumerate(trees):
        walk(tree, tree_id, [0])
    return {**nodes, **leaves}


def regressor(rng, targets=1, depth=5, count=12, inputs="x", output="y", modes=None, **more):
    def leaf():
        return {target: rng.uniform(-1, 1) for target in range(targets)}
    trees = [grow(rng, depth, leaf) for _ in range(count)]
    made = attributes(trees, "target")
    if modes:
        made["nodes_modes"] = [mode if mode == "LEAF" else modes for mode in made["nodes_modes"]]
    return node("TreeEnsembleRegressor", [inputs], [output], ML, n_targets=targets, **made, **more)


def classifier(rng, weights, depth=4, count=9, label="label", scores="scores", **more):
    """weights: for the tree of this number, a leaf's weights."""
    trees = [grow(rng, depth, lambda: weights(i)) for i in range(count)]
    return node("TreeEnsembleClassifier", ["x"], [label, scores], ML, **attributes(trees, "class"), **more)


def regressions(rng):
    x, y = tensor("x", FLOAT, ["N", FEATURES]), tensor("y", FLOAT, ["N", 1])

    def write(name, nodes, inputs=(x,), outputs=(y,), initializers=()):
        save(name, nodes, list(inputs), list(outputs), initializers, folder=GRAPHS)

    write("regression", [regressor(rng, base_values=[0.75])])
    write("regression-deep", [regressor(rng, depth=9, count=5)])
    write("regression-average", [regressor(rng, aggregate_function="AVERAGE", base_values=[0.75])])
    write("regression-two-targets", [regressor(rng, targets=2, base_values=[0.75, -1.0])], outputs=[tensor("y", FLOAT, ["N", 2])])
    write("regression-cast-double", [node("Cast", ["raw"], ["x"], to=FLOAT), regressor(rng)], [tensor("raw", DOUBLE, ["N", FEATURES])])
    write("regression-cast-int64", [node("Cast", ["raw"], ["x"], to=FLOAT), regressor(rng)], [tensor("raw", INT64, ["N", FEATURES])])
    write("regression-renamed", [regressor(rng, output="sum"), node("Identity", ["sum"], ["named"]), node("Cast", ["named"], ["y"], to=FLOAT)])
    write("refused-min", [regressor(rng, aggregate_function="MIN")])
    write("refused-probit", [regressor(rng, post_transform="PROBIT")])
    write("refused-equal", [regressor(rng, modes="BRANCH_EQ")])
    write("refused-double", [regressor(rng)], [tensor("x", DOUBLE, ["N", FEATURES])])
    write("refused-scaler", [node("Scaler", ["raw"], ["x"], ML, scale=[2.0] * FEATURES, offset=[0.0] * FEATURES), regressor(rng)],
          [tensor("raw", FLOAT, ["N", FEATURES])])
    write("refused-two", [regressor(rng, output="a"), regressor(rng, output="b"), node("Add", ["a", "b"], ["y"])])
    write("refused-constant", [regressor(rng)], initializers=[constant("unused", [1.0])])


def classifications(rng):
    x, label = tensor("x", FLOAT, ["N", FEATURES]), tensor("label", INT64, ["N"])

    def write(name, classes, nodes, outputs=None):
        save(name, nodes, [x], outputs or [label, tensor("scores", FLOAT, ["N", classes])], folder=GRAPHS)

    def signed(*classes):
        return lambda i: {c: rng.uniform(-1, 1) for c in classes}

    def positive(*classes):
        return lambda i: {c: rng.uniform(0, 0.2) for c in classes}

    for transform in ("NONE", "LOGISTIC", "SOFTMAX"):
        for sign, weights in (("signed", signed), ("positive", positive)):
            write(f"binary-{transform}-{sign}".lower(), 2,
                  [classifier(rng, weights(0), classlabels_int64s=[0, 1], post_transform=transform)])
        write(f"three-{transform}".lower(), 3,
              [classifier(rng, signed(0, 1, 2), classlabels_int64s=[5, 6, 7], post_transform=transform)])
    write("binary-base", 2, [classifier(rng, signed(0), classlabels_int64s=[3, 8], post_transform="LOGISTIC", base_values=[0.4])])
    write("three-boosted", 3, [classifier(rng, lambda i: {i % 3: rng.uniform(-1, 1)}, classlabels_int64s=[0, 1, 2], post_transform="SOFTMAX",
                                          base_values=[0.5, 0.25, 0.125])])
    labels = ["ja", "größer", ""]
    zipped = ValueInfoProto(name="scores")
    zipped_map = zipped.type.sequence_type.elem_type.map_type
    zipped_map.key_type = STRING
    zipped_map.value_type.tensor_type.elem_type = FLOAT
    write("three-text", 3, [classifier(rng, positive(0, 1, 2), label="raw_label", scores="raw", classlabels_strings=labels),
                            node("Cast", ["raw_label"], ["label"], to=STRING),
                            node("ZipMap", ["raw"], ["scores"], ML, classlabels_strings=labels)],
          [tensor("label", STRING, ["N"]), zipped])
    write("refused-second-class", 2, [classifier(rng, signed(1), classlabels_int64s=[0, 1], post_transform="LOGISTIC")])
    write("binary-both", 2, [classifier(rng, signed(0, 1), classlabels_int64s=[0, 1])])
    write("refused-both-base", 2, [classifier(rng, signed(0, 1), classlabels_int64s=[0, 1], base_values=[0.5, 0.25])])
    write("refused-softmax-zero", 3, [classifier(rng, signed(0, 1, 2), classlabels_int64s=[0, 1, 2], post_transform="SOFTMAX_ZERO")])


if __name__ == "__main__":
    regressions(random.Random(1))
    classifications(random.Random(2))
