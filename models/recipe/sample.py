"""Writes solutions with the policy, many at a time.

Knows: batched sampling with a cache (greedy at temperature 0), and how often the answers are right.
Does not know: search, rewards, training.
"""
import argparse
import json
from pathlib import Path

import torch

from export import load_model
from problem import ANSWER, labels
from tokenizer import BOS, EOS, load

LONGEST = 200


@torch.no_grad()
def sample(model, prompts, temperature, eos, generator=None, longest=LONGEST):
    """Continuations (lists of ids without <eos>) of prompts (lists of ids), in the same order."""
    size, count = model.size, len(prompts)
    lengths = torch.tensor([len(p) for p in prompts])
    width = int(lengths.max())
    ids = torch.zeros(count, width, dtype=torch.long)
    for line, prompt in zip(ids, prompts):
        line[:len(prompt)] = torch.tensor(prompt)
    positions = torch.arange(width).expand(count, -1)
    causal = torch.full((width, width), float("-inf")).triu(1)[None, None]
    hidden, fresh = model.hidden(ids, positions, causal)
    logits = model.project(hidden[torch.arange(count), lengths - 1])
    room = width + longest
    keys = [torch.zeros(count, size.heads, room, size.head_width) for _ in fresh]
    values = [torch.zeros_like(k) for k in keys]
    for i, (k, v) in enumerate(fresh):
        keys[i][:, :, :width], values[i][:, :, :width] = k, v
    texts = [[] for _ in prompts]
    alive = torch.arange(count)
    slots = torch.arange(room)
    going = torch.ones(count, dtype=torch.bool)
    for _ in range(longest):
        if temperature:
            token = torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator)[:, 0]
        else:
            token = logits.argmax(-1)
        going &= token != eos
        for row, t, more in zip(alive.tolist(), token.tolist(), going.tolist()):
            if more:
                texts[row].append(t)
        if not going.any():
            break
        if going.sum() < 0.75 * len(going):  # leave finished rows behind, now and then
            keys, values = [k[going] for k in keys], [v[going] for v in values]
            alive, token, lengths, going = alive[going], token[going], lengths[going], going[going]
        top = int(lengths.max())
        bias = torch.where(slots[:top] < lengths[:, None], 0.0, float("-inf"))
        bias = torch.cat((bias, torch.zeros(len(alive), 1)), 1)[:, None, None]
        past = [(k[:, :, :top], v[:, :, :top]) for k, v in zip(keys, values)]
        hidden, fresh = model.hidden(token[:, None], lengths[:, None], bias, past)
        rows = torch.arange(len(alive))
        for i, (k, v) in enumerate(fresh):
            keys[i][rows, :, lengths], values[i][rows, :, lengths] = k[:, :, 0], v[:, :, 0]
        logits = model.project(hidden[:, 0])
        lengths = lengths + 1
    return texts


def solutions(model, tokenizer, questions, temperature, seed=0, batch=250):
    """One sampled solution text a question; questions of like length share a batch."""
    bos, eos = tokenizer.token_to_id(BOS), tokenizer.token_to_id(EOS)
    generator = torch.Generator().manual_seed(seed)
    prompts = [[bos, *e.ids] for e in tokenizer.encode_batch([q + "\n" for q in questions])]
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    result = [None] * len(prompts)
    for start in range(0, len(order), batch):
        part = order[start:start + batch]
        for i, ids in zip(part, sample(model, [prompts[i] for i in part], temperature, eos, generator)):
            result[i] = tokenizer.decode(ids, skip_special_tokens=False)
    return result


def answer_of(text):
    match = ANSWER.match(text.split("\n")[-1])
    return int(match.group(1)) if match else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--problems", type=Path, required=True, help="a test.jsonl")
    parser.add_argument("--temperature", type=float, default=0.0)
    parser.add_argument("--first", type=int, help="only so many problems of each level")
    parser.add_argument("--seed", type=int, default=51)
    parser.add_argument("--show", type=int, default=0, help="print so many wrong solutions")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    items = [json.loads(line) for line in options.problems.read_text().splitlines()]
    items = [item for item in items if not options.first or int(item["id"][3:]) <= options.first]
    model, tokenizer = load_model(options.checkpoint), load(options.tokenizer / "tokenizer.json")
    texts = solutions(model, tokenizer, [item["question"] for item in items], options.temperature, options.seed)
    levels = {}
    shown = 0
    for item, text in zip(items, texts):
        right = answer_of(text) == int(item["answer"].rsplit("#### ", 1)[1])
        levels.setdefault(item["level"], []).append(right)
        if not right and shown < options.show:
            shown += 1
            print(item["question"], text, "expected " + item["answer"], sep="\n", end="\n\n")
    for level, marks in sorted(levels.items()):
        print(f"level {level}: {sum(marks)} of {len(marks)}")
    every = sum(levels.values(), [])
    print(f"temperature {options.temperature}: {sum(every)} of {len(every)} = {100 * sum(every) / len(every):.1f} %")


if __name__ == "__main__":
    main()
