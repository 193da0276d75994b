"""Converts a GGUF file of a Llama with a byte-level BPE into a model folder in float32.

Knows: how a GGUF's fields become config.json and tokenizer.json, with the numbers of the file, dequantised. The program opens the
file itself, in its own form; other engines are measured on these (peer_forms.py).
Does not know: where the file came from.
"""
import argparse
import json
from pathlib import Path

import gguf

from gguf_weights import CONTROL, field, read
from weights import write_weights

TEMPLATE = "Problem: {question}\n\nSolution, one step a line:\n"


def tokenizer_of(reader):
    """tokenizer.json and tokenizer_config.json of the vocabulary `smollm`: digits alone, then GPT-2's byte level."""
    pre = field(reader, "tokenizer.ggml.pre")
    if pre != "smollm":
        raise SystemExit(f"The file cuts text by the rules “{pre}”; only “smollm” is known here.")
    tokens, types = field(reader, "tokenizer.ggml.tokens"), field(reader, "tokenizer.ggml.token_type")
    special = [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
                "normalized": False, "special": True}
               for i, (token, kind) in enumerate(zip(tokens, types)) if kind == CONTROL]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    model = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": special, "normalizer": None,
             "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                 {"type": "Digits", "individual_digits": True}, byte_level]},
             "post_processor": None, "decoder": byte_level,
             "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                       "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                       "vocab": {token: i for i, token in enumerate(tokens)},
                       "merges": [merge.split(" ", 1) for merge in field(reader, "tokenizer.ggml.merges")]}}
    ids = ids_of(reader)
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False,
                "bos_token": tokens[ids["bos"]], "eos_token": tokens[ids["eos"]], "pad_token": tokens[ids["pad"]],
                "add_bos_token": False, "add_eos_token": False}
    if "tokenizer.chat_template" in reader.fields:
        settings["chat_template"] = field(reader, "tokenizer.chat_template")
    return model, settings


def ids_of(reader):
    long = {"bos": "bos", "eos": "eos", "pad": "padding"}
    return {short: field(reader, f"tokenizer.ggml.{name}_token_id") for short, name in long.items()}


def config_of(weights, ids, separator):
    """config.json as Hugging Face's LlamaForCausalLM reads it, with our block."""
    shape = weights.shape
    return {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": shape.vocabulary,
        "hidden_size": shape.width, "intermediate_size": shape.hidden, "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads, "num_key_value_heads": shape.key_value_heads,
        "head_dim": shape.head_width, "hidden_act": "silu", "max_position_embeddings": shape.positions,
        "rms_norm_eps": shape.epsilon, "rope_theta": shape.theta, "rope_scaling": None, "attention_bias": False,
        "mlp_bias": False, "tie_word_embeddings": weights.head is None, "use_cache": True, "torch_dtype": "float32",
        "bos_token_id": ids["bos"], "eos_token_id": ids["eos"], "pad_token_id": ids["pad"],
        "espalier": {"prompt_template": TEMPLATE, "add_bos": False, "step_separator": separator}}


def convert(path, folder, positions=None, separator="\n"):
    """Writes the model folder; returns its weights."""
    reader = gguf.GGUFReader(path)
    weights = read(reader, positions)
    if weights.head is not None:
        raise SystemExit("The output matrix of this file is not the embedding; which peer_forms.py does not write.")
    folder.mkdir(parents=True, exist_ok=True)
    write_weights(weights, folder)
    model, settings = tokenizer_of(reader)
    for name, value in (("config.json", config_of(weights, ids_of(reader), separator)), ("tokenizer.json", model),
                        ("tokenizer_config.json", settings)):
        (folder / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
    return weights


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--positions", type=int, help="shorten the longest context")
    parser.add_argument("--separator", default="\n", help="what ends a step")
    options = parser.parse_args()
    weights = convert(options.gguf, options.out, options.positions, options.separator)
    print(options.out, weights.count(), "parameters")


if __name__ == "__main__":
    main()
