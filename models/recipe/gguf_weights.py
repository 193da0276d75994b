"""Weights from and to GGUF, the file format of llama.cpp (architecture `llama`).

Knows: the names of tensors and fields, the order of rotary rows that llama.cpp wants, and how a byte-level
vocabulary is written. Dequantises whatever types the package `gguf` knows.
Does not know: ONNX, tokenizer.json beyond its vocabulary and merges.
"""
import gguf
import numpy as np
from gguf.quants import dequantize, quantize

from weights import Layer, Shape, Weights, rotary

NAMES = {"q": "attn_q", "k": "attn_k", "v": "attn_v", "o": "attn_output", "gate": "ffn_gate", "up": "ffn_up",
         "down": "ffn_down", "norm1": "attn_norm", "norm2": "ffn_norm"}
NORMAL, CONTROL = 1, 3


def interleaved(matrix, heads):
    """Rows as llama.cpp turns them: the two halves of each head, pairwise."""
    rows, columns = matrix.shape
    return matrix.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def halved(matrix, heads):
    """The inverse of `interleaved`."""
    rows, columns = matrix.shape
    return matrix.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def field(reader, name):
    return reader.fields[name].contents()


def read(reader, positions=None):
    """Weights in float32 of a gguf.GGUFReader; `positions` shortens the rotary tables."""
    def number(name):
        return field(reader, f"llama.{name}")

    heads, width = number("attention.head_count"), number("embedding_length")
    shape = Shape(width=width, layers=number("block_count"), heads=heads,
                  key_value_heads=number("attention.head_count_kv"), head_width=width // heads,
                  hidden=number("feed_forward_length"), vocabulary=len(reader.fields["tokenizer.ggml.tokens"].data),
                  positions=positions or number("context_length"), theta=number("rope.freq_base"),
                  epsilon=float(str(np.float32(number("attention.layer_norm_rms_epsilon")))))
    tensors = {t.name: t for t in reader.tensors}

    def array(name):
        tensor = tensors.pop(f"{name}.weight")
        return dequantize(tensor.data, tensor.tensor_type).astype(np.float32).reshape(*tensor.shape[::-1])

    def layer(i):
        parts = {ours: array(f"blk.{i}.{theirs}") for ours, theirs in NAMES.items()}
        return Layer(**parts | {"q": halved(parts["q"], heads), "k": halved(parts["k"], shape.key_value_heads)})

    layers = [layer(i) for i in range(shape.layers)]
    embedding, norm = array("token_embd"), array("output_norm")
    head = array("output") if "output.weight" in tensors else None
    assert not tensors, f"tensors that a Llama does not have: {sorted(tensors)}"
    return Weights(shape, embedding, layers, norm, *rotary(shape), head)


def write(path, weights, tokenizer, name, kind="F32"):
    """Writes matrices in a type that `gguf` can write, vectors in float32.

    `tokenizer` is a parsed tokenizer.json of a BPE; its vocabulary and merges go along.
    """
    shape = weights.shape
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_context_length(shape.positions)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.key_value_heads)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_freq_base(shape.theta)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_vocab_size(shape.vocabulary)
    files = gguf.LlamaFileType
    writer.add_file_type(files.ALL_F32 if kind == "F32" else files[f"MOSTLY_{kind}"])
    add_vocabulary(writer, shape, tokenizer)
    number_type = gguf.GGMLQuantizationType[kind]

    def add(tensor, array):
        array = np.ascontiguousarray(array)
        if array.ndim == 1 or kind == "F32":
            writer.add_tensor(f"{tensor}.weight", array)
        else:
            writer.add_tensor(f"{tensor}.weight", quantize(array, number_type), raw_dtype=number_type)

    add("token_embd", weights.embedding)
    add("output_norm", weights.norm)
    if weights.head is not None:
        add("output", weights.head)
    for i, layer in enumerate(weights.layers):
        turned = {"q": interleaved(layer.q, shape.heads), "k": interleaved(layer.k, shape.key_value_heads)}
        for ours, theirs in NAMES.items():
            add(f"blk.{i}.{theirs}", turned.get(ours, getattr(layer, ours)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def add_vocabulary(writer, shape, tokenizer):
    """Tokens in llama.cpp's byte-level spelling. How a text is cut before the merges is not told: feed token ids."""
    bytes_of = byte_letters()
    byte_level = (tokenizer.get("decoder") or {}).get("type") == "ByteLevel"
    special = {t["id"]: t["content"] for t in tokenizer["added_tokens"]}

    def spelt(text):
        return text if byte_level else "".join(bytes_of[byte] for byte in text.encode())

    by_id = {i: spelt(text) for text, i in tokenizer["model"]["vocab"].items()} | special
    tokens = [by_id.get(i, f"<unused {i}>") for i in range(shape.vocabulary)]
    pairs = (merge.split(" ", 1) if isinstance(merge, str) else merge for merge in tokenizer["model"]["merges"])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm" if byte_level else "default")
    writer.add_token_list(tokens)
    writer.add_token_types([NORMAL if i in by_id and i not in special else CONTROL for i in range(shape.vocabulary)])
    writer.add_token_merges([f"{spelt(a)} {spelt(b)}" for a, b in pairs])
    writer.add_add_bos_token(False)


def byte_letters():
    """GPT-2's letters for bytes: printable ones stand for themselves, the rest for letters from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(others)}
