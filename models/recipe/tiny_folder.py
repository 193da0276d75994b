"""Writes the tiny model folder of the tests (tests/inference/tiny-model).

Knows: shapes that show what the embedded models do not: grouped heads, a vocabulary so large that its blocks have masses.
Does not know: anything worth saying; the weights are random.
"""
import argparse
import json
import shutil
from pathlib import Path

import numpy as np

from weights import Layer, Shape, Weights, rotary, write_weights

TOKENIZER = Path(__file__).parents[1] / "arithmetic-policy-1m"
SIZE = Shape(width=32, layers=2, heads=4, key_value_heads=2, head_width=16, hidden=48,
             vocabulary=1024, positions=128, theta=10000.0, epsilon=1e-5)


def weights(size=SIZE, seed=3):
    rng = np.random.default_rng(seed)

    def drawn(*dims):
        return rng.normal(0, 0.2, dims).astype(np.float32)

    wide, narrow = size.heads * size.head_width, size.key_value_heads * size.head_width
    layers = [Layer(q=drawn(wide, size.width), k=drawn(narrow, size.width), v=drawn(narrow, size.width),
                    o=drawn(size.width, wide), gate=drawn(size.hidden, size.width), up=drawn(size.hidden, size.width),
                    down=drawn(size.width, size.hidden), norm1=drawn(size.width), norm2=drawn(size.width))
              for _ in range(size.layers)]
    return Weights(size, drawn(size.vocabulary, size.width), layers, drawn(size.width), *rotary(size))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    write_weights(weights(), out)
    config = json.loads((TOKENIZER / "config.json").read_text())
    config |= {"vocab_size": SIZE.vocabulary, "hidden_size": SIZE.width, "intermediate_size": SIZE.hidden,
               "num_hidden_layers": SIZE.layers, "num_attention_heads": SIZE.heads, "head_dim": SIZE.head_width,
               "num_key_value_heads": SIZE.key_value_heads, "max_position_embeddings": SIZE.positions}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(TOKENIZER / name, out / name)


if __name__ == "__main__":
    main()
