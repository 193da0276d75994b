"""Sampled solutions with their step labels: what the reward model learns from and is measured on.

Knows: how many problems of which split are sampled, and how a labelled solution becomes token ids.
Does not know: the reward model.
"""
import argparse
import json
from pathlib import Path

import torch

from export import load_model
from problem import EQUATION, LEVELS, apply, labels, problems
from sample import solutions
from tokenizer import BOS, STEP, load


def judge(model, tokenizer, split, per_level, samples, seed):
    """Dicts with question, level, lines and labels; `samples` solutions of every problem."""
    items = [p for level in LEVELS for p in problems(split, level, per_level, seed)]
    for round_ in range(samples):
        texts = solutions(model, tokenizer, [p.question for p in items], 1.0, seed=seed + round_)
        for problem, text in zip(items, texts):
            lines = text.split("\n")
            yield {"question": problem.question, "level": problem.level, "lines": lines,
                   "labels": [int(right) for right in labels(problem, lines)]}


class Encoder:
    """<bos>, the question and a newline, then every line followed by <step>."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.bos, self.step = tokenizer.token_to_id(BOS), tokenizer.token_to_id(STEP)

    def encode(self, entry, digits=False):
        """(ids, targets): a target is the label at a <step> and -1 elsewhere.

        With `digits` the digits of every result get a target too, where it is certain: 1 in a right
        step; 0 once the text is wrong; unknown (-1) for the right beginning of a wrong result.
        """
        ids = [self.bos, *self.tokenizer.encode(entry["question"] + "\n").ids]
        targets = [-1] * len(ids)
        before = 1
        for line, label in zip(entry["lines"], entry["labels"]):
            encoding = self.tokenizer.encode(line)
            aims = [-1] * len(encoding.ids)
            equation = EQUATION.search(line) if digits else None
            if equation:
                a, op, b, c = equation.groups()
                wanted = str(apply(int(a), op, int(b)))
                true_so_far = wanted == c  # a right result in a wrong step: the operands are wrong
                for place in range(len(c)):
                    if label or not before or true_so_far or c[:place + 1] != wanted[:place + 1]:
                        aims[encoding.char_to_token(equation.start(4) + place)] = label
            ids += [*encoding.ids, self.step]
            targets += [*aims, label]
            before = label
        return ids, targets


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


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
