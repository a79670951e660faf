#!/usr/bin/python3
"""Writes the ONNX models that the tests read, and the benchmark model; every run writes the same bytes.

Needs numpy and onnx 1.12 (Debian: apt-get install python3-onnx python3-numpy; then /usr/bin/python3 make_models.py).
"""
import json
import os
import pathlib

import numpy as np
from onnx import TensorProto, ValueInfoProto, helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE / "models"
BENCHMARK = HERE.parents[1] / "Benchmarks" / "data"
OPSETS = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)]
FLOAT, DOUBLE, INT32, INT64, STRING = (
    TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.INT32, TensorProto.INT64, TensorProto.STRING)
ML = "ai.onnx.ml"


def tensor(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.array(values, dtype=kind), name)


def node(op, inputs, outputs, domain="", **attributes):
    made = helper.make_node(op, inputs, outputs, name=f"{op}_{outputs[0]}", domain=domain)
    made.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
    return made


def save(name, nodes, inputs, outputs, initializers=(), opsets=None, functions=(), folder=MODELS):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = helper.make_model(graph, opset_imports=opsets or OPSETS, producer_name="make_models", ir_version=8,
                              functions=list(functions))
    path = folder / f"{name}.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())


def tree_attributes(trees):
    """Trees as nested tuples (feature, threshold, left, right) or leaves; BRANCH_LEQ goes left where true."""
    names = ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
             "missing_value_tracks_true", "hitrates")
    nodes = {f"nodes_{name}": [] for name in names}
    leaves = []

    def walk(tree, tree_id, counter):
        node_id = counter[0]
        counter[0] += 1
        leaf = not isinstance(tree, tuple)
        row = len(nodes["nodes_treeids"])
        nodes["nodes_treeids"].append(tree_id)
        nodes["nodes_nodeids"].append(node_id)
        nodes["nodes_featureids"].append(0 if leaf else tree[0])
        nodes["nodes_values"].append(0.0 if leaf else float(tree[1]))
        nodes["nodes_modes"].append("LEAF" if leaf else "BRANCH_LEQ")
        nodes["nodes_missing_value_tracks_true"].append(0)
        nodes["nodes_hitrates"].append(1.0)
        nodes["nodes_truenodeids"].append(0)
        nodes["nodes_falsenodeids"].append(0)
        if leaf:
            leaves.append((tree_id, node_id, tree))
        else:
            nodes["nodes_truenodeids"][row] = walk(tree[2], tree_id, counter)
            nodes["nodes_falsenodeids"][row] = walk(tree[3], tree_id, counter)
        return node_id

    for tree_id, tree in enumerate(trees):
        walk(tree, tree_id, [0])
    return nodes, leaves


def regressor(trees, inputs, output):
    nodes, leaves = tree_attributes(trees)
    return node("TreeEnsembleRegressor", inputs, [output], ML, n_targets=1, **nodes,
                target_treeids=[l[0] for l in leaves], target_nodeids=[l[1] for l in leaves],
                target_ids=[0] * len(leaves), target_weights=[float(l[2]) for l in leaves])


def classifier(tree, inputs, outputs, **labels):
    """One tree; a leaf is the list of its class probabilities."""
    nodes, leaves = tree_attributes([tree])
    votes = [(l[0], l[1], c, float(p)) for l in leaves for c, p in enumerate(l[2])]
    return node("TreeEnsembleClassifier", inputs, outputs, ML, post_transform="NONE", **nodes, **labels,
                class_treeids=[v[0] for v in votes], class_nodeids=[v[1] for v in votes],
                class_ids=[v[2] for v in votes], class_weights=[v[3] for v in votes])


def linear():
    n3, n1 = ["N", 3], ["N", 1]
    weights = dict(coefficients=[0.5, -1.25, 2.0], intercepts=[0.75])
    save("linear", [node("LinearRegressor", ["features"], ["variable"], ML, **weights)],
         [tensor("features", FLOAT, n3)], [tensor("variable", FLOAT, n1)])
    save("linear-any-width", [node("LinearRegressor", ["features"], ["variable"], ML, **weights)],
         [tensor("features", FLOAT, ["N", "F"])], [tensor("variable", FLOAT, n1)])
    for rows in (1, 4):
        save(f"fixed-batch-{rows}",
             [node("Mul", ["features", "w"], ["weighted"]), node("ReduceSum", ["weighted", "axis"], ["sum"], keepdims=1)],
             [tensor("features", FLOAT, [rows, 3])], [tensor("sum", FLOAT, [rows, 1])],
             [constant("w", [0.5, -1.25, 2.0]), constant("axis", [1], np.int64)])


