"""Compares the forms of one model's weights (peer_forms.py) with a forward pass in double precision.

Knows: the pass, written out in numpy; how the grouped-query graph is fed; the difference allowed.
Does not know: how the forms were written. The GGUF is compared by the benchmark itself, through llama.cpp.
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from tokenizers import Tokenizer

from weights import read_weights

ALLOWED = 1e-3
TEXTS = (
    "Problem: A train has 12 cars with 31 seats each. At a stop 45 people get on. How many are on it now?\n",
    "Ann has 12 apples and buys 30 more. She gives half of them away. How many are left?\nStep 1: 12 + 30 = 42.\n",
    "A club has 2091 old and 32 new members.\n",
)


def expected(weights, ids):
    """Logits [tokens, vocabulary] in double precision."""
    size = weights.shape
    length, group = len(ids), size.heads // size.key_value_heads
    half = size.head_width // 2
    angle = np.arange(length)[:, None] * size.theta ** (-np.arange(half) / half)
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]

    def norm(x, weight):
        return x / np.sqrt((x ** 2).mean(-1, keepdims=True) + size.epsilon) * weight

    def turned(x):
        first, second = x[..., :half], x[..., half:]
        return np.concatenate((first * cos - second * sin, second * cos + first * sin), -1)

    def split(x, heads):
        return x.reshape(length, heads, size.head_width)

    x = weights.embedding[ids].astype(np.float64)
    for layer in weights.layers:
        y = norm(x, layer.norm1)
        queries = turned(split(y @ layer.q.T, size.heads))
        keys = turned(split(y @ layer.k.T, size.key_value_heads)).repeat(group, 1)
        values = split(y @ layer.v.T, size.key_value_heads).repeat(group, 1)
        scores = np.einsum("qhd,khd->hqk", queries, keys) / size.head_width ** 0.5
        scores[:, np.triu_indices(length, 1)[0], np.triu_indices(length, 1)[1]] = -np.inf
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        x = x + np.einsum("hqk,khd->qhd", shares, values).reshape(length, -1) @ layer.o.T
        y = norm(x, layer.norm2)
        gate = y @ layer.gate.T
        x = x + (gate / (1 + np.exp(-gate)) * (y @ layer.up.T)) @ layer.down.T
    return norm(x, weights.norm) @ weights.embedding.T


def caches(size, batch, length):
    shape = (batch, size.key_value_heads, length, size.head_width)
    return {f"past_key_values.{i}.{part}": np.zeros(shape, np.float32)
            for i in range(size.layers) for part in ("key", "value")}


def grouped(session, size, ids):
    """One row: all but the last eight tokens at once, the rest one at a time, as a generating caller does."""
    names = [o.name for o in session.get_outputs()]
    cache, got, seen = caches(size, 1, 0), [], 0
    for chunk in [ids[:-8], *([i] for i in ids[-8:])]:
        seen += len(chunk)
        out = dict(zip(names, session.run(names, {
            "input_ids": np.array([chunk]), "attention_mask": np.ones((1, seen), np.int64),
            "num_logits_to_keep": np.array(0), **cache})))
        got.append(out["logits"][0])
        cache = {name: out["present" + name[15:]] for name in cache}
    return np.concatenate(got)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True, help="the model folder")
    parser.add_argument("--forms", type=Path, required=True, help="where peer_forms.py wrote")
    options = parser.parse_args()
    weights = read_weights(options.folder)
    tokenizer = Tokenizer.from_file(str(options.folder / "tokenizer.json"))
    texts = [tokenizer.encode(text).ids for text in TEXTS]
    wanted = [expected(weights, ids) for ids in texts]

    def differ(name, got):
        worst = max(float(np.abs(g - w).max()) for g, w in zip(got, wanted))
        print(f"{name:48s} largest difference {worst:.2e}")
        return worst

    session = onnxruntime.InferenceSession(str(options.forms / "transformers" / "onnx" / "model.onnx"))
    found = differ("grouped-query graph, chunk and then token by token",
                        [grouped(session, weights.shape, ids) for ids in texts])
    print("allowed", ALLOWED)
    sys.exit(0 if found <= ALLOWED else 1)


if __name__ == "__main__":
    main()
