"""Trains the policy on packed rows and leaves checkpoints behind.

Knows: the optimisers (Muon for the matrices, AdamW for the rest), the schedule (warm-up, plateau,
linear decay to zero), when to save, how to go on after a kill, how to measure exact match.
Does not know: how the rows were made (data.py) or how the graph is written (export.py).

Everything that decides the next step is in the checkpoint: weights, optimiser state, position in
the data. `--decay-from` and `--steps` may be changed between two starts; the state at the start of
the decay is kept as ...-plateau.pt, so that a run can go on from there with a later decay.
"""
import argparse
import csv
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from data import LENGTH, LOSS, Encoder
from export import load_model
from grow import grow
from model import MATRICES, SIZES, Llama, packed
from problem import LEVELS, drill, problems
from tokenizer import load

# Elsewhere it is emulated, forty times slower than float32.
BFLOAT16 = torch.ops.mkldnn._is_mkldnn_bf16_supported()


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised by five Newton-Schulz steps; parameters are stacks of matrices."""

    def __init__(self, parameters, lr, momentum=0.95, decay=0.05):
        super().__init__(parameters, dict(lr=lr, momentum=momentum, decay=decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["average"] = torch.zeros_like(p)
                average = state["average"].lerp_(p.grad, 1 - group["momentum"])
                update = orthogonal(p.grad.lerp(average, group["momentum"]))
                scale = 0.2 * max(p.shape[-2:]) ** 0.5
                p.mul_(1 - group["lr"] * group["decay"]).add_(update, alpha=-group["lr"] * scale)


def orthogonal(matrices, steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if tall else matrices
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return x.mT if tall else x


def optimisers(model, rate):
    matrices = [getattr(model, name) for name in MATRICES]
    rest = [p for p in model.parameters() if all(p is not m for m in matrices)]
    return (Muon(matrices, lr=rate),
            torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.95), weight_decay=0.0))


def factor(step, warm, decay_from, steps):
    """The share of the full learning rate at a step."""
    if step < warm:
        return (step + 1) / warm
    return 1.0 if step < decay_from else max(0.0, (steps - step) / max(1, steps - decay_from))


def batch_of(rows):
    """(ids, targets, positions, bias) of packed rows; a target is -1 where nothing is to be learnt."""
    rows = torch.from_numpy(rows.astype(np.int64))
    ids = rows & (LOSS - 1)
    targets = torch.full_like(ids, -1)
    targets[:, :-1] = torch.where(rows[:, 1:] >= LOSS, ids[:, 1:], -1)
    return ids, targets


def loss_of(model, ids, targets, positions, bias):
    with torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
        logits = model(ids, positions, bias)
    return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=-1)


class Examination:
    """Exact match by operation, on drills never seen and on the equations of validation problems,
    by teacher forcing: a result counts when every one of its tokens is the most likely one."""

    def __init__(self, encoder, seed=31):
        rng = random.Random(seed)
        self.encoder, self.rows, self.kinds = encoder, [], []
        for _ in range(96):
            row, kinds = [encoder.bos], []
            while True:
                a, op, b, c = drill(rng)
                text = encoder.equation(a, op, b, c)
                if len(row) + len(text) > 128:
                    break
                kinds.append("drill " + op)
                row += text
            self.rows.append(row)
            self.kinds.append(kinds)
        for level in LEVELS:
            items = list(problems("validation", level, 40, seed))
            for problem, row in zip(items, encoder.problems(items)):
                start = next(i for i, t in enumerate(row) if t & LOSS)
                row = [t & (LOSS - 1) if i >= start else t for i, t in enumerate(row)]
                kinds, inside = [], False
                for i in range(start, len(row)):
                    if row[i] == encoder.operators["="]:
                        kinds.append("step " + problem.operations[len(kinds)][1])
                        inside = True
                    elif inside and row[i] in encoder.digits:
                        row[i] |= LOSS
                    else:
                        inside = False
                self.rows.append(row)
                self.kinds.append(kinds)

    @torch.no_grad()
    def mark(self, model):
        right, total = {}, {}
        for start in range(0, len(self.rows), 32):
            part, kinds = self.rows[start:start + 32], self.kinds[start:start + 32]
            table = np.zeros((len(part), LENGTH), np.uint16)
            for line, row in zip(table, part):
                line[:len(row)] = row
            ids, targets = batch_of(table)
            best = model(ids, *packed(ids, self.encoder.bos)).argmax(-1)
            for target, guess, names in zip(targets, best, kinds):
                groups = iter(names)
                hit, name = True, None
                for t, g in zip(target.tolist(), guess.tolist()):
                    if t >= 0 and name is None:
                        name, hit = next(groups, None), True
                    if t >= 0:
                        hit = hit and t == g
                    elif name is not None:
                        total[name] = total.get(name, 0) + 1
                        right[name] = right.get(name, 0) + hit
                        name = None
                    if t == self.encoder.newline and name is not None:
                        total[name] = total.get(name, 0) + 1
                        right[name] = right.get(name, 0) + hit
                        name = None
        return {name: right[name] / total[name] for name in sorted(total)}


def save(path, **state):
    torch.save(state, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--size", choices=SIZES, default="middle")
    parser.add_argument("--rows-in-batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.01)
    parser.add_argument("--warm", type=int, default=200)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--decay-from", type=int, required=True)
    parser.add_argument("--minutes", type=float, default=3, help="between two checkpoints")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--rows", default="rows.npy", help="in the work folder")
    parser.add_argument("--grow", type=Path, help="a smaller policy to begin with: checkpoint or model folder")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)

    rows = np.load(options.work / options.rows, mmap_mode="r")
    examination = Examination(Encoder(load(options.work / "tok" / "tokenizer.json")))
    bos = examination.encoder.bos
    size = SIZES[options.size]
    model = grow(load_model(options.grow), size).train() if options.grow else Llama(size)
    muon, adam = optimisers(model, options.rate)
    path = options.work / f"policy-{options.size}.pt"
    step, spent = 0, 0.0
    if path.exists():
        state = torch.load(path)
        model.load_state_dict(state["model"])
        muon.load_state_dict(state["muon"])
        adam.load_state_dict(state["adam"])
        step, spent = state["step"], state["seconds"]
        print("goes on from step", step, flush=True)
    compute = torch.compile(lambda *batch: loss_of(model, *batch))
    log = options.work / f"policy-{options.size}.csv"
    per_step = options.rows_in_batch
    losses, began, saved = [], time.time(), time.time()

    while step < options.steps:
        at = step * per_step % (len(rows) - per_step + 1)
        ids, targets = batch_of(rows[at:at + per_step])
        loss = compute(ids, targets, *packed(ids, bos))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        rate = options.rate * factor(step, options.warm, options.decay_from, options.steps)
        for optimiser in (muon, adam):
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        step += 1
        losses.append(loss.item())
        if step % 50 == 0 or step == options.steps:
            print(f"step {step} loss {np.mean(losses[-50:]):.4f} rate {rate:.5f} "
                  f"{len(losses) * per_step * LENGTH / (time.time() - began):.0f} tokens/s", flush=True)
        if time.time() - saved > options.minutes * 60 or step in (options.decay_from, options.steps):
            seconds = spent + time.time() - began
            state = dict(model=model.state_dict(), muon=muon.state_dict(), adam=adam.state_dict(),
                         step=step, seconds=seconds, size=options.size, tokens=step * per_step * LENGTH)
            save(path, **state)
            if step == options.decay_from:
                save(path.with_stem(path.stem + "-plateau"), **state)
            marks = examination.mark(model)
            entry = {"step": step, "seconds": round(seconds), "tokens": step * per_step * LENGTH,
                     "loss": round(float(np.mean(losses[-200:])), 4),
                     **{name: round(value, 3) for name, value in marks.items()}}
            first = not log.exists()
            with log.open("a", newline="") as file:
                writer = csv.DictWriter(file, entry)
                if first:
                    writer.writeheader()
                writer.writerow(entry)
            print(entry, flush=True)
            saved = time.time()


if __name__ == "__main__":
    main()
