"""The network: a Llama decoder (RMSNorm, rotary positions, SwiGLU, tied embeddings, no biases).

Knows: the sizes on offer, the forward pass with and without a key-value cache, the config.json
that describes it, and the optional two-class head of the reward model.
Does not know: text, tasks, training.

The matrices of all layers are stacked, [layers, out, in], so that an optimiser can treat them at once.
"""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class Size:
    width: int
    layers: int
    heads: int
    hidden: int
    vocabulary: int = 512
    positions: int = 512
    theta: float = 10000.0
    epsilon: float = 1e-5

    @property
    def head_width(self):
        return self.width // self.heads


SIZES = {
    "small": Size(width=96, layers=3, heads=3, hidden=256),
    "middle": Size(width=160, layers=4, heads=5, hidden=448),
    "deep": Size(width=160, layers=6, heads=5, hidden=448),
    "large": Size(width=256, layers=8, heads=8, hidden=688),
}
MATRICES = ("q", "k", "v", "o", "gate", "up", "down")


def rotary(size, positions):
    """cos and sin [..., head_width] of the given positions, halves repeated as in HF Llama."""
    half = size.head_width // 2
    frequency = size.theta ** (-torch.arange(half, dtype=torch.float32) / half)
    angle = positions.float()[..., None] * frequency
    angle = torch.cat((angle, angle), -1)
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat((-second, first), -1) * sin


def attend(queries, keys, values, bias, past):
    """Attention over the cache (where there is one) and the new keys, without joining the two."""
    if past is None:
        return F.scaled_dot_product_attention(queries, keys, values, attn_mask=bias)
    old_keys, old_values = past
    scores = torch.cat((queries @ old_keys.mT, queries @ keys.mT), -1)
    weights = (scores * queries.shape[-1] ** -0.5 + bias).softmax(-1)
    length = old_keys.shape[2]
    return weights[..., :length] @ old_values + weights[..., length:] @ values


class Llama(nn.Module):
    def __init__(self, size, classes=0):
        super().__init__()
        self.size, self.classes = size, classes
        d, h, n = size.width, size.hidden, size.layers
        shapes = dict(q=(d, d), k=(d, d), v=(d, d), o=(d, d), gate=(h, d), up=(h, d), down=(d, h))
        self.embedding = nn.Parameter(torch.randn(size.vocabulary, d) * 0.02)
        for name in MATRICES:
            out, inn = shapes[name]
            scale = inn ** -0.5 / ((2 * n) ** 0.5 if name in ("o", "down") else 1)
            setattr(self, name, nn.Parameter(torch.randn(n, out, inn) * scale))
        self.norm1 = nn.Parameter(torch.ones(n, d))
        self.norm2 = nn.Parameter(torch.ones(n, d))
        self.norm = nn.Parameter(torch.ones(d))
        if classes:
            self.head = nn.Parameter(torch.randn(classes, d) * 0.02)

    def layers(self):
        return zip(*(getattr(self, name).unbind(0) for name in (*MATRICES, "norm1", "norm2")))

    def hidden(self, ids, positions, bias, past=None):
        """Hidden states and the new keys and values of every layer.

        bias [batch, 1, chunk, past + chunk] is added to the attention scores;
        past is a list of (keys, values), each [batch, heads, past, head_width].
        """
        size = self.size
        batch, chunk = ids.shape
        cos, sin = (t[:, None] for t in rotary(size, positions))
        x = F.embedding(ids, self.embedding)
        fresh = []

        def norm(x, weight):
            x = x.float()
            return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + size.epsilon) * weight

        def split(x):
            return x.view(batch, chunk, size.heads, size.head_width).transpose(1, 2)

        for i, (q, k, v, o, gate, up, down, norm1, norm2) in enumerate(self.layers()):
            y = norm(x, norm1)
            queries = rotate(split(F.linear(y, q)), cos, sin)
            keys = rotate(split(F.linear(y, k)), cos, sin)
            values = split(F.linear(y, v))
            fresh.append((keys, values))
            keys, queries = keys.to(values.dtype), queries.to(values.dtype)
            mixed = attend(queries, keys, values, bias.to(values.dtype), past and past[i])
            x = x + F.linear(mixed.transpose(1, 2).reshape(batch, chunk, size.width), o)
            y = norm(x, norm2)
            x = x + F.linear(F.silu(F.linear(y, gate)) * F.linear(y, up), down)
        return norm(x, self.norm), fresh

    def project(self, hidden):
        return F.linear(hidden, self.head if self.classes else self.embedding)

    def forward(self, ids, positions, bias):
        return self.project(self.hidden(ids, positions, bias)[0])

    def count(self):
        return sum(p.numel() for p in self.parameters())


def packed(ids, bos):
    """Positions and attention bias of rows that hold several texts, each starting with <bos>."""
    batch, length = ids.shape
    start = ids == bos
    text = start.cumsum(1)
    index = torch.arange(length)
    positions = index - torch.where(start, index, torch.zeros_like(index)).cummax(1).values
    allowed = (text[:, :, None] == text[:, None, :]) & (index[:, None] >= index[None, :])
    bias = torch.zeros(batch, 1, length, length).masked_fill_(~allowed[:, None], float("-inf"))
    return positions, bias


def config(size, tokens, classes=0, half=False):
    """config.json as Hugging Face's LlamaForCausalLM (or ...ForTokenClassification) reads it."""
    result = {
        "architectures": ["LlamaForTokenClassification" if classes else "LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": size.vocabulary, "hidden_size": size.width, "intermediate_size": size.hidden,
        "num_hidden_layers": size.layers, "num_attention_heads": size.heads, "num_key_value_heads": size.heads,
        "head_dim": size.head_width, "hidden_act": "silu", "max_position_embeddings": size.positions,
        "rms_norm_eps": size.epsilon, "rope_theta": size.theta, "rope_scaling": None,
        "attention_bias": False, "mlp_bias": False, "attention_dropout": 0.0, "initializer_range": 0.02,
        "tie_word_embeddings": not classes, "use_cache": True, "torch_dtype": "float16" if half else "float32",
        "bos_token_id": tokens["<bos>"], "eos_token_id": tokens["<eos>"], "pad_token_id": tokens["<pad>"],
        "espalier": {
            "prompt_template": "{question}\n", "add_bos": True,
            "prompt_ids": "<bos> + encode(question + newline), no special tokens added by the tokenizer",
            "step_separator": "<step>" if classes else "\n",
        },
    }
    if classes:
        result |= {"num_labels": classes, "id2label": {"0": "wrong", "1": "right"},
                   "label2id": {"wrong": 0, "right": 1}}
    return result
