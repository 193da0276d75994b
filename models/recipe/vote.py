"""What the reward model is worth: N samples a problem, the answer chosen in four ways.

Knows: majority, best-of-N and weighted vote by the score of the last line.
Does not know: tree search; that is the application's business.
"""
import argparse
import json
from collections import defaultdict
from pathlib import Path

import torch

from export import load_model
from model import packed
from reward_data import ID, Marker
from sample import answer_of, solutions
from tokenizer import load


@torch.no_grad()
def last_scores(model, marker, question, texts):
    """The probability that the last line of each text is right (and so everything before it)."""
    rows = [[t & ID for t in marker.solution(question, lines, [0] * len(lines), [], 0)]
            for lines in (t.split("\n") for t in texts)]
    ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    for line, row in zip(ids, rows):
        line[:len(row)] = torch.tensor(row)
    chance = model(ids, *packed(ids, marker.bos)).softmax(-1)[..., 1]
    return [chance[i, len(row) - 1].item() for i, row in enumerate(rows)]


def main():
    parser = argparse.ArgumentParser()
    for name in ("policy", "prm", "tokenizer", "problems"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--n", type=int, default=8)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    policy, prm = load_model(options.policy), load_model(options.prm)
    tokenizer = load(options.tokenizer / "tokenizer.json")
    marker = Marker(tokenizer)
    items = [json.loads(line) for line in options.problems.read_text().splitlines()]
    rounds = [solutions(policy, tokenizer, [i["question"] for i in items], 1.0, options.seed + r)
              for r in range(options.n)]
    right = defaultdict(int)
    for number, item in enumerate(items):
        texts = [texts[number] for texts in rounds]
        wanted = int(item["answer"].rsplit("#### ", 1)[1])
        answers = [answer_of(t) for t in texts]
        chances = last_scores(prm, marker, item["question"], texts)
        votes, weights = defaultdict(int), defaultdict(float)
        for answer, chance in zip(answers, chances):
            if answer is not None:
                votes[answer] += 1
                weights[answer] += chance
        right["one sample (mean)"] += sum(a == wanted for a in answers) / options.n
        right["majority"] += bool(votes) and max(votes, key=votes.get) == wanted
        right["best of N"] += answers[chances.index(max(chances))] == wanted
        right["weighted vote"] += bool(weights) and max(weights, key=weights.get) == wanted
        right["any of N (ceiling)"] += wanted in answers
    print(json.dumps({"n": options.n, "problems": len(items),
                      **{name: round(100 * value / len(items), 1) for name, value in right.items()}}))


if __name__ == "__main__":
    main()
