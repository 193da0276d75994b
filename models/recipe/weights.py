"""The weights of a Llama as plain arrays, wherever they came from.

Knows: their names, shapes and order, and how to read them back from a delta graph.
Does not know: PyTorch, graphs' operators, GGUF.
"""
from dataclasses import dataclass

import numpy as np

MATRICES = ("q", "k", "v", "o", "gate", "up", "down")


@dataclass(frozen=True)
class Shape:
    """Numbers of a Llama; `heads` is a multiple of `key_value_heads`."""

    width: int
    layers: int
    heads: int
    key_value_heads: int
    head_width: int
    hidden: int
    vocabulary: int
    positions: int
    theta: float
    epsilon: float


@dataclass
class Layer:
    """Matrices are [out, in], rotary halves as in Hugging Face's Llama; norms are [width]."""

    q: np.ndarray
    k: np.ndarray
    v: np.ndarray
    o: np.ndarray
    gate: np.ndarray
    up: np.ndarray
    down: np.ndarray
    norm1: np.ndarray
    norm2: np.ndarray


@dataclass
class Weights:
    """All float32. The output matrix is `head` [classes, width], or the embedding [vocabulary, width] where it is None."""

    shape: Shape
    embedding: np.ndarray
    layers: list[Layer]
    norm: np.ndarray
    cos: np.ndarray
    sin: np.ndarray
    head: np.ndarray | None = None

    def count(self):
        """Parameters, tied ones once."""
        parts = [self.embedding, self.norm, *(v for layer in self.layers for v in vars(layer).values())]
        return sum(part.size for part in parts) + (0 if self.head is None else self.head.size)


def rotary(shape):
    """cos and sin [positions, head_width], halves repeated, computed in double precision."""
    half = shape.head_width // 2
    frequency = shape.theta ** (-np.arange(half) / half)
    angle = np.arange(shape.positions)[:, None] * frequency
    angle = np.concatenate((angle, angle), 1)
    return np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)


def weights_of_graph(graph, config):
    """The weights inside a delta graph (an onnx.ModelProto) with the config.json of its folder."""
    from onnx import numpy_helper
    found = {c.name.removesuffix(".half"): numpy_helper.to_array(c) for c in graph.graph.initializer}
    found = {name: value.astype(np.float32) if value.dtype == np.float16 else value for name, value in found.items()}
    shape = shape_of_config(config)
    layers = [Layer(**{m: found[f"layers.{i}.{m}.weight"].T for m in MATRICES},
                    norm1=found[f"layers.{i}.attention_norm.weight"], norm2=found[f"layers.{i}.mlp_norm.weight"])
              for i in range(shape.layers)]
    head = found.get("head.weight")
    # Graphs of before have the halves repeated.
    cos, sin = (found[name] if (name := f"rotary.{part}.table") in found else np.tile(found[f"rotary.{part}.keys"], 2)
                for part in ("cos", "sin"))
    return Weights(shape, found["embedding.weight"], layers, found["norm.weight"], cos, sin,
                   None if head is None else head.T)


def shape_of_config(config):
    return Shape(width=config["hidden_size"], layers=config["num_hidden_layers"], heads=config["num_attention_heads"],
                 key_value_heads=config["num_key_value_heads"], head_width=config["head_dim"],
                 hidden=config["intermediate_size"], vocabulary=config["vocab_size"],
                 positions=config["max_position_embeddings"], theta=config["rope_theta"],
                 epsilon=config["rms_norm_eps"])
