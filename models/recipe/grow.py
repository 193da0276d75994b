"""A larger policy out of a smaller one, which computes the same until it is trained.

Knows: how to widen and deepen a Llama without changing what it computes.
Does not know: training.

What the smaller one reads and writes keeps its place; everything new writes nothing at first (its columns
of `o` and `down`, its channels of the embedding are zero) but can read, so that a gradient reaches it.
"""
import torch

from model import MATRICES, Llama


@torch.no_grad()
def grow(model, size):
    """A Llama of `size`, at least as large in every dimension, whose logits equal those of `model` (but
    for the epsilon of the norms).

    Heads must be equally wide in both. A new layer follows each old one until there are enough: the old one's
    copy with nothing to say.
    """
    old = model.size
    assert size.head_width == old.head_width and old.layers <= size.layers <= 2 * old.layers
    result = Llama(size)
    width, hidden = old.width, old.hidden
    inner = dict(q=(width, width), k=(width, width), v=(width, width), o=(width, width),
                 gate=(hidden, width), up=(hidden, width), down=(width, hidden))
    # The mean square of a longer row with zeros in it is smaller, and the norm divides by its root.
    shrink = (width / size.width) ** 0.5

    def widened(norm):
        wide = torch.ones(size.width)
        wide[:width] = norm * shrink
        return wide

    extra = size.layers - old.layers
    at = 0
    for i in range(old.layers):
        for copy in range(2 if i < extra else 1):
            for name in MATRICES:
                target = getattr(result, name)[at]
                out, inn = inner[name]
                if name in ("o", "down"):
                    target.zero_()
                if name not in ("o", "down") or not copy:
                    target[:out, :inn] = getattr(model, name)[i]
            result.norm1[at] = widened(model.norm1[i])
            result.norm2[at] = widened(model.norm2[i])
            at += 1
    result.embedding.zero_()
    result.embedding[:, :width] = model.embedding
    result.norm.copy_(widened(model.norm))
    return result
