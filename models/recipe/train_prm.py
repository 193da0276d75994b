"""Trains the process reward model on labelled samples and measures it on held-out ones.

Knows: the start from a policy's weights, the two-class head at <step>, the measures (AUC, Brier,
accuracy, calibration by tenths).
Does not know: how the samples were made (judged.py).
"""
import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from judged import Encoder, read
from model import SIZES, Llama, packed
from tokenizer import load
from train_policy import factor, optimisers, save

LENGTH = 288


def pack(texts):
    """Arrays (ids, targets) [rows, LENGTH] of whole texts, first fit."""
    rows, open_rows = [], []
    for ids, targets in texts:
        if len(ids) > LENGTH:
            continue
        for row in open_rows:
            if len(row[0]) + len(ids) <= LENGTH:
                break
        else:
            row = ([], [])
            rows.append(row)
            open_rows = open_rows[-40:] + [row]
        row[0].extend(ids)
        row[1].extend(targets)
    ids, targets = np.zeros((len(rows), LENGTH), np.int64), np.full((len(rows), LENGTH), -1)
    for i, (a, b) in enumerate(rows):
        ids[i, :len(a)], targets[i, :len(b)] = a, b
    return torch.from_numpy(ids), torch.from_numpy(targets)


@torch.no_grad()
def scores(model, ids, targets, bos):
    """Probability of "right" and label of every step."""
    found, wanted = [], []
    for start in range(0, len(ids), 16):
        part, aim = ids[start:start + 16], targets[start:start + 16]
        chance = model(part, *packed(part, bos)).softmax(-1)[..., 1]
        found.append(chance[aim >= 0])
        wanted.append(aim[aim >= 0])
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
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="prm-middle")
    parser.add_argument("--digits", action="store_true", help="targets at the digits of results as well (not measured)")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=0.002)
    parser.add_argument("--rows-in-batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=91)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    encoder = Encoder(load(options.work / "tok" / "tokenizer.json"))
    train = [encoder.encode(entry, digits=options.digits) for entry in read(options.work / "judged-train.jsonl")]
    held = pack([encoder.encode(entry) for entry in read(options.work / "judged-validation.jsonl")])
    state = torch.load(options.start)
    model = Llama(SIZES[state["size"]], classes=2)
    model.load_state_dict(state["model"], strict=False)
    muon, adam = optimisers(model, options.rate)
    rng = random.Random(options.seed)

    def loss_of(ids, targets, positions, bias):
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(ids, positions, bias)
        return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=-1)

    compute = torch.compile(loss_of)
    batch, step, losses, began = options.rows_in_batch, 0, [], time.time()
    for epoch in range(options.epochs):
        rng.shuffle(train)
        ids, targets = pack(train)
        steps = options.epochs * (len(ids) // batch)
        for start in range(0, len(ids) - batch + 1, batch):
            part = ids[start:start + batch]
            loss = compute(part, targets[start:start + batch], *packed(part, encoder.bos))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for optimiser in (muon, adam):
                for group in optimiser.param_groups:
                    group["lr"] = options.rate * factor(step, 50, steps // 4, steps)
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            step += 1
            losses.append(loss.item())
            if step % 50 == 0:
                print(f"step {step} of {steps} loss {np.mean(losses[-50:]):.4f} "
                      f"{step * batch * LENGTH / (time.time() - began):.0f} tokens/s", flush=True)
        save(options.work / f"{options.name}.pt", model=model.state_dict(), size=state["size"], classes=2, step=step)
        found = {"epoch": epoch + 1, "loss": round(float(np.mean(losses[-100:])), 4),
                 **measures(*scores(model, *held, encoder.bos))}
        print(json.dumps(found), flush=True)
        (options.work / f"{options.name}.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
