"""Random blocks of every quantisation that the program reads, and their weights by the Python package `gguf`.

Knows: where the half-precision numbers of a block lie, so that they are of a usual size.
Does not know: how the program takes blocks apart.
"""
import argparse
import base64
import json
from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

HALVES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108],
          "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}


def sample(name, draw):
    kind = GGMLQuantizationType[name]
    size, length = GGML_QUANT_SIZES[kind]
    count = 3 if size == 256 else 8
    blocks = draw.integers(0, 256, (count, length), dtype=np.uint8)
    for at in HALVES[name]:
        halves = (draw.standard_normal(count) * 0.02).astype(np.float16)
        halves[0] = 6e-8  # one that is not normalised
        blocks[:, at:at + 2] = halves.view(np.uint8).reshape(count, 2)
    weights = dequantize(blocks, kind).astype(np.float32)
    return {key: base64.b64encode(values.tobytes()).decode() for key, values in (("blocks", blocks), ("weights", weights))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    draw = np.random.default_rng(7)
    options.out.write_text(json.dumps({name: sample(name, draw) for name in HALVES}, indent=1) + "\n")


if __name__ == "__main__":
    main()
