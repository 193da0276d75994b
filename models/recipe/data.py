"""Training rows of the policy: problems and drills, tokenised and packed without padding.

Knows: the curriculum (how much of a row is drill at which part of the run), the row format.
Does not know: the model or the optimiser.

A row is `LENGTH` uint16 numbers: the token id, plus LOSS where the token is to be predicted. Every
text starts with <bos>. Drills are bare equations, one a line; of them only the results are learnt.
"""
import argparse
import random
from pathlib import Path

import numpy as np

from problem import LEVELS, draw, drill
from tokenizer import BOS, EOS, load

LENGTH = 256
LOSS = 0x8000


class Encoder:
    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.bos, self.eos, self.newline = (tokenizer.token_to_id(t) for t in (BOS, EOS, "\n"))
        self.digits = [tokenizer.token_to_id(d) for d in "0123456789"]
        self.operators = {op: tokenizer.encode(f"1 {op} 1").ids[1] for op in "+-*/="}

    def problems(self, items):
        prompts = self.tokenizer.encode_batch([p.question + "\n" for p in items])
        solutions = self.tokenizer.encode_batch([p.solution for p in items])
        return [[self.bos, *q.ids, *(i | LOSS for i in s.ids), self.eos | LOSS]
                for q, s in zip(prompts, solutions)]

    def number(self, n):
        return [self.digits[int(d)] for d in str(n)]

    def equation(self, a, op, b, c):
        return [*self.number(a), self.operators[op], *self.number(b), self.operators["="],
                *(i | LOSS for i in self.number(c)), self.newline | LOSS]


def share_of_drills(progress):
    """65 % at the start, from 20 % of the run falling to 15 % at 50 %."""
    return 0.65 - 0.5 * min(1, max(0, (progress - 0.2) / 0.3))


def levels_at(progress):
    return LEVELS[:3] if progress < 0.15 else LEVELS


def drill_row(rng, encoder, room):
    """Drills that fill exactly `room` places; the last equation is cut off without loss."""
    row = []
    while len(row) < room:
        text = [encoder.bos]
        for _ in range(rng.randint(3, 10)):
            text += encoder.equation(*drill(rng))
        row += text
    return row[:room]


def pack(rng, encoder, pool, refill):
    """One row: the longest problems of the pool that still fit, then drills."""
    row = list(pool.pop())
    while True:
        room = LENGTH - len(row)
        fitting = max((i for i, text in enumerate(pool) if len(text) <= room),
                      key=lambda i: len(pool[i]), default=None)
        if fitting is None:
            return row + drill_row(rng, encoder, room)
        row += pool.pop(fitting)
        if len(pool) < 32:
            refill()


def rows(encoder, count, seed, start=0.0):
    """`count` rows of a run from the share `start` of its curriculum to the end."""
    rng = random.Random(seed)
    pool = []
    progress = start

    def refill():
        levels = levels_at(progress)
        items = [p for p in (draw(rng, rng.choice(levels)) for _ in range(256)) if p.split == "train"]
        fresh = encoder.problems(items)
        pool[:0] = [text for text in fresh if len(text) <= LENGTH]

    for at in range(count):
        progress = start + (1 - start) * at / count
        if rng.random() < share_of_drills(progress):
            yield drill_row(rng, encoder, LENGTH)
        else:
            if len(pool) < 32:
                refill()
            yield pack(rng, encoder, pool, refill)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=160000)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--start", type=float, default=0.0, help="share of the curriculum to leave out, for a policy that knows something")
    options = parser.parse_args()
    encoder = Encoder(load(options.tokenizer))
    table = np.lib.format.open_memmap(options.out, "w+", np.uint16, (options.rows, LENGTH))
    for i, row in enumerate(rows(encoder, options.rows, options.seed, options.start)):
        table[i] = row
    table.flush()
    print("rows", options.rows, "tokens", options.rows * LENGTH)


if __name__ == "__main__":
    main()
