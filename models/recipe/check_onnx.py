"""Compares a model folder's ONNX graph with PyTorch.

Knows: the three ways a caller feeds the delta graph (whole text at once, token by token with the
cache, ragged rows in several chunks with right padding), and the difference that is allowed.
Does not know: how the graph was written.
"""
import argparse
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from delta_run import run
from export import load_model, rounded
from problem import LEVELS, problems
from tokenizer import BOS, load

ALLOWED = 1e-4


class Runner:
    """Feeds chunks and keeps the cache as a caller in another language would."""

    def __init__(self, session, size, batch, room):
        self.session, self.size = session, size
        self.lengths = np.zeros(batch, np.int64)
        shape = (batch, size.heads, room, size.head_width)
        # What lies beyond a row's length must not matter: fill it with nonsense.
        self.cache = {f"past_key_values.{i}.{part}": np.full(shape, 7.0, np.float32)
                      for i in range(size.layers) for part in ("key", "value")}

    def feed(self, chunks, room=None):
        """Logits of each row's chunk; rows may differ in length (0 is allowed for some)."""
        longest = max(map(len, chunks))
        ids = np.zeros((len(chunks), longest), np.int64)
        for line, chunk in zip(ids, chunks):
            line[:len(chunk)] = chunk
        positions = np.minimum(self.lengths[:, None] + np.arange(longest), self.size.positions - 1)
        past = int(self.lengths.max()) if room is None else room
        out = run(self.session, ids, self.lengths, positions,
                  {name: value[:, :, :past] for name, value in self.cache.items()})
        for name, value in self.cache.items():
            fresh = out["new" + name[4:]]
            for row, chunk in enumerate(chunks):
                at = self.lengths[row]
                value[row, :, at:at + len(chunk)] = fresh[row, :, :len(chunk)]
        self.lengths = self.lengths + [len(chunk) for chunk in chunks]
        return [out["logits"][row, :len(chunk)] for row, chunk in enumerate(chunks)]


@torch.no_grad()
def expected(model, ids):
    length = len(ids)
    causal = torch.full((length, length), float("-inf")).triu(1)[None, None]
    return model(torch.tensor([ids]), torch.arange(length)[None], causal)[0].numpy()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--half", action="store_true", help="the graph was exported with --half")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(str(options.folder / "onnx" / "model.onnx"), settings,
                                           providers=["CPUExecutionProvider"])
    model, tokenizer = load_model(options.checkpoint), load(options.folder / "tokenizer.json")
    model = rounded(model) if options.half else model
    bos, step = tokenizer.token_to_id(BOS), tokenizer.token_to_id("<step>")
    newline = tokenizer.token_to_id("\n")
    texts = []
    for level in LEVELS:
        for problem in problems("validation", level, 2, seed=61):
            ids = tokenizer.encode(problem.solution + "\n").ids
            ids = [step if model.classes and i == newline else i for i in ids]
            texts.append([bos, *tokenizer.encode(problem.question + "\n").ids, *ids])
    wanted = [expected(model, ids) for ids in texts]
    size, rows = model.size, len(texts)

    def differ(name, got):
        worst = max(float(np.abs(g - w).max()) for g, w in zip(got, wanted))
        print(f"{name:48s} largest difference {worst:.2e}")
        return worst

    found = []
    found.append(differ("whole text, one row, empty cache", [
        Runner(session, size, 1, len(ids)).feed([ids])[0] for ids in texts]))
    found.append(differ("whole texts, ragged batch, empty cache", Runner(session, size, rows, 300).feed(texts)))
    found.append(differ("whole texts, ragged batch, cache of nonsense",
                        Runner(session, size, rows, 300).feed(texts, room=37)))

    singles = []
    for ids in texts[:3]:
        runner = Runner(session, size, 1, len(ids))
        singles.append(np.concatenate([runner.feed([[i]])[0] for i in ids]))
    found.append(differ("token by token, one row", singles))

    runner = Runner(session, size, rows, 300)
    parts = [runner.feed([ids[:20 + 3 * r] for r, ids in enumerate(texts)])]
    for _ in range(3):
        parts.append(runner.feed([ids[runner.lengths[r]:][:5 + 7 * (r % 3)] for r, ids in enumerate(texts)]))
    while any(runner.lengths[r] < len(ids) for r, ids in enumerate(texts)):
        parts.append(runner.feed([ids[runner.lengths[r]:][:1] for r, ids in enumerate(texts)], room=300))
    found.append(differ("ragged chunks, then one token at a time, batch",
                        [np.concatenate([part[r] for part in parts]) for r in range(rows)]))
    print("allowed", ALLOWED)
    sys.exit(0 if max(found) <= ALLOWED else 1)


if __name__ == "__main__":
    main()
