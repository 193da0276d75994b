"""Trains the process reward model on marked rows and measures it on the policy's own held-out solutions.

Knows: the start from a policy's weights (further layers begin as identities), the two losses (right
or wrong so far; the next token of a right text, which keeps the arithmetic alive), the schedule, the
measures (AUC, Brier, accuracy, calibration by tenths).
Does not know: how the rows were made (reward_data.py) or the samples (judged.py).

The same command goes on after a kill. A second stage is a second name, with --start at the first.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from data import LOSS
from model import MATRICES, SIZES, Llama, packed
from reward_data import ID, KNOWN, LENGTH, RIGHT, Marker, held_out
from tokenizer import load
from train_policy import BFLOAT16, factor, optimisers, save

TAG_WEIGHT = 3.0  # a step tag counts as much as three digits


def batch_of(rows, tag):
    """(ids, next tokens, labels, weights); a target is -1 where there is none."""
    rows = torch.from_numpy(np.asarray(rows, np.int64))
    ids = rows & ID
    following = torch.full_like(ids, -1)
    following[:, :-1] = torch.where(rows[:, 1:] & LOSS > 0, ids[:, 1:], -1)
    labels = torch.where(rows & KNOWN > 0, (rows & RIGHT > 0).long(), -1)
    weights = torch.where(labels < 0, 0.0, torch.where(ids == tag, TAG_WEIGHT, 1.0))
    return ids, following, labels, weights


def grown(model, state):
    """Loads a smaller model's layers; the layers it lacks pass everything on unchanged."""
    own = model.state_dict()
    for name, value in state.items():
        if name in MATRICES or name in ("norm1", "norm2"):
            own[name][:len(value)] = value
            if name in ("o", "down"):
                own[name][len(value):] = 0
        else:
            own[name] = value
    model.load_state_dict(own)


@torch.no_grad()
def scores(model, rows, bos, tag):
    """Probability of "right" and label of every step."""
    found, wanted = [], []
    for start in range(0, len(rows), 16):
        ids, _, labels, _ = batch_of(rows[start:start + 16], tag)
        chance = model(ids, *packed(ids, bos)).softmax(-1)[..., 1]
        steps = (ids == tag) & (labels >= 0)
        found.append(chance[steps])
        wanted.append(labels[steps])
    return torch.cat(found).numpy(), torch.cat(wanted).numpy()


def area(chance, label):
    """Area under the ROC curve, ties counted half."""
    values, place, counts = np.unique(chance, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[place]
    right = label == 1
    n, m = right.sum(), (~right).sum()
    return float((rank[right].sum() - n * (n + 1) / 2) / (n * m))


def measures(chance, label):
    tenths = []
    for i in range(10):
        inside = (chance >= i / 10) & (chance < (i + 1) / 10 + (i == 9))
        if inside.any():
            tenths.append([int(inside.sum()), round(float(chance[inside].mean()), 3),
                           round(float(label[inside].mean()), 3)])
    return {"steps": len(label), "right": round(float(label.mean()), 4), "auc": round(area(chance, label), 4),
            "brier": round(float(((chance - label) ** 2).mean()), 4),
            "accuracy": round(float(((chance > 0.5) == label).mean()), 4),
            "tenths (count, mean score, share right)": tenths}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--start", type=Path, required=True, help="a policy, or a reward model to go on from")
    parser.add_argument("--rows", type=Path, required=True, help="from reward_data.py")
    parser.add_argument("--held", type=Path, help="held-out labelled solutions from judged.py")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="checkpoint")
    parser.add_argument("--size", choices=SIZES, default="deep")
    parser.add_argument("--rate", type=float, default=0.008)
    parser.add_argument("--warm", type=int, default=100)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--decay-from", type=int, required=True)
    parser.add_argument("--rows-in-batch", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=5, help="between two checkpoints")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=91)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    marker = Marker(load(options.tokenizer / "tokenizer.json"))
    rows = np.load(options.rows, mmap_mode="r")
    held = held_out(options.held, marker) if options.held else rows[-128:]
    model = Llama(SIZES[options.size], classes=2)
    muon, adam = optimisers(model, options.rate)
    step = 0
    if options.out.exists():
        state = torch.load(options.out)
        model.load_state_dict(state["model"])
        muon.load_state_dict(state["muon"])
        adam.load_state_dict(state["adam"])
        step = state["step"]
        print("goes on from step", step, flush=True)
    else:
        grown(model, torch.load(options.start)["model"])

    def losses_of(ids, following, labels, weights, positions, bias):
        with torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
            hidden = model.hidden(ids, positions, bias)[0]
            words, verdicts = F.linear(hidden, model.embedding), model.project(hidden)
        word = F.cross_entropy(words.float().flatten(0, 1), following.flatten(), ignore_index=-1)
        verdict = F.cross_entropy(verdicts.float().flatten(0, 1), labels.clamp(min=0).flatten(), reduction="none")
        return word, (verdict * weights.flatten()).sum() / weights.sum()

    compute = torch.compile(losses_of)
    batch, history, began, saved = options.rows_in_batch, [], time.time(), time.time()
    while step < options.steps:
        at = step * batch % (len(rows) - batch + 1)
        ids, following, labels, weights = batch_of(rows[at:at + batch], marker.step)
        word, verdict = compute(ids, following, labels, weights, *packed(ids, marker.bos))
        (word + verdict).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in (muon, adam):
            for group in optimiser.param_groups:
                group["lr"] = options.rate * factor(step, options.warm, options.decay_from, options.steps)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        step += 1
        history.append((word.item(), verdict.item()))
        if step % 50 == 0:
            mean = np.mean(history[-50:], 0)
            print(f"step {step} of {options.steps} next token {mean[0]:.4f} verdict {mean[1]:.4f} "
                  f"{len(history) * batch * LENGTH / (time.time() - began):.0f} tokens/s", flush=True)
        if time.time() - saved > options.minutes * 60 or step in (options.decay_from, options.steps):
            save(options.out, model=model.state_dict(), muon=muon.state_dict(), adam=adam.state_dict(),
                 size=options.size, classes=2, step=step)
            mean = np.mean(history[-100:], 0)
            found = {"step": step, "next token": round(float(mean[0]), 4), "verdict": round(float(mean[1]), 4),
                     **measures(*scores(model, held, marker.bos, marker.step))}
            print(json.dumps(found), flush=True)
            options.out.with_suffix(".json").write_text(json.dumps(found, indent=2) + "\n")
            saved = time.time()


if __name__ == "__main__":
    main()