def typed_inputs():
    def row_sum(name, kind, cast=None, out=None):
        source = "x" if cast is None else "cast"
        nodes = [] if cast is None else [node("Cast", ["x"], ["cast"], to=cast)]
        nodes.append(node("ReduceSum", [source, "axis"], ["sum"], keepdims=0))
        save(name, nodes, [tensor("x", kind, ["N", 2])], [tensor("sum", out or kind, ["N"])],
             [constant("axis", [1], np.int64)])

    row_sum("double", DOUBLE)
    row_sum("int64", INT64)
    row_sum("int32", INT32)
    row_sum("float16", TensorProto.FLOAT16, cast=FLOAT, out=FLOAT)
    row_sum("bfloat16", TensorProto.BFLOAT16, cast=FLOAT, out=FLOAT)
    row_sum("bool", TensorProto.BOOL, cast=INT64, out=INT64)
    save("complex", [node("Identity", ["x"], ["y"])], [tensor("x", TensorProto.COMPLEX64, ["N"])],
         [tensor("y", TensorProto.COMPLEX64, ["N"])])
    save("one-column", [node("Neg", ["x"], ["y"])], [tensor("x", FLOAT, ["N"])], [tensor("y", FLOAT, ["N"])])
    save("half-output", [node("Cast", ["x"], ["y"], to=TensorProto.FLOAT16)],
         [tensor("x", FLOAT, ["N"])], [tensor("y", TensorProto.FLOAT16, ["N"])])


def several_inputs():
    # Feature 0 is age, 1 income, 2 member.
    trees = [(0, 30.0, (1, 50000.0, 1.0, 2.0), (2, 0.5, 3.0, 4.0)), (1, 80000.0, 0.25, (0, 60.0, 0.5, 0.75))]
    save("trees-by-column",
         [node("Cast", ["member"], ["member_float"], to=FLOAT),
          node("Unsqueeze", ["income", "one"], ["income_column"]),
          node("Concat", ["age", "income_column", "member_float"], ["features"], axis=1),
          regressor(trees, ["features"], "variable")],
         [tensor("age", FLOAT, ["N", 1]), tensor("income", FLOAT, ["N"]), tensor("member", INT64, ["N", 1])],
         [tensor("variable", FLOAT, ["N", 1])], [constant("one", [1], np.int64)])
    # (sum of embedding) * scale, and the label passed through an encoder.
    save("mixture",
         [node("ReduceSum", ["embedding", "one"], ["total"], keepdims=0),
          node("Mul", ["total", "scale"], ["score"]),
          node("LabelEncoder", ["kind"], ["bonus"], ML, keys_strings=["gold", "silver"], values_floats=[10.0, 5.0],
               default_float=0.0),
          node("Add", ["score", "bonus"], ["result"])],
         [tensor("embedding", FLOAT, ["N", 4]), tensor("scale", FLOAT, ["N"]), tensor("kind", STRING, ["N"])],
         [tensor("result", FLOAT, ["N"])], [constant("one", [1], np.int64)])


def classifiers():
    tree = (0, 1.0, [0.7, 0.2, 0.1], (1, 5.0, [0.1, 0.6, 0.3], [0.05, 0.15, 0.8]))
    features = tensor("features", FLOAT, ["N", 2])
    probabilities = tensor("probabilities", FLOAT, ["N", 3])
    save("classifier-int", [classifier(tree, ["features"], ["label", "probabilities"], classlabels_int64s=[10, 20, 30])],
         [features], [tensor("label", INT64, ["N"]), probabilities])
    labels = ["low", "middle", "high"]
    zipped = ValueInfoProto(name="output_probability")
    zipped_map = zipped.type.sequence_type.elem_type.map_type
    zipped_map.key_type = STRING
    zipped_map.value_type.tensor_type.elem_type = FLOAT
    save("classifier-zipmap",
         [classifier(tree, ["features"], ["label", "raw"], classlabels_strings=labels),
          node("Cast", ["label"], ["output_label"], to=STRING),
          node("ZipMap", ["raw"], ["output_probability"], ML, classlabels_strings=labels)],
         [features], [tensor("output_label", STRING, ["N"]), zipped])


def text():
    save("text-label",
         [node("LabelEncoder", ["word"], ["language"], ML, keys_strings=["bonjour", "hello", "grüß"],
               values_strings=["fr", "en", "de"], default_string="unknown")],
         [tensor("word", STRING, ["N", 1])], [tensor("language", STRING, ["N", 1])])
    save("text-pair",
         [node("LabelEncoder", ["words"], ["codes"], ML, keys_strings=["a", "b", "c"], values_int64s=[1, 10, 100],
               default_int64=0),
          node("ReduceSum", ["codes", "one"], ["total"], keepdims=0)],
         [tensor("words", STRING, ["N", 2])], [tensor("total", INT64, ["N"])], [constant("one", [1], np.int64)])


