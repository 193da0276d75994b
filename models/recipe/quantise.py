"""Writes smaller forms of a model folder's delta graph: 8 and 4 bits a weight, half precision.

Knows: block-wise quantisation for the operator MatMulNBits (com.microsoft), the names of the forms. Inputs and outputs stay
in single precision, so that every form is fed alike.
Does not know: what the graph computes.
"""
import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.transformers.float16 import convert_float_to_float16

BLOCK = 32
SUFFIX = {"q8": "_quantized", "q4": "_q4", "fp16": "_fp16"}
BITS = {"q8": 8, "q4": 4}


def pack(matrix, bits):
    """A matrix [inputs, outputs] as MatMulNBits wants it: bytes [outputs, blocks, BLOCK * bits / 8], scales [outputs, blocks].

    A block is symmetric about the operator's default zero point, 2^(bits - 1); its largest weight becomes the lowest number,
    because there is one more number below the zero point than above it.
    """
    inputs, outputs = matrix.shape
    blocks = -(-inputs // BLOCK)
    padded = np.zeros((outputs, blocks * BLOCK), np.float32)
    padded[:, :inputs] = matrix.T
    padded = padded.reshape(outputs, blocks, BLOCK)
    zero = 1 << bits - 1
    largest = np.take_along_axis(padded, np.abs(padded).argmax(-1)[..., None], -1)
    scales = largest / -zero
    steps = np.divide(padded, scales, out=np.zeros_like(padded), where=scales != 0)
    numbers = np.clip(np.rint(steps) + zero, 0, 2 * zero - 1).astype(np.uint8)
    if bits == 4:
        numbers = numbers[..., 0::2] | numbers[..., 1::2] << 4
    return numbers, scales[..., 0]


def unpack(numbers, scales, bits, inputs):
    """What the operator takes the packed matrix for, [inputs, outputs]."""
    if bits == 4:
        numbers = np.stack((numbers & 15, numbers >> 4), -1).reshape(*numbers.shape[:2], BLOCK)
    values = (numbers.astype(np.float32) - (1 << bits - 1)) * scales[..., None]
    return values.reshape(len(values), -1)[:, :inputs].T


def quantised(model, bits, accuracy, head):
    """The model with every product by a constant matrix replaced; the last one, to the logits, if `head`."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    constants = {item.name: item for item in graph.initializer}
    turned = {node.output[0]: node.input[0] for node in graph.node
              if node.op_type == "Transpose" and node.input[0] in constants}
    for node in graph.node:
        if node.op_type not in ("MatMul", "Gemm") or node.output[0] == "logits" and not head:
            continue
        name = node.input[1]
        if name in constants:
            matrix = numpy_helper.to_array(constants[name])
            matrix = matrix.T if node.op_type == "Gemm" else matrix  # the recipe's has its second factor turned
        elif name in turned:
            matrix = numpy_helper.to_array(constants[turned[name]]).T
        else:
            continue
        numbers, scales = pack(matrix, bits)
        graph.initializer.extend((numpy_helper.from_array(numbers, f"{name}.q{bits}"),
                                  numpy_helper.from_array(scales, f"{name}.scales")))
        node.CopyFrom(helper.make_node(
            "MatMulNBits", [node.input[0], f"{name}.q{bits}", f"{name}.scales"], list(node.output), name=node.name,
            domain="com.microsoft", K=matrix.shape[0], N=matrix.shape[1], bits=bits, block_size=BLOCK,
            accuracy_level=accuracy))
    outputs = {item.name for item in graph.output}
    used = {name for node in graph.node for name in node.input} | outputs
    for node in [node for node in graph.node if not used.intersection(node.output)]:
        graph.node.remove(node)
    used = {name for node in graph.node for name in node.input}
    for item in [item for item in graph.initializer if item.name not in used]:
        graph.initializer.remove(item)
    result.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return result


def form(model, dtype, accuracy=0, head=True):
    """One of the forms of SUFFIX."""
    if dtype == "fp16":
        return convert_float_to_float16(model, keep_io_types=True)
    return quantised(model, BITS[dtype], accuracy, head)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="model folder with onnx/model.onnx")
    parser.add_argument("--dtype", choices=SUFFIX, nargs="+", default=list(SUFFIX))
    parser.add_argument("--accuracy-level", type=int, choices=(0, 4), default=0,
                        help="0: products in single precision; 4: activations in 8 bits")
    parser.add_argument("--keep-head", action="store_true", help="leaves the product that gives the logits as it is")
    parser.add_argument("--out", type=Path, help="folder for the graphs (default: that of the model's graph)")
    options = parser.parse_args()
    source = options.folder / "onnx" / "model.onnx"
    model = onnx.load(source)
    out = options.out or source.parent
    out.mkdir(parents=True, exist_ok=True)
    for dtype in options.dtype:
        path = out / f"model{SUFFIX[dtype]}.onnx"
        onnx.save(form(model, dtype, options.accuracy_level, not options.keep_head), path)
        print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
