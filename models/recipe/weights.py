"""The weights of a Llama as plain arrays, wherever they came from.

Knows: their names, shapes and order, and the safetensors file of a model folder.
Does not know: PyTorch, graphs, GGUF.
"""
import json
from dataclasses import dataclass

import numpy as np
from safetensors.numpy import load_file, save_file

WEIGHTS_FILE = "model.safetensors"
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


# Names in Hugging Face's Llama.
NAMES = {"q": "self_attn.q_proj", "k": "self_attn.k_proj", "v": "self_attn.v_proj", "o": "self_attn.o_proj",
         "gate": "mlp.gate_proj", "up": "mlp.up_proj", "down": "mlp.down_proj", "norm1": "input_layernorm",
         "norm2": "post_attention_layernorm"}


def tensors_of(weights, half=False):
    """Named as Hugging Face's LlamaForCausalLM or LlamaForTokenClassification has them; `half`: matrices as float16."""
    tensors = {"model.embed_tokens.weight": weights.embedding, "model.norm.weight": weights.norm}
    for i, layer in enumerate(weights.layers):
        tensors |= {f"model.layers.{i}.{theirs}.weight": getattr(layer, ours) for ours, theirs in NAMES.items()}
    if weights.head is not None:
        tensors["score.weight"] = weights.head
    return {name: np.ascontiguousarray(value.astype(np.float16) if half and value.ndim == 2 else value)
            for name, value in tensors.items()}


def write_weights(weights, folder, half=False):
    save_file(tensors_of(weights, half), folder / WEIGHTS_FILE, metadata={"format": "pt"})


def read_weights(folder):
    """The weights of a model folder, in float32."""
    found = {name: value.astype(np.float32) for name, value in load_file(folder / WEIGHTS_FILE).items()}
    shape = shape_of_config(json.loads((folder / "config.json").read_text()))
    layers = [Layer(**{ours: found[f"model.layers.{i}.{theirs}.weight"] for ours, theirs in NAMES.items()})
              for i in range(shape.layers)]
    return Weights(shape, found["model.embed_tokens.weight"], layers, found["model.norm.weight"], *rotary(shape),
                   found.get("score.weight"))


def shape_of_config(config):
    return Shape(width=config["hidden_size"], layers=config["num_hidden_layers"], heads=config["num_attention_heads"],
                 key_value_heads=config["num_key_value_heads"], head_width=config["head_dim"],
                 hidden=config["intermediate_size"], vocabulary=config["vocab_size"],
                 positions=config["max_position_embeddings"], theta=config["rope_theta"],
                 epsilon=config["rms_norm_eps"])