def outputs():
    save("list-output", [node("MatMul", ["x", "w"], ["y"])], [tensor("x", FLOAT, ["N", 2])],
         [tensor("y", FLOAT, ["N", 4])], [constant("w", [[1, 2, 3, 4], [10, 20, 30, 40]])])
    save("two-outputs",
         [node("Neg", ["x"], ["negative"]), node("Abs", ["x"], ["magnitude"])],
         [tensor("x", FLOAT, ["N"])], [tensor("negative", FLOAT, ["N"]), tensor("magnitude", FLOAT, ["N"])])
    save("aggregate", [node("ReduceSum", ["x", "zero"], ["total"], keepdims=1)], [tensor("x", FLOAT, ["N"])],
         [tensor("total", FLOAT, [1])], [constant("zero", [0], np.int64)])
    sequence = helper.make_value_info("y", helper.make_sequence_type_proto(helper.make_tensor_type_proto(FLOAT, [])))
    save("sequence-output", [node("SequenceConstruct", ["x"], ["y"])], [tensor("x", FLOAT, ["N"])], [sequence])


def bad():
    x, y = tensor("x", FLOAT, ["N"]), tensor("y", FLOAT, ["N"])
    save("unknown-domain", [node("Frobnicate", ["x"], ["y"], "com.example")], [x], [y],
         opsets=OPSETS + [helper.make_opsetid("com.example", 1)])
    save("unknown-operator", [node("Frobnicate", ["x"], ["y"])], [x], [y])
    save("future-opset", [node("Neg", ["x"], ["y"])], [x], [y], opsets=[helper.make_opsetid("", 999)])
    sequence = helper.make_value_info("x", helper.make_sequence_type_proto(helper.make_tensor_type_proto(FLOAT, [])))
    save("sequence-input", [node("SequenceAt", ["x", "first"], ["y"])], [sequence], [y], [constant("first", 0, np.int64)])
    save("wrong-width", [node("MatMul", ["x", "w"], ["y"])], [tensor("x", FLOAT, ["N", "F"])],
         [tensor("y", FLOAT, ["N", 1])], [constant("w", [[1], [2], [3]])])
    trees = [(0, 1.0, 1.0, (6, 1.0, 2.0, 3.0))]
    save("trees-any-width", [regressor(trees, ["x"], "y")], [tensor("x", FLOAT, ["N", "F"])],
         [tensor("y", FLOAT, ["N", 1])])
    save("cast-trees-any-width", [node("Cast", ["x"], ["floats"], to=FLOAT), regressor(trees, ["floats"], "y")],
         [tensor("x", DOUBLE, ["N", "F"])], [tensor("y", FLOAT, ["N", 1])])
    # Fails for the rows whose index is not 0, 1 or 2.
    save("lookup", [node("Gather", ["table", "index"], ["y"], axis=0)], [tensor("index", INT64, ["N"])],
         [tensor("y", FLOAT, ["N"])], [constant("table", [0.5, 1.5, 2.5])])
    save("scalar-input", [node("Neg", ["x"], ["y"])], [tensor("x", FLOAT, [])], [tensor("y", FLOAT, [])])


def slow():
    """Runs as many iterations as the largest value of the batch says: zero for the probe, for ever in the test."""
    body = helper.make_graph(
        [node("Identity", ["going"], ["still_going"]), node("Add", ["sum_in", "one_float"], ["sum_out"])], "body",
        [tensor("iteration", INT64, []), tensor("going", TensorProto.BOOL, []), tensor("sum_in", FLOAT, ["N"])],
        [tensor("still_going", TensorProto.BOOL, []), tensor("sum_out", FLOAT, ["N"])], [constant("one_float", 1.0)])
    loop = helper.make_node("Loop", ["trips", "true", "start"], ["y"], name="loop", body=body)
    save("slow",
         [node("ReduceMax", ["x"], ["trips"], axes=[0], keepdims=0), node("Cast", ["x"], ["start"], to=FLOAT), loop],
         [tensor("x", INT64, ["N"])], [tensor("y", FLOAT, ["N"])], [constant("true", True, np.bool_)])


