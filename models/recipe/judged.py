"""Sampled solutions with their step labels: what the reward model learns from and is measured on.

Knows: how many problems of which split are sampled.
Does not know: the reward model, or how a labelled solution becomes token ids (reward_data.py).
"""
import argparse
import json
from pathlib import Path

import torch

from export import load_model
from problem import LEVELS, labels, problems
from sample import solutions
from tokenizer import load


def judge(model, tokenizer, split, per_level, samples, seed):
    """Dicts with question, level, lines and labels; `samples` solutions of every problem."""
    items = [p for level in LEVELS for p in problems(split, level, per_level, seed)]
    for round_ in range(samples):
        texts = solutions(model, tokenizer, [p.question for p in items], 1.0, seed=seed + round_)
        for problem, text in zip(items, texts):
            lines = text.split("\n")
            yield {"question": problem.question, "level": problem.level, "answer": problem.answer,
                   "operations": problem.operations, "lines": lines,
                   "labels": [int(right) for right in labels(problem, lines)]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, required=True, help="the policy")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", choices=("train", "validation"), required=True)
    parser.add_argument("--per-level", type=int, required=True)
    parser.add_argument("--samples", type=int, default=2)
    parser.add_argument("--seed", type=int, default=81)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, tokenizer = load_model(options.checkpoint), load(options.tokenizer / "tokenizer.json")
    entries = list(judge(model, tokenizer, options.split, options.per_level, options.samples, options.seed))
    options.out.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    every = [label for entry in entries for label in entry["labels"]]
    final = [entry["labels"][-1] for entry in entries]
    print(f"{len(entries)} solutions, {sum(final) / len(final):.3f} right; "
          f"{len(every)} steps, {sum(every) / len(every):.3f} right")


if __name__ == "__main__":
    main()
