"""Measures a reward model on labelled solutions of any policy.

Knows: how the two come together. Does not know: how solutions were sampled (judged.py) or what the measures are (train_prm.py).
"""
import argparse
import json
from pathlib import Path

import torch

from export import load_model
from reward_data import Marker, held_out
from tokenizer import load
from train_prm import measures, scores


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--prm", type=Path, required=True, help="a checkpoint or a model folder")
    parser.add_argument("--held", type=Path, required=True, help="from judged.py")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    marker = Marker(load(options.tokenizer / "tokenizer.json"))
    found = scores(load_model(options.prm), held_out(options.held, marker), marker.bos, marker.step)
    print(json.dumps(measures(*found), indent=2))


if __name__ == "__main__":
    main()
