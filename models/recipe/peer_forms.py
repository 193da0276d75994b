"""Writes the forms in which other engines read the same weights, for the benchmark (tests/bench).

Knows: which files each engine wants: a Hugging Face folder with GroupQueryAttention for transformers.js, a GGUF for
llama.cpp, and the bare matrix products of a pass as a measure of the machine.
Does not know: how they are measured. Needs no PyTorch.
"""
import argparse
import json
import shutil
from pathlib import Path

import onnx

import gguf_weights
import grouped_query_graph
from convert_gguf import convert
from weights import read_weights


def write(weights, source, out):
    """`source` is the model folder of these weights; each form is put below `out`."""
    folder = out / "transformers"
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(grouped_query_graph.build(weights), folder / "onnx" / "model.onnx")
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(source / name, folder / name)
    tokenizer = json.loads((source / "tokenizer.json").read_text())
    gguf_weights.write(out / "model.gguf", weights, tokenizer, source.name)
    onnx.save(grouped_query_graph.products(weights), out / "products.onnx")
    matrices = sum(getattr(layer, name).size for layer in weights.layers for name in gguf_weights.NAMES
                   if not name.startswith("norm")) + weights.embedding.size
    (out / "forms.json").write_text(json.dumps({"products": matrices}) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, help="a model folder of ours")
    parser.add_argument("--gguf", type=Path, help="or a GGUF file, which becomes the model folder `espalier`")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.gguf:
        source = options.out / "espalier"
        weights = convert(options.gguf, source)
    else:
        source = options.folder
        weights = read_weights(source)
    write(weights, source, options.out)
    print(options.out, weights.count(), "parameters")


if __name__ == "__main__":
    main()
