"""Writes a checkpoint as a model folder: config.json, tokenizer, ONNX graph.

Knows: the delta graph (the cache goes in, only the new tokens' keys and values come out) in
ordinary ONNX operators, and the files that belong to a model folder.
Does not know: training; whether the graph is right (check_onnx.py).
"""
import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from model import SIZES, Llama, config, rotary
from tokenizer import SPECIAL, load

OPSET = 17
FLOAT, INT = TensorProto.FLOAT, TensorProto.INT64
FAR = -1e9


class Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self):
        self.nodes, self.constants, self.names = [], {}, set()

    def add(self, operator, name, *inputs, **attributes):
        assert name not in self.names, name
        self.names.add(name)
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, name, value):
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def integers(self, *values):
        return self.constant("const." + "_".join(map(str, values)), np.array(values, np.int64))

    def integer(self, value):
        return self.constant(f"scalar.{value}", np.array(value, np.int64))

    def number(self, value):
        return self.constant(f"number.{value}", np.array(value, np.float32))

    def weight(self, name, tensor):
        return self.constant(name, tensor.detach().float().numpy())


def norm(g, name, x, weight, epsilon):
    square = g.add("Mul", f"{name}.square", x, x)
    mean = g.add("ReduceMean", f"{name}.mean", square, axes=[-1], keepdims=1)
    safe = g.add("Add", f"{name}.safe", mean, g.number(epsilon))
    root = g.add("Sqrt", f"{name}.root", safe)
    unit = g.add("Div", f"{name}.unit", x, root)
    return g.add("Mul", f"{name}.out", unit, g.weight(f"{name}.weight", weight))


def linear(g, name, x, matrix):
    return g.add("MatMul", f"{name}.out", x, g.weight(f"{name}.weight", matrix.T))


def heads(g, name, x, size):
    shaped = g.add("Reshape", f"{name}.heads", x, g.integers(0, 0, size.heads, size.head_width))
    return g.add("Transpose", f"{name}.turned", shaped, perm=[0, 2, 1, 3])


def turn(g, name, x, cos, sin, size):
    half = size.head_width // 2
    first = g.add("Slice", f"{name}.first", x, g.integers(0), g.integers(half), g.integers(3))
    second = g.add("Slice", f"{name}.second", x, g.integers(half), g.integers(2 * half), g.integers(3))
    turned = g.add("Concat", f"{name}.swapped", g.add("Neg", f"{name}.negative", second), first, axis=3)
    return g.add("Add", f"{name}.rotated", g.add("Mul", f"{name}.cos", x, cos),
                 g.add("Mul", f"{name}.sin", turned, sin))


def dimension(g, name, x, axis):
    shape = g.add("Shape", f"{name}.shape", x, start=axis, end=axis + 1)
    return g.add("Squeeze", f"{name}.length", shape, g.integers(0))