def external_data():
    def with_external(name, location, where="initializer", **extra):
        weights = constant("w", [0.5, -1.25, 2.0])
        raw = weights.raw_data
        weights.ClearField("raw_data")
        weights.data_location = TensorProto.EXTERNAL
        for key, value in {"location": location, "offset": 0, "length": len(raw), **extra}.items():
            entry = weights.external_data.add()
            entry.key, entry.value = key, str(value)
        nodes = [node("Mul", ["features", "w"], ["weighted"]), node("ReduceSum", ["weighted", "axis"], ["sum"], keepdims=0)]
        initializers = [constant("axis", [1], np.int64)]
        functions = []
        opsets = OPSETS
        if where == "initializer":
            initializers.append(weights)
        elif where == "attribute":
            nodes.insert(0, node("Constant", [], ["w"], value=weights))
        elif where == "subgraph":
            branch = helper.make_graph([node("Constant", [], ["inner"], value=weights)], "branch", [],
                                       [tensor("inner", FLOAT, [3])])
            made = helper.make_node("If", ["yes"], ["w"], name="if", then_branch=branch, else_branch=branch)
            initializers.append(constant("yes", True, np.bool_))
            nodes.insert(0, made)
        elif where == "sparse":
            sparse = helper.make_sparse_tensor(weights, constant("w_at", [0, 1, 2], np.int64), [3])
            made = helper.make_node("Constant", [], ["w"], name="sparse")
            made.attribute.append(helper.make_attribute("sparse_value", sparse))
            nodes.insert(0, made)
        elif where == "function":
            inner = node("Constant", [], ["inner"], value=weights)
            functions = [helper.make_function("local", "Weights", [], ["inner"], [inner], OPSETS)]
            opsets = OPSETS + [helper.make_opsetid("local", 1)]
            nodes.insert(0, node("Weights", [], ["w"], "local"))
        save(name, nodes, [tensor("features", FLOAT, ["N", 3])], [tensor("sum", FLOAT, ["N"])], initializers,
             opsets, functions)
        return raw

    raw = with_external("external-good", "external/weights.bin")
    (MODELS / "external").mkdir(exist_ok=True)
    (MODELS / "external" / "weights.bin").write_bytes(raw)
    with_external("external-missing", "external/absent.bin")
    with_external("external-short", "external/weights.bin", length=4096)
    with_external("external-parent", "../outside.bin")
    with_external("external-absolute", "/etc/hostname")
    with_external("external-sideways", "external/../../outside.bin")
    for where in ("attribute", "subgraph", "sparse", "function"):
        with_external(f"external-{where}", "../outside.bin", where)


def benchmark():
    """100 trees of depth 6 over 8 columns, each splitting near the quantiles of the rows that reach the node."""
    random = np.random.default_rng(20260101)
    scale = np.array([1, 0.5, 10, 100, 0.05, 2, 30, 1], dtype=np.float32)
    rows = (random.gamma(2.0, 1.0, (4096, 8)) * scale).astype(np.float32)

    def grow(at, depth):
        if depth == 0:
            return float(np.float32(random.normal(0, 0.1)))
        feature = int(random.integers(8))
        values = rows[at, feature] if len(at) > 1 else rows[:, feature]
        threshold = np.float32(np.quantile(values, random.uniform(0.2, 0.8)))
        below = rows[at, feature] <= threshold
        return (feature, float(threshold), grow(at[below], depth - 1), grow(at[~below], depth - 1))

    trees = [grow(np.arange(len(rows)), 6) for _ in range(100)]
    save("gbt-100x6x8", [regressor(trees, ["features"], "variable")], [tensor("features", FLOAT, ["N", 8])],
         [tensor("variable", FLOAT, ["N", 1])], folder=BENCHMARK)
    # Costs next to nothing, so that all the rest can be seen.
    save("linear-8", [node("LinearRegressor", ["features"], ["variable"], ML, coefficients=[0.5] * 8, intercepts=[0.75])],
         [tensor("features", FLOAT, ["N", 8])], [tensor("variable", FLOAT, ["N", 1])], folder=BENCHMARK)

    def answer(row):
        total = 0.0
        for tree in trees:
            while isinstance(tree, tuple):
                tree = tree[2] if row[tree[0]] <= np.float32(tree[1]) else tree[3]
            total += tree
        return total

    sample = rows[:64]
    expected = {"rows": [[float(v) for v in row] for row in sample], "predictions": [answer(row) for row in sample]}
    (BENCHMARK / "gbt-100x6x8.expected.json").write_text(json.dumps(expected) + "\n")


def main():
    for family in (linear, typed_inputs, several_inputs, classifiers, text, outputs, bad, slow, external_data, benchmark):
        family()
    for path in sorted(MODELS.rglob("*.onnx")) + sorted(BENCHMARK.glob("gbt*")) + sorted(BENCHMARK.glob("linear*")):
        print(f"{path.stat().st_size:8} {os.path.relpath(path, HERE)}")


if __name__ == "__main__":
    main()
