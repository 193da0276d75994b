"""Small GGUF files of random weights, one of each architecture that the program reads, with the logits that transformers gives.

Knows: llama.cpp's names of tensors and fields, and what its converter does to weights (rotary rows of Llamas in pairs, norms of
Gemmas with the 1 that transformers adds, queries, keys and values of a GPT-NeoX one above the other), written here from its
documentation.
Does not know: how the program reads them.
"""
import argparse
import base64
import json
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf.quants import dequantize, quantize
from transformers import AutoConfig, AutoModelForCausalLM, GPTNeoXConfig, GPTNeoXForCausalLM

from gguf_weights import interleaved

VOCABULARY, WIDTH, HEADS, SHARED, HIDDEN, LAYERS = 96, 64, 4, 2, 64, 1
IDS = [5, 17, 3, 80, 41, 41, 2, 66, 23, 9]
ROTATED = 0.25  # of each head of a GPT-NeoX
QUANTISATIONS = ["Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "F16"]


def head_size(kind):
    """Of families with a field for it another than the width of a head's share."""
    return 32 if kind in ("qwen3", "gemma3") else WIDTH // HEADS


def tensors(kind, draw):
    """Names and matrices [outputs, inputs] as transformers has them, by llama.cpp's names."""
    def matrix(outputs, inputs):
        return (draw.standard_normal((outputs, inputs)) * inputs ** -0.5).astype(np.float32)

    def vector(size, mean):
        return (mean + 0.1 * draw.standard_normal(size)).astype(np.float32)

    one, size = 0 if kind == "gemma3" else 1, head_size(kind)
    yield "token_embd.weight", matrix(VOCABULARY, WIDTH)
    yield "output_norm.weight", vector(WIDTH, one)
    if kind == "gptneox":
        yield "output_norm.bias", vector(WIDTH, 0)
    if kind in ("llama", "phi3", "gptneox"):
        yield "output.weight", matrix(VOCABULARY, WIDTH)
    for layer in range(LAYERS):
        name = f"blk.{layer}."
        yield name + "attn_norm.weight", vector(WIDTH, one)
        yield name + "ffn_norm.weight", vector(WIDTH, one)
        rows = {"q": HEADS * size, "k": SHARED * size, "v": SHARED * size}
        if kind == "phi3":
            yield name + "attn_qkv.weight", matrix(sum(rows.values()), WIDTH)
            yield name + "ffn_up.weight", matrix(2 * HIDDEN, WIDTH)
        elif kind == "gptneox":
            yield name + "attn_norm.bias", vector(WIDTH, 0)
            yield name + "ffn_norm.bias", vector(WIDTH, 0)
            yield name + "attn_qkv.weight", matrix(3 * WIDTH, WIDTH)
            yield name + "attn_qkv.bias", vector(3 * WIDTH, 0)
            yield name + "ffn_up.weight", matrix(HIDDEN, WIDTH)
            yield name + "ffn_up.bias", vector(HIDDEN, 0)
            yield name + "attn_output.bias", vector(WIDTH, 0)
            yield name + "ffn_down.bias", vector(WIDTH, 0)
        else:
            for part, count in rows.items():
                yield f"{name}attn_{part}.weight", matrix(count, WIDTH)
                if kind == "qwen2":
                    yield f"{name}attn_{part}.bias", vector(count, 0)
            yield name + "ffn_gate.weight", matrix(HIDDEN, WIDTH)
            yield name + "ffn_up.weight", matrix(HIDDEN, WIDTH)
        if kind in ("qwen3", "gemma3"):
            yield name + "attn_q_norm.weight", vector(size, one)
            yield name + "attn_k_norm.weight", vector(size, one)
        if kind == "gemma3":
            yield name + "post_attention_norm.weight", vector(WIDTH, one)
            yield name + "post_ffw_norm.weight", vector(WIDTH, one)
        yield name + "attn_output.weight", matrix(WIDTH, HEADS * size)
        yield name + "ffn_down.weight", matrix(WIDTH, HIDDEN)


def stacked(rows):
    """Rows of query, key and value of each head in turn, as all queries above all keys above all values."""
    return rows.reshape(HEADS, 3, head_size("gptneox"), -1).swapaxes(0, 1).reshape(rows.shape)


def by_head(rows):
    """The inverse of `stacked`."""
    return rows.reshape(3, HEADS, head_size("gptneox"), -1).swapaxes(0, 1).reshape(rows.shape)


def converted(kind, name, values):
    if kind == "gptneox" and ".attn_qkv." in name:
        return stacked(values)
    if kind == "llama" and ".attn_q." in name:
        return interleaved(values, HEADS)
    if kind == "llama" and ".attn_k." in name:
        return interleaved(values, SHARED)
    return values + 1 if kind == "gemma3" and name.endswith("norm.weight") else values


def write(kind, path):
    draw = np.random.default_rng(11)
    writer = gguf.GGUFWriter(path, kind)
    writer.add_name(f"Tiny {kind}")
    writer.add_context_length(256)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    if kind == "gptneox":  # whose converter writes no more
        writer.add_rope_dimension_count(int(ROTATED * head_size(kind)))
        writer.add_parallel_residual(True)
        writer.add_layer_norm_eps(1e-5)
    else:
        writer.add_head_count_kv(SHARED)
        writer.add_key_length(head_size(kind))
        writer.add_value_length(head_size(kind))
        writer.add_rope_dimension_count(head_size(kind))
        writer.add_layer_norm_rms_eps(1e-5)
        writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(VOCABULARY)
    if kind == "gemma3":
        writer.add_sliding_window(4)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([chr(33 + i) for i in range(94)] + ["ab", "<end>"])
    writer.add_token_types([1] * 95 + [3])
    writer.add_token_merges(["a b"])
    writer.add_eos_token_id(95)
    writer.add_pad_token_id(95)
    for place, (name, values) in enumerate(tensors(kind, draw)):
        values = np.ascontiguousarray(converted(kind, name, values), dtype=np.float32)
        if values.ndim == 1:
            writer.add_tensor(name, values)
            continue
        how = gguf.GGMLQuantizationType[QUANTISATIONS[place % len(QUANTISATIONS)]]
        writer.add_tensor(name, quantize(values, how), raw_dtype=how)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read_by_transformers(kind, path):
    config = AutoConfig.from_pretrained(path.parent, gguf_file=path.name)
    # As llama.cpp has it; a Gemma 3 that transformers writes has heads of this size anyway.
    config.query_pre_attn_scalar = head_size(kind)
    config.pad_token_id, config.head_dim = 95, head_size(kind)  # which transformers 5.24 does not read for every family
    return AutoModelForCausalLM.from_pretrained(path.parent, config=config, gguf_file=path.name,
                                                dtype=torch.float32, attn_implementation="eager")


def gpt_neox(_, path):
    """transformers reads no GGUF file of this family: its own class, with the weights as the package gguf reads them."""
    config = GPTNeoXConfig(vocab_size=VOCABULARY, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
                           intermediate_size=HIDDEN, max_position_embeddings=256, layer_norm_eps=1e-5, hidden_act="gelu",
                           rope_parameters={"rope_type": "default", "rope_theta": 10_000.0,
                                            "partial_rotary_factor": ROTATED},
                           use_parallel_residual=True, attn_implementation="eager")
    model = GPTNeoXForCausalLM(config).float()
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.GPTNEOX, LAYERS)
    stored = {tensor.name: dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
              for tensor in gguf.GGUFReader(path).tensors}
    weights = {}
    for name, parameter in model.named_parameters():
        values = stored.pop(names.get_name(name, try_suffixes=(".weight", ".bias")))
        values = by_head(values) if ".query_key_value." in name else values
        weights[name] = torch.from_numpy(np.ascontiguousarray(values)).reshape(parameter.shape)
    assert not stored, sorted(stored)
    model.load_state_dict(weights, strict=False)
    return model


READERS = {"gptneox": gpt_neox}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    found = {}
    for kind in ("llama", "qwen2", "qwen3", "gemma3", "phi3", "gptneox"):
        path = options.out / f"{kind}.gguf"
        write(kind, path)
        model = READERS.get(kind, read_by_transformers)(kind, path).eval()
        with torch.inference_mode():
            logits = model(torch.tensor([IDS])).logits[0].float().numpy()
        found[kind] = base64.b64encode(logits[-4:].astype("<f4").tobytes()).decode()
        print(path, path.stat().st_size, "bytes")
    (options.out / "logits.json").write_text(json.dumps({"ids": IDS, "logits": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
