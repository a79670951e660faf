#!/usr/bin/python3
"""Writes the small text models that the tests and the documentation read; every run writes the same bytes.

Needs numpy and onnx 1.12 (Debian: apt-get install python3-onnx python3-numpy; then /usr/bin/python3 make_text_models.py).

The model rates reviews by a list of words: each token has a weight and a number of stars, the mask leaves out the
padding, and the average of the stars decides. It has the inputs and outputs of a fine-tuned BERT.
"""
import json
import pathlib

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE / "models"
STARS = {"awful": 1, "terrible": 1, "broken": 1, "worst": 1, "bad": 2, "weak": 2, "slow": 2, "##less": 2, "okay": 3,
         "average": 3, "fair": 3, "good": 4, "nice": 4, "solid": 4, "great": 5, "excellent": 5, "love": 5, "perfect": 5}
NEUTRAL = ["the", "a", "is", "it", "this", "and", "not", "very", "product", "phone", "book", "use", "##ly", "##s", "i", "was",
           ".", ",", "!", "?", "'", "-", "5", "zu", "gut", "s"]
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *STARS, *NEUTRAL]
FLOAT, HALF, INT32, INT64 = TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT32, TensorProto.INT64


def constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.array(values, dtype=kind), name)


def tensor(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def embedding(kind):
    rows = np.zeros((len(TOKENS), 2), dtype=kind)
    rows[:] = (0.01, 0.03)  # words that say nothing: almost no weight, three stars
    for token, stars in STARS.items():
        rows[TOKENS.index(token)] = (1, stars)
    rows[TOKENS.index("[PAD]")] = (2, 6)  # spoils the answer unless the mask leaves it out
    return rows


def save(folder, nodes, inputs, outputs, initializers, external=False):
    graph = helper.make_graph(nodes, "stars", inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], producer_name="make_text_models", ir_version=8)
    target = MODELS / folder
    target.mkdir(parents=True, exist_ok=True)
    if external:
        table = next(made for made in model.graph.initializer if made.name == "embedding")
        (target / "model.onnx_data").write_bytes(table.raw_data)
        set_external_data(table, "model.onnx_data", offset=0, length=len(table.raw_data))
        table.ClearField("raw_data")
    (target / "model.onnx").write_bytes(model.SerializeToString())


def stars(folder, ids=INT64, kind=np.float32, mask=True, types=True, shape=("batch", "sequence"), output="classes", positions=None, external=False):
    """output: 'classes' gives five logits, 'number' one, 'hidden' one vector per token."""
    real = HALF if kind == np.float16 else FLOAT
    inputs = [tensor("input_ids", ids, shape)]
    nodes = [helper.make_node("Gather", ["embedding", "input_ids"], ["embedded"])]
    initializers = [constant("embedding", embedding(kind), kind), constant("axis", [2], np.int64), constant("one", [1], np.int64)]
    values = "embedded"
    if positions:
        # Embeddings of positions, all zero: what matters is that there are only so many.
        initializers += [constant("positions", np.zeros((positions, 2)), kind), constant("zero", 0, np.int64),
                         constant("step", 1, np.int64), constant("second", 1, np.int64)]
        nodes += [helper.make_node("Shape", ["input_ids"], ["shape"]), helper.make_node("Gather", ["shape", "second"], ["length"]),
                  helper.make_node("Range", ["zero", "length", "step"], ["range"]),
                  helper.make_node("Gather", ["positions", "range"], ["position"]),
                  helper.make_node("Add", [values, "position"], ["placed"])]
        values = "placed"
    if types:
        # Tokens of the second kind count for nothing; all of ours are of the first.
        inputs.append(tensor("token_type_ids", ids, shape))
        initializers.append(constant("kinds", [[1, 1], [0, 0]], kind))
        nodes += [helper.make_node("Gather", ["kinds", "token_type_ids"], ["kind"]), helper.make_node("Mul", [values, "kind"], ["kinded"])]
        values = "kinded"
    if mask:
        inputs.append(tensor("attention_mask", ids, shape))
        nodes += [helper.make_node("Cast", ["attention_mask"], ["real_mask"], to=real),
                  helper.make_node("Unsqueeze", ["real_mask", "axis"], ["wide_mask"]),
                  helper.make_node("Mul", [values, "wide_mask"], ["masked"])]
        values = "masked"
    if output == "hidden":
        nodes.append(helper.make_node("Identity", [values], ["last_hidden_state"]))
        save(folder, nodes, inputs, [tensor("last_hidden_state", real, [*shape, 2])], initializers)
        return
    initializers += [constant("first", [[1], [0]], kind), constant("other", [[0], [1]], kind)]
    nodes += [helper.make_node("ReduceSum", [values, "one"], ["sums"], keepdims=0),
              helper.make_node("MatMul", ["sums", "first"], ["weight"]), helper.make_node("MatMul", ["sums", "other"], ["total"]),
              helper.make_node("Div", ["total", "weight"], ["stars"])]
    if output == "number":
        nodes.append(helper.make_node("Identity", ["stars"], ["logits"]))
    else:
        # The nearest k to s has the largest 2 k s - k².
        initializers += [constant("slope", [[2, 4, 6, 8, 10]], kind), constant("bias", [-1, -4, -9, -16, -25], kind)]
        nodes += [helper.make_node("MatMul", ["stars", "slope"], ["scores"]), helper.make_node("Add", ["scores", "bias"], ["logits"])]
    save(folder, nodes, inputs, [tensor("logits", real, [shape[0], 1 if output == "number" else 5])], initializers, external)


