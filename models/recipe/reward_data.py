"""Training rows of the reward model: solutions with labels at numbers and step tags, and drills.

Knows: the row format, which tokens get a label or are to be predicted, the mixture.
Does not know: the model or the optimiser.

A row is LENGTH uint16 numbers: the token id, plus LOSS where a right text is to be predicted, plus
KNOWN where it is certain whether all is right so far, plus RIGHT where it is.
"""
import argparse
import json
import random
from pathlib import Path

import numpy as np

from data import LOSS
from mistakes import mistaken, near
from problem import ANSWER, EQUATION, LEVELS, draw, drill, labels
from tokenizer import BOS, STEP, load

LENGTH = 288
KNOWN, RIGHT = 0x4000, 0x2000
ID = RIGHT - 1
OWN = 0.65  # share of the policy's own solutions, where there are any


def first_difference(text, other):
    return next((i for i, (a, b) in enumerate(zip(text, other)) if a != b), min(len(text), len(other)))


class Marker:
    """<bos>, the question and a newline, then every line followed by <step>, with marks."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.bos, self.step = tokenizer.token_to_id(BOS), tokenizer.token_to_id(STEP)

    def line(self, text, label, before, wanted):
        """Marked tokens of one line. `wanted` is what the worked solution has here: equation or answer."""
        encoding = self.tokenizer.encode(text)
        found = EQUATION.search(text) or ANSWER.match(text)
        start, end = found.span(0 if len(found.groups()) == 4 else 1) if found else (0, 0)
        written = text[start:end]
        wrong = start + (len(written) if label else first_difference(written, wanted))
        result = []
        for token, (a, b) in zip(encoding.ids, encoding.offsets):
            if label:
                token |= LOSS
            if before and start <= a and b <= end and (label or written):
                token |= KNOWN | (RIGHT if b <= wrong else 0)
            result.append(token)
        tag = self.step | KNOWN
        return result + [tag | LOSS | RIGHT if label else tag]

    def solution(self, question, lines, marks, operations, answer):
        row = [self.bos, *self.tokenizer.encode(question + "\n").ids]
        before, done = 1, 0
        for text, label in zip(lines, marks):
            wanted = "{} {} {} = {}".format(*operations[done]) if done < len(operations) else str(answer)
            row += self.line(text, label, before, wanted)
            before, done = label, done + 1
        return row

    def drill(self, rng):
        a, op, b, c = drill(rng)
        written = near(rng, c) if rng.random() < 0.5 else c
        row = self.line(f"{a} {op} {b} = {written}", int(written == c), 1, f"{a} {op} {b} = {c}")
        known = next(i for i, t in enumerate(row) if t & ID == self.equals())
        return [self.bos, *(t & ID for t in row[:known + 1]), *row[known + 1:]]

    def equals(self):
        return self.tokenizer.encode("1 = 1").ids[1]


def invented(rng, marker):
    """Right solutions (45 %) and solutions with one mistake, of training problems of every level."""
    while True:
        problem = draw(rng, rng.choice(LEVELS))
        if problem.split == "train":
            lines = problem.solution.split("\n") if rng.random() < 0.45 else mistaken(rng, problem)
            marks = labels(problem, lines)
            yield marker.solution(problem.question, lines, marks, problem.operations, problem.answer)


def sampled(path, marker):
    """The policy's own solutions, over and over."""
    entries = [json.loads(line) for line in path.read_text().splitlines()]
    rng = random.Random(5)
    while True:
        rng.shuffle(entries)
        for entry in entries:
            yield marker.solution(entry["question"], entry["lines"], entry["labels"],
                                  [tuple(o) for o in entry["operations"]], entry["answer"])


def held_out(path, marker):
    """Every labelled solution of a file once, one a row, [solutions, LENGTH]."""
    table = []
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        row = marker.solution(entry["question"], entry["lines"], entry["labels"], entry["operations"], entry["answer"])
        if len(row) <= LENGTH:
            table.append(row + [0] * (LENGTH - len(row)))
    return np.array(table, np.int64)


def packed_rows(rng, marker, texts, count, drills):
    """`count` rows; `drills` is the share of rows that are drills only. The rest is cut to fit by drills."""
    pool = []
    for at in range(count):
        row = []
        if rng.random() >= drills(at / count):
            while True:
                while len(pool) < 24:
                    text = next(texts)
                    if len(text) <= LENGTH:
                        pool.append(text)
                room = LENGTH - len(row)
                fitting = 0 if not row else max(
                    (i for i, t in enumerate(pool) if len(t) <= room), key=lambda i: len(pool[i]), default=None)
                if fitting is None:
                    break
                row += pool.pop(fitting)
        while len(row) < LENGTH:
            row += marker.drill(rng)
        yield row[:LENGTH]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--samples", type=Path, help="the policy's own labelled solutions (judged.py)")
    parser.add_argument("--drills", type=float, nargs=2, default=(0.4, 0.1), help="share of drills, first and last")
    parser.add_argument("--seed", type=int, default=61)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    marker = Marker(load(options.tokenizer / "tokenizer.json"))
    texts = invented(rng, marker)
    if options.samples:
        own, made = sampled(options.samples, marker), texts
        texts = (next(own if rng.random() < OWN else made) for _ in iter(int, 1))
    first, last = options.drills
    table = np.lib.format.open_memmap(options.out, "w+", np.uint16, (options.rows, LENGTH))
    for i, row in enumerate(packed_rows(rng, marker, texts, options.rows, lambda p: first + (last - first) * min(1, 2 * p))):
        table[i] = row
    table.flush()
    print("rows", options.rows, "tokens", options.rows * LENGTH,
          "labelled", float(((table & KNOWN) > 0).mean()), "right", float(((table & RIGHT) > 0).sum() / ((table & KNOWN) > 0).sum()))


if __name__ == "__main__":
    main()
