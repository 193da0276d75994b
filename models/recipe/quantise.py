"""Matrices in blocks of 8 and 4 bits a weight, as the operator MatMulNBits (com.microsoft) takes them, and in rows of 8.

Knows: the rule of rounding, which the program's own forms and the tests of them go by. Does not know: files, graphs.
"""
import numpy as np

BLOCK = 32


def block_size(inputs, bits):
    """Inputs that share a scale in the program's forms: in 8 bits as many as fit, because large blocks multiply faster."""
    return next((size for size in (128, 64) if bits == 8 and inputs % size == 0), BLOCK)


def pack(matrix, bits, block=BLOCK):
    """A matrix [inputs, outputs] as MatMulNBits wants it: bytes [outputs, blocks, block * bits / 8], scales [outputs, blocks].

    `block` inputs share a scale. A block is symmetric about the operator's default zero point, 2^(bits - 1); its largest weight becomes the lowest number,
    because there is one more number below the zero point than above it.
    """
    inputs, outputs = matrix.shape
    blocks = -(-inputs // block)
    padded = np.zeros((outputs, blocks * block), np.float32)
    padded[:, :inputs] = matrix.T
    padded = padded.reshape(outputs, blocks, block)
    zero = 1 << bits - 1
    largest = np.take_along_axis(padded, np.abs(padded).argmax(-1)[..., None], -1)
    scales = largest / -zero
    steps = np.divide(padded, scales, out=np.zeros_like(padded), where=scales != 0)
    numbers = np.clip(np.rint(steps) + zero, 0, 2 * zero - 1).astype(np.uint8)
    if bits == 4:
        numbers = numbers[..., 0::2] | numbers[..., 1::2] << 4
    return numbers, scales[..., 0]


def in_bytes(matrix):
    """A matrix [inputs, outputs] in whole numbers from -127 to 127, and the scale of each output."""
    scales = np.abs(matrix).max(0) / np.float32(127)
    steps = np.divide(matrix, scales, out=np.zeros_like(matrix), where=scales != 0)
    return np.rint(steps).astype(np.int8), scales


def unpack(numbers, scales, bits, inputs):
    """What the operator takes the packed matrix for, [inputs, outputs]."""
    if bits == 4:
        numbers = np.stack((numbers & 15, numbers >> 4), -1).reshape(*numbers.shape[:2], BLOCK)
    values = (numbers.astype(np.float32) - (1 << bits - 1)) * scales[..., None]
    return values.reshape(len(values), -1)[:, :inputs].T
