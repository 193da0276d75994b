"""Graphs of ONNX, node by node, with the pieces that every Llama has.

Knows: nodes and constants, a norm as ONNX Runtime's own operator, a product by a matrix.
Does not know: which graph they are put together to.
"""
import numpy as np
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
MICROSOFT = "com.microsoft"
FLOAT, INT = TensorProto.FLOAT, TensorProto.INT64


class Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self):
        self.nodes, self.constants, self.names = [], {}, set()

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

    def weight(self, name, array):
        return self.constant(name, np.asarray(array, np.float32))


def norm(g, name, x, weight, epsilon):
    return g.add("SimplifiedLayerNormalization", f"{name}.out", x, g.weight(f"{name}.weight", weight),
                 axis=-1, epsilon=epsilon, stash_type=1)


def linear(g, name, x, matrix):
    return g.add("MatMul", f"{name}.out", x, g.weight(f"{name}.weight", matrix.T))