def build(model):
    """The ONNX model of a Llama, policy or reward model alike."""
    size, g = model.size, Graph()
    cache = ["batch", size.heads, "past", size.head_width]
    inputs = [("input_ids", INT, ["batch", "chunk"]), ("position_ids", INT, ["batch", "chunk"]),
              ("past_lengths", INT, ["batch"])]
    outputs = [("logits", FLOAT, ["batch", "chunk", model.classes or size.vocabulary])]

    cos, sin = rotary(size, torch.arange(size.positions))
    one = g.integers(1)
    cos, sin = (g.add("Unsqueeze", f"rotary.{name}",
                      g.add("Gather", f"rotary.{name}.rows", g.weight(f"rotary.{name}.table", table), "position_ids"),
                      one) for name, table in (("cos", cos), ("sin", sin)))

    zero, minus = g.number(0.0), g.number(FAR)
    past = dimension(g, "past", "past_key_values.0.key", 2)
    slots = g.add("Range", "past.slots", g.integer(0), past, g.integer(1))
    lengths = g.add("Unsqueeze", "past.lengths", "past_lengths", g.integers(1, 2, 3))
    past_bias = g.add("Where", "past.bias", g.add("Less", "past.valid", slots, lengths), zero, minus)
    chunk = dimension(g, "chunk", "input_ids", 1)
    places = g.add("Range", "chunk.places", g.integer(0), chunk, g.integer(1))
    rows = g.add("Unsqueeze", "chunk.rows", places, one)
    new_bias = g.add("Where", "chunk.bias", g.add("LessOrEqual", "chunk.seen", places, rows), zero, minus)
    past_only = g.add("Unsqueeze", "past.count", past, g.integers(0))

    x = g.add("Gather", "embedding.out", g.weight("embedding.weight", model.embedding), "input_ids")
    scale = g.number(size.head_width ** -0.5)
    for i, (q, k, v, o, gate, up, down, norm1, norm2) in enumerate(model.layers()):
        n = f"layers.{i}"
        key_in, value_in = f"past_key_values.{i}.key", f"past_key_values.{i}.value"
        inputs += [(key_in, FLOAT, cache), (value_in, FLOAT, cache)]
        y = norm(g, f"{n}.attention_norm", x, norm1, size.epsilon)
        queries = turn(g, f"{n}.q", heads(g, f"{n}.q", linear(g, f"{n}.q", y, q), size), cos, sin, size)
        queries = g.add("Mul", f"{n}.q.scaled", queries, scale)
        keys = turn(g, f"{n}.k", heads(g, f"{n}.k", linear(g, f"{n}.k", y, k), size), cos, sin, size)
        values = heads(g, f"{n}.v", linear(g, f"{n}.v", y, v), size)
        new_key = g.add("Identity", f"new_key_values.{i}.key", keys)
        new_value = g.add("Identity", f"new_key_values.{i}.value", values)
        fresh = ["batch", size.heads, "chunk", size.head_width]
        outputs += [(new_key, FLOAT, fresh), (new_value, FLOAT, fresh)]

        def scores(which, source, bias):
            flat = g.add("Transpose", f"{n}.{which}.keys", source, perm=[0, 1, 3, 2])
            raw = g.add("MatMul", f"{n}.{which}.scores", queries, flat)
            return g.add("Add", f"{n}.{which}.masked", raw, bias)

        both = g.add("Concat", f"{n}.scores", scores("past", key_in, past_bias), scores("chunk", keys, new_bias), axis=3)
        weights = g.add("Softmax", f"{n}.weights", both, axis=-1)
        end = g.integers(2 ** 31 - 1)
        on_past = g.add("Slice", f"{n}.past.weights", weights, g.integers(0), past_only, g.integers(3))
        on_new = g.add("Slice", f"{n}.chunk.weights", weights, past_only, end, g.integers(3))
        mixed = g.add("Add", f"{n}.mixed", g.add("MatMul", f"{n}.past.mixed", on_past, value_in),
                      g.add("MatMul", f"{n}.chunk.mixed", on_new, values))
        joined = g.add("Reshape", f"{n}.joined", g.add("Transpose", f"{n}.mixed.turned", mixed, perm=[0, 2, 1, 3]),
                       g.integers(0, 0, size.width))
        x = g.add("Add", f"{n}.attended", x, linear(g, f"{n}.o", joined, o))
        y = norm(g, f"{n}.mlp_norm", x, norm2, size.epsilon)
        opened = linear(g, f"{n}.gate", y, gate)
        opened = g.add("Mul", f"{n}.gate.silu", opened, g.add("Sigmoid", f"{n}.gate.sigmoid", opened))
        x = g.add("Add", f"{n}.out", x, linear(
            g, f"{n}.down", g.add("Mul", f"{n}.gated", opened, linear(g, f"{n}.up", y, up)), down))

    y = norm(g, "norm", x, model.norm, size.epsilon)
    head = (g.weight("head.weight", model.head.T) if model.classes
            else g.add("Transpose", "embedding.turned", "embedding.weight", perm=[1, 0]))
    g.nodes.append(helper.make_node("MatMul", [y, head], ["logits"], name="logits"))
    graph = helper.make_graph(
        g.nodes, "espalier_delta_llama",
        [helper.make_tensor_value_info(*item) for item in inputs],
        [helper.make_tensor_value_info(*item) for item in outputs], list(g.constants.values()))
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)],
                               producer_name="espalier-recipe", ir_version=8)
    onnx.checker.check_model(result, full_check=True)
    return result


def load_model(path):
    """The Llama of a checkpoint written by train_policy.py or train_prm.py."""
    state = torch.load(path)
    model = Llama(SIZES[state["size"]], state.get("classes", 0))
    model.load_state_dict(state["model"])
    return model.eval()


def write(model, tokenizer_folder, folder):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(build(model), folder / "onnx" / "model.onnx")
    tokenizer = load(tokenizer_folder / "tokenizer.json")
    ids = {token: tokenizer.token_to_id(token) for token in SPECIAL}

    def put(name, value):
        (folder / name).write_text(json.dumps(value, indent=2) + "\n")

    put("config.json", config(model.size, model.count(), ids, model.classes))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(tokenizer_folder / name, folder / name)
    if model.classes:
        put("process_reward_config.json", {
            "template": "{question}\n", "step_separator": "<step>", "score_token": "<step>", "offset": 0,
            "head": "token_classification", "positive": 1, "negative": 0, "add_bos": True})
    else:
        put("generation_config.json", {
            "do_sample": True, "temperature": 1.0, "max_new_tokens": 256, "bos_token_id": ids["<bos>"],
            "eos_token_id": ids["<eos>"], "pad_token_id": ids["<pad>"]})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, help="without it: untrained weights, to code against")
    parser.add_argument("--untrained-size", choices=SIZES, default="middle")
    parser.add_argument("--untrained-classes", type=int, default=0)
    parser.add_argument("--tokenizer", type=Path, required=True, help="folder with tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model = load_model(options.checkpoint) if options.checkpoint else Llama(
        SIZES[options.untrained_size], options.untrained_classes)
    write(model, options.tokenizer, options.out)
    print(options.out, model.count(), "parameters",
          (options.out / "onnx" / "model.onnx").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
