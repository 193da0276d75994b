"""The delta graph: the cache goes in, only the new tokens' keys and values come out.

Knows: its inputs, outputs and operators, for equal and for grouped key-value heads. Norm and rotation are
ONNX Runtime's own, because spelt out they would be seven times as many. Logits are of the wanted places
alone; with a large vocabulary the mass of each block of tokens comes with them, so that a draw reads few.
Does not know: where the weights came from; files; whether the graph is right (check_onnx.py).
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
MICROSOFT = "com.microsoft"
FLOAT, INT = TensorProto.FLOAT, TensorProto.INT64
FAR = -1e9
# Tokens of a block, as the sampler has them (src-main/inference/sampling/vector-loops.ts), and the vocabulary from
# which on their masses are worth an output.
BLOCK = 64
MANY = 1024


class Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self, half=False):
        """`half`: matrices lie in the file as float16 and become float32 when a session is opened."""
        self.nodes, self.constants, self.names, self.half = [], {}, set(), half

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

    def weight(self, name, array):
        return self.constant(name, np.asarray(array, np.float32))

    def matrix(self, name, array):
        if not self.half:
            return self.weight(name, array)
        return self.add("Cast", name, self.constant(f"{name}.half", np.asarray(array, np.float16)), to=FLOAT)


def norm(g, name, x, weight, epsilon):
    return g.add("SimplifiedLayerNormalization", f"{name}.out", x, g.weight(f"{name}.weight", weight),
                 axis=-1, epsilon=epsilon, stash_type=1)


def linear(g, name, x, matrix):
    return g.add("MatMul", f"{name}.out", x, g.matrix(f"{name}.weight", matrix.T))


def heads(g, name, x, count, size, out=None):
    shaped = g.add("Reshape", f"{name}.heads", x, g.integers(0, 0, count, size.head_width))
    return g.add("Transpose", out or f"{name}.turned", shaped, perm=[0, 2, 1, 3])


def turn(g, name, x, tables, out=None):
    return g.add("RotaryEmbedding", out or f"{name}.rotated", x, "position_ids", *tables, domain=MICROSOFT)


def tables(g, name, weights, scale=1.0):
    """cos and sin of half a head, times a scale, which so costs nothing."""
    half = weights.shape.head_width // 2
    return [g.weight(f"rotary.{part}.{name}", table[:, :half] * np.float32(scale))
            for part, table in (("cos", weights.cos), ("sin", weights.sin))]


def dimension(g, name, x, axis):
    shape = g.add("Shape", f"{name}.shape", x, start=axis, end=axis + 1)
    return g.add("Squeeze", f"{name}.length", shape, g.integers(0))


def build(weights, half=False):
    """The ONNX model of a Llama (weights.Weights), policy or reward model alike; `half`: see Graph."""
    size, g = weights.shape, Graph(half)
    # Query heads that share a key-value head are an axis of their own, over which its keys and values are repeated without a copy.
    group = size.heads // size.key_value_heads
    cache = ["batch", size.key_value_heads, "past", size.head_width]
    inputs = [("input_ids", INT, ["batch", "chunk"]), ("position_ids", INT, ["batch", "chunk"]),
              ("past_lengths", INT, ["batch"]), ("logit_places", INT, ["places"])]
    classes = size.vocabulary if weights.head is None else len(weights.head)
    outputs = [("logits", FLOAT, ["places", classes])]

    one = g.integers(1)
    zero, minus = g.number(0.0), g.number(FAR)
    past = dimension(g, "past", "past_key_values.0.key", 2)
    slots = g.add("Range", "past.slots", g.integer(0), past, g.integer(1))
    lengths = g.add("Unsqueeze", "past.lengths", "past_lengths", g.integers(1, 2, 3, 4))
    past_bias = g.add("Where", "past.bias", g.add("Less", "past.valid", slots, lengths), zero, minus)
    chunk = dimension(g, "chunk", "input_ids", 1)
    places = g.add("Range", "chunk.places", g.integer(0), chunk, g.integer(1))
    rows = g.add("Unsqueeze", "chunk.rows", places, one)
    new_bias = g.add("Where", "chunk.bias", g.add("LessOrEqual", "chunk.seen", places, rows), zero, minus)
    past_only = g.add("Unsqueeze", "past.count", past, g.integers(0))

    def groups_of(*rest):
        return g.integers(0, size.key_value_heads, group, *rest)

    x = g.add("Gather", "embedding.out", g.matrix("embedding.weight", weights.embedding), "input_ids")
    for_keys, for_queries = tables(g, "keys", weights), tables(g, "queries", weights, size.head_width ** -0.5)
    for i, layer in enumerate(weights.layers):
        n = f"layers.{i}"
        key_in, value_in = f"past_key_values.{i}.key", f"past_key_values.{i}.value"
        inputs += [(key_in, FLOAT, cache), (value_in, FLOAT, cache)]
        y = norm(g, f"{n}.attention_norm", x, layer.norm1, size.epsilon)
        rotated = turn(g, f"{n}.q", heads(g, f"{n}.q", linear(g, f"{n}.q", y, layer.q), size.heads, size), for_queries)
        queries = g.add("Reshape", f"{n}.q.grouped", rotated, groups_of(-1, size.head_width))
        keys = turn(g, f"{n}.k", heads(g, f"{n}.k", linear(g, f"{n}.k", y, layer.k), size.key_value_heads, size), for_keys,
                    f"new_key_values.{i}.key")
        values = heads(g, f"{n}.v", linear(g, f"{n}.v", y, layer.v), size.key_value_heads, size,
                       f"new_key_values.{i}.value")
        fresh = ["batch", size.key_value_heads, "chunk", size.head_width]
        outputs += [(keys, FLOAT, fresh), (values, FLOAT, fresh)]

        def shared(which, source):
            """Keys or values [batch, heads, 1, positions, width], for all queries of a group."""
            return g.add("Unsqueeze", f"{n}.{which}", source, g.integers(2))

        # The reshape stands between transpose and product so that ONNX Runtime does not make one operator of the two, which
        # would take the slow way for one token.
        columns = g.add("Transpose", f"{n}.q.columns", rotated, perm=[0, 1, 3, 2])
        columns = g.add("Reshape", f"{n}.q.columns.grouped", columns, groups_of(size.head_width, -1))
        on_past = g.add("MatMul", f"{n}.past.products", shared("past.keys", key_in), columns)
        on_past = g.add("Transpose", f"{n}.past.scores", on_past, perm=[0, 1, 2, 4, 3])
        on_past = g.add("Add", f"{n}.past.masked", on_past, past_bias)
        flat = g.add("Transpose", f"{n}.chunk.keys.turned", shared("chunk.keys", keys), perm=[0, 1, 2, 4, 3])
        on_new = g.add("MatMul", f"{n}.chunk.scores", queries, flat)
        on_new = g.add("Add", f"{n}.chunk.masked", on_new, new_bias)
        shares = g.add("Softmax", f"{n}.weights", g.add("Concat", f"{n}.scores", on_past, on_new, axis=4), axis=-1)
        end = g.integers(2 ** 31 - 1)
        on_past = g.add("Slice", f"{n}.past.weights", shares, g.integers(0), past_only, g.integers(4))
        on_new = g.add("Slice", f"{n}.chunk.weights", shares, past_only, end, g.integers(4))
        mixed = g.add("Add", f"{n}.mixed",
                      g.add("MatMul", f"{n}.past.mixed", on_past, shared("past.values", value_in)),
                      g.add("MatMul", f"{n}.chunk.mixed", on_new, shared("chunk.values", values)))
        mixed = g.add("Reshape", f"{n}.mixed.heads", mixed, g.integers(0, size.heads, -1, size.head_width))
        joined = g.add("Reshape", f"{n}.joined", g.add("Transpose", f"{n}.mixed.turned", mixed, perm=[0, 2, 1, 3]),
                       g.integers(0, 0, size.heads * size.head_width))
        x = g.add("Add", f"{n}.attended", x, linear(g, f"{n}.o", joined, layer.o))
        y = norm(g, f"{n}.mlp_norm", x, layer.norm2, size.epsilon)
        opened = linear(g, f"{n}.gate", y, layer.gate)
        opened = g.add("Mul", f"{n}.gate.silu", opened, g.add("Sigmoid", f"{n}.gate.sigmoid", opened))
        x = g.add("Add", f"{n}.out", x, linear(
            g, f"{n}.down", g.add("Mul", f"{n}.gated", opened, linear(g, f"{n}.up", y, layer.up)), layer.down))

    # A place is row * chunk + token.
    x = g.add("Reshape", "places.all", x, g.integers(-1, size.width))
    y = norm(g, "norm", g.add("Gather", "places.wanted", x, "logit_places"), weights.norm, size.epsilon)
    if weights.head is None:
        g.add("Gemm", "logits", y, "embedding.weight", transB=1)
    else:
        g.add("MatMul", "logits", y, g.matrix("head.weight", weights.head.T))
    if classes >= MANY and classes % BLOCK == 0:
        shares = g.add("Reshape", "shares.blocks", g.add("Softmax", "shares", "logits", axis=-1), g.integers(0, -1, BLOCK))
        g.add("ReduceSum", "block_masses", shares, g.integers(-1), keepdims=0)
        outputs.append(("block_masses", FLOAT, ["places", classes // BLOCK]))
    fresh = [name for name, *_ in outputs if name.startswith("new_key_values")]
    # All of them in one piece, for callers to whom each output is a copy of its own.
    g.add("Concat", "new_key_values", *fresh, axis=0)
    outputs.append(("new_key_values", FLOAT, ["planes", size.key_value_heads, "chunk", size.head_width]))
    graph = helper.make_graph(
        g.nodes, "espalier_delta_llama",
        [helper.make_tensor_value_info(*item) for item in inputs],
        [helper.make_tensor_value_info(*item) for item in outputs], list(g.constants.values()))
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
                               producer_name="espalier-recipe", ir_version=8)
    return result
