"""The graph that other runtimes expect: GroupQueryAttention, the whole cache in and out, as Hugging Face's exports have it.

Knows: its inputs, outputs and ONNX Runtime's contrib operators. Its rows must be padded on the right, or all be
of one length: with padding on the left GroupQueryAttention gives padded rows wrong numbers.
Does not know: where the weights came from. Espalier itself writes another graph, over the weights of the folder.
"""
import numpy as np
from onnx import helper

from graph import FLOAT, INT, MICROSOFT, OPSET, Graph, linear, norm

END = 2 ** 31 - 1


def build(weights):
    """The ONNX model of a Llama (weights.Weights) that generates."""
    size, g = weights.shape, Graph()
    half = size.head_width // 2
    # transformers.js finds the batch by this name when it makes an empty cache.
    batch = "batch_size"
    past = [batch, size.key_value_heads, "past", size.head_width]
    total = [batch, size.key_value_heads, "total", size.head_width]
    inputs = [("input_ids", INT, [batch, "chunk"]), ("attention_mask", INT, [batch, "total"]),
              ("num_logits_to_keep", INT, [])]
    outputs = [("logits", FLOAT, [batch, "kept", size.vocabulary])]

    cos, sin = (g.weight(f"rotary.{name}.half", table[:, :half]) for name, table in
                (("cos", weights.cos), ("sin", weights.sin)))
    counted = g.add("ReduceSum", "mask.count", "attention_mask", g.integers(1), keepdims=0)
    last = g.add("Cast", "mask.last", g.add("Sub", "mask.less", counted, g.integer(1)), to=6)
    width = g.add("Squeeze", "mask.width", g.add("Shape", "mask.shape", "attention_mask", start=1, end=2), g.integers(0))
    width = g.add("Cast", "mask.total", width, to=6)

    x = g.add("Gather", "embedding.out", g.weight("embedding.weight", weights.embedding), "input_ids")
    for i, layer in enumerate(weights.layers):
        n = f"layers.{i}"
        parts = ("key", "value")
        inputs += [(f"past_key_values.{i}.{part}", FLOAT, past) for part in parts]
        outputs += [(f"present.{i}.{part}", FLOAT, total) for part in parts]
        y = norm(g, f"{n}.attention_norm", x, layer.norm1, size.epsilon)
        q, k, v = (linear(g, f"{n}.{name}", y, getattr(layer, name)) for name in "qkv")
        mixed = f"{n}.mixed"
        g.nodes.append(helper.make_node(
            "GroupQueryAttention", [q, k, v, *(f"past_key_values.{i}.{part}" for part in parts), last, width, cos, sin],
            [mixed, *(f"present.{i}.{part}" for part in parts)], name=mixed, domain=MICROSOFT,
            num_heads=size.heads, kv_num_heads=size.key_value_heads, do_rotary=1, rotary_interleaved=0))
        x = g.add("Add", f"{n}.attended", x, linear(g, f"{n}.o", mixed, layer.o))
        y = norm(g, f"{n}.mlp_norm", x, layer.norm2, size.epsilon)
        opened = linear(g, f"{n}.gate", y, layer.gate)
        opened = g.add("Mul", f"{n}.gate.silu", opened, g.add("Sigmoid", f"{n}.gate.sigmoid", opened))
        gated = g.add("Mul", f"{n}.gated", opened, linear(g, f"{n}.up", y, layer.up))
        x = g.add("Add", f"{n}.out", x, linear(g, f"{n}.down", gated, layer.down))

    # num_logits_to_keep = 0 keeps all: the slice then starts at -0.
    start = g.add("Unsqueeze", "kept.start", g.add("Neg", "kept.negative", "num_logits_to_keep"), g.integers(0))
    x = g.add("Slice", "kept", x, start, g.integers(END), g.integers(1))
    y = norm(g, "norm", x, weights.norm, size.epsilon)
    head = weights.embedding if weights.head is None else weights.head
    g.nodes.append(helper.make_node("MatMul", [y, g.weight("head.weight", np.asarray(head).T)], ["logits"], name="logits"))
    return finished(g, "grouped_query_llama", inputs, outputs)


def products(weights):
    """Nothing but the matrix products of one pass, each with its own weights: what a pass cannot be faster than."""
    size, g = weights.shape, Graph()
    x, tails = "x", []
    for i, layer in enumerate(weights.layers):
        n = f"layers.{i}"
        mixed = linear(g, f"{n}.o", linear(g, f"{n}.q", x, layer.q), layer.o)
        tails.append(g.add("Add", f"{n}.kv", linear(g, f"{n}.k", x, layer.k), linear(g, f"{n}.v", x, layer.v)))
        gated = g.add("Mul", f"{n}.gated", linear(g, f"{n}.gate", mixed, layer.gate), linear(g, f"{n}.up", mixed, layer.up))
        # A layer's output grows without norms; the number itself is of no interest, only that it stays finite.
        x = g.add("Tanh", f"{n}.out", linear(g, f"{n}.down", gated, layer.down))
    g.add("Sum", "tail", *tails)
    head = weights.embedding if weights.head is None else weights.head
    g.nodes.append(helper.make_node("MatMul", [x, g.weight("head.weight", np.asarray(head).T)], ["y"], name="y"))
    return finished(g, "products", [("x", FLOAT, ["rows", size.width])],
                    [("y", FLOAT, ["rows", len(head)]), ("tail", FLOAT, ["rows", size.key_value_heads * size.head_width])])


def finished(g, name, inputs, outputs):
    graph = helper.make_graph(
        g.nodes, name, [helper.make_tensor_value_info(*item) for item in inputs],
        [helper.make_tensor_value_info(*item) for item in outputs], list(g.constants.values()))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
                             producer_name="espalier-recipe", ir_version=8)
