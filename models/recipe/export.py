"""Writes a checkpoint as a model folder: config.json, tokenizer, weights.

Knows: how a checkpoint's tensors become weights, and the files that belong to a model folder.
Does not know: training; the graph, which the program writes.
"""
import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch

from model import SIZES, Llama, Size, config, rotary
from tokenizer import SPECIAL, load
from weights import MATRICES, WEIGHTS_FILE, Layer, Shape, Weights, read_weights, write_weights


def weights_of(model):
    """The weights of a Llama as arrays."""
    size = model.size
    shape = Shape(size.width, size.layers, size.heads, size.heads, size.head_width, size.hidden, size.vocabulary,
                  size.positions, size.theta, size.epsilon)
    arrays = lambda tensors: [tensor.detach().float().numpy() for tensor in tensors]
    layers = [Layer(**dict(zip((*MATRICES, "norm1", "norm2"), arrays(layer)))) for layer in model.layers()]
    embedding, norm, cos, sin = arrays((model.embedding, model.norm, *rotary(size, torch.arange(size.positions))))
    return Weights(shape, embedding, layers, norm, cos, sin, *(arrays([model.head]) if model.classes else []))


def from_folder(folder):
    """The Llama of a model folder."""
    weights = read_weights(folder)
    shape = weights.shape
    size = Size(shape.width, shape.layers, shape.heads, shape.hidden, shape.vocabulary, shape.positions, shape.theta,
                shape.epsilon)
    model = Llama(size, 0 if weights.head is None else len(weights.head))
    state = {name: np.stack([getattr(layer, name) for layer in weights.layers]) for name in (*MATRICES, "norm1", "norm2")}
    state |= {"embedding": weights.embedding, "norm": weights.norm}
    if weights.head is not None:
        state["head"] = weights.head
    model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()})
    return model.eval()


def load_model(path):
    """The Llama of a checkpoint written by train_policy.py or train_prm.py, or of a model folder."""
    if path.is_dir():
        return from_folder(path)
    state = torch.load(path)
    model = Llama(SIZES[state["size"]], state.get("classes", 0))
    model.load_state_dict(state["model"])
    return model.eval()


def write(model, tokenizer_folder, folder, half=False):
    folder.mkdir(parents=True, exist_ok=True)
    write_weights(weights_of(model), folder, half)
    tokenizer = load(tokenizer_folder / "tokenizer.json")
    ids = {token: tokenizer.token_to_id(token) for token in SPECIAL}

    def put(name, value):
        (folder / name).write_text(json.dumps(value, indent=2) + "\n")

    put("config.json", config(model.size, ids, model.classes, half))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(tokenizer_folder / name, folder / name)
    if model.classes:
        put("process_reward_config.json", {
            "template": "{question}\n", "step_separator": "<step>", "score_token": "<step>", "offset": 0,
            "head": "token_classification", "positive": 1, "negative": 0, "add_bos": True,
            # It knows the words and the steps of these policies, and of no others.
            "meant_for": ["arithmetic-policy-1m", "arithmetic-policy-400k", "arithmetic-policy-6m"]})
    else:
        put("generation_config.json", {
            "do_sample": True, "temperature": 1.0, "max_new_tokens": 256, "bos_token_id": ids["<bos>"],
            "eos_token_id": ids["<eos>"], "pad_token_id": ids["<pad>"]})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, help="without it: untrained weights, to code against")
    parser.add_argument("--untrained-size", choices=SIZES, default="middle")
    parser.add_argument("--untrained-classes", type=int, default=0)
    parser.add_argument("--tokenizer", type=Path, required=True, help="folder with tokenizer.json")
    parser.add_argument("--half", action="store_true", help="matrices as float16 in the file")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model = load_model(options.checkpoint) if options.checkpoint else Llama(
        SIZES[options.untrained_size], options.untrained_classes)
    write(model, options.tokenizer, options.out, options.half)
    print(options.out, model.count(), "parameters",
          (options.out / WEIGHTS_FILE).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
