"""Writes the forms in which other engines read the same weights, for the benchmark (tests/bench).

Knows: which files each engine wants: a Hugging Face folder with GroupQueryAttention for transformers.js, GGUF files for
llama.cpp, each in float32 and in the smaller forms that its users run, and the bare matrix products of a pass as a
measure of the machine.
Does not know: how they are measured. Needs no PyTorch.
"""
import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16

import gguf_weights
import grouped_query_graph
from convert_gguf import convert
from graph import FLOAT, MICROSOFT
from quantise import block_size, in_bytes, pack
from weights import read_weights


#: Types of llama.cpp that the package `gguf` can write.
GGUF_TYPES = ("F32", "Q8_0", "Q4_0", "Q4_1")


def write_graphs(weights, folder):
    """The graph in the forms of transformers.js, under the names of its files: fp32, fp16, q8 and q4."""
    exact = folder / "model.onnx"
    onnx.save(grouped_query_graph.build(weights), exact)
    quantize_dynamic(exact, folder / "model_quantized.onnx", weight_type=QuantType.QInt8,
                     extra_options={"DefaultTensorType": FLOAT})
    onnx.save(in_blocks(onnx.load(exact), 4), folder / "model_q4.onnx")
    half = convert_float_to_float16(onnx.load(exact), keep_io_types=["logits"], disable_shape_infer=True)
    onnx.save(half, folder / "model_fp16.onnx")


def in_blocks(model, bits):
    """The same graph with its products over blocks of 4 or 8 bits, the other factor rounded to 8 bits."""
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            continue
        name = node.input[1]
        matrix = numpy_helper.to_array(weights.pop(name))
        block = block_size(len(matrix), bits)
        for part, array in zip(("numbers", "scales"), pack(matrix, bits, block)):
            weights[f"{name}.{part}"] = numpy_helper.from_array(array, f"{name}.{part}")
        node.CopyFrom(helper.make_node(
            "MatMulNBits", [node.input[0], f"{name}.numbers", f"{name}.scales"], list(node.output), name=node.name,
            domain=MICROSOFT, K=matrix.shape[0], N=matrix.shape[1], bits=bits, block_size=block, accuracy_level=4))
    del graph.initializer[:]
    graph.initializer.extend(weights.values())
    return model


def in_rows(model):
    """The same graph with its products over whole numbers of 8 bits, a scale for each output and for each row of the other factor."""
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    constants = {"most": np.float32(1 / 127), "middle": np.uint8(128)}
    weights.update((name, numpy_helper.from_array(np.array(value), name)) for name, value in constants.items())
    nodes, whole = [], set()
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            nodes.append(node)
            continue
        x, name, result = node.input[0], node.input[1], node.output[0]
        for part, array in zip(("numbers", "scales"), in_bytes(numpy_helper.to_array(weights.pop(name)))):
            weights[f"{name}.{part}"] = numpy_helper.from_array(array, f"{name}.{part}")
        if x not in whole:
            whole.add(x)
            nodes += [
                helper.make_node("Abs", [x], [f"{x}.sizes"]),
                helper.make_node("ReduceMax", [f"{x}.sizes"], [f"{x}.scale"], axes=[-1], keepdims=1),
                helper.make_node("Div", [x, f"{x}.scale"], [f"{x}.shares"]),
                helper.make_node("QuantizeLinear", [f"{x}.shares", "most", "middle"], [f"{x}.whole"]),
            ]
        nodes += [
            helper.make_node("MatMulIntegerToFloat", [f"{x}.whole", f"{name}.numbers", "most", f"{name}.scales", "middle"],
                             [f"{result}.unscaled"], domain=MICROSOFT),
            helper.make_node("Mul", [f"{result}.unscaled", f"{x}.scale"], [result]),
        ]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(weights.values())
    return model


def write(weights, source, out):
    """`source` is the model folder of these weights; each form is put below `out`."""
    folder = out / "transformers"
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    write_graphs(weights, folder / "onnx")
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(source / name, folder / name)
    tokenizer = json.loads((source / "tokenizer.json").read_text())
    for kind in GGUF_TYPES:
        gguf_weights.write(out / f"model.{kind}.gguf", weights, tokenizer, source.name, kind)
    onnx.save(grouped_query_graph.products(weights), out / "products.fp32.onnx")
    for bits in (8, 4):
        onnx.save(in_blocks(grouped_query_graph.products(weights), bits), out / f"products.q{bits}.onnx")
    onnx.save(in_rows(grouped_query_graph.products(weights)), out / "products.int8.onnx")
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