def write(folder, name, content):
    (MODELS / folder / name).write_text(content if isinstance(content, str) else json.dumps(content, indent=2) + "\n")


stars("star-rating", external=True)
write("star-rating", "vocab.txt", "\n".join(TOKENS) + "\n")
write("star-rating", "tokenizer_config.json", {"do_lower_case": True, "model_max_length": 512, "tokenizer_class": "BertTokenizer"})
write("star-rating", "config.json", {
    "architectures": ["BertForSequenceClassification"], "model_type": "bert", "vocab_size": len(TOKENS), "max_position_embeddings": 512, "pad_token_id": 0,
    "id2label": {str(k): f"{k + 1} star{'s' if k else ''}" for k in range(5)}, "label2id": {f"{k + 1} star{'s' if k else ''}": k for k in range(5)}})
stars("int32", ids=INT32, types=False)
stars("half", kind=np.float16, types=False)
stars("unmasked", mask=False, types=False)
stars("number", output="number", types=False)
stars("hidden", output="hidden", types=False)
stars("fixed", shape=(2, 8), types=False)
stars("short", positions=16, types=False)


def transformer(name, layers, width, heads, vocabulary, positions=512):
    """A classifier as large as a real one for the benchmarks. All weights are alike, so that they need no room in the file; the work is the same."""
    inputs = [tensor("input_ids", INT64, ("batch", "sequence")), tensor("attention_mask", INT64, ("batch", "sequence"))]
    nodes, initializers = [], [constant(f"i{n}", [n], np.int64) for n in (0, 1, 2)]
    initializers += [constant("minus", -1e4), constant("half", 0.5), constant("unit", 1.0), constant("root2", np.sqrt(2)),
                     constant("scale", 1 / np.sqrt(width / heads)), constant("split", [0, 0, heads, width // heads], np.int64),
                     constant("join", [0, 0, width], np.int64), constant("start", 0, np.int64), constant("step", 1, np.int64),
                     constant("second", 1, np.int64)]

    def add(op, parents, **attributes):
        made = f"t{len(nodes)}"
        nodes.append(helper.make_node(op, parents, [made], **attributes))
        return made

    def weight(*shape, value=0.01):
        initializers.append(constant(f"shape{len(initializers)}", shape, np.int64))
        return add("ConstantOfShape", [initializers[-1].name], value=helper.make_tensor("value", FLOAT, [1], [value]))

    def linear(x, rows, columns):
        return add("Add", [add("MatMul", [x, weight(rows, columns)]), weight(columns)])

    def norm(x):
        return add("LayerNormalization", [x, weight(width, value=1.0), weight(width)], axis=-1)

    length = add("Gather", [add("Shape", ["input_ids"]), "second"])
    places = add("Gather", [weight(positions, width), add("Range", ["start", length, "step"])])
    x = norm(add("Add", [add("Gather", [weight(vocabulary, width), "input_ids"]), places]))
    outside = add("Mul", [add("Sub", ["unit", add("Cast", ["attention_mask"], to=FLOAT)]), "minus"])
    mask = add("Unsqueeze", [add("Unsqueeze", [outside, "i1"]), "i2"])
    for _ in range(layers):
        query, key, value = (add("Reshape", [linear(x, width, width), "split"]) for _ in range(3))
        query, value = (add("Transpose", [part], perm=[0, 2, 1, 3]) for part in (query, value))
        key = add("Transpose", [key], perm=[0, 2, 3, 1])
        scores = add("Softmax", [add("Add", [add("Mul", [add("MatMul", [query, key]), "scale"]), mask])], axis=-1)
        mixed = add("Reshape", [add("Transpose", [add("MatMul", [scores, value])], perm=[0, 2, 1, 3]), "join"])
        x = norm(add("Add", [x, linear(mixed, width, width)]))
        wide = linear(x, width, 4 * width)
        gelu = add("Mul", [add("Mul", [wide, "half"]), add("Add", [add("Erf", [add("Div", [wide, "root2"])]), "unit"])])
        x = norm(add("Add", [x, linear(gelu, 4 * width, width)]))
    first = add("Squeeze", [add("Slice", [x, "i0", "i1", "i1"]), "i1"])
    nodes.append(helper.make_node("Identity", [linear(first, width, 5)], ["logits"]))
    graph = helper.make_graph(nodes, name, inputs, [tensor("logits", FLOAT, ["batch", 5])], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="make_text_models", ir_version=8)
    (HERE.parents[1] / "Benchmarks" / "data" / f"{name}.onnx").write_bytes(model.SerializeToString())


transformer("transformer-2x128", layers=2, width=128, heads=2, vocabulary=len(TOKENS))
