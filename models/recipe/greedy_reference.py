"""What transformers writes greedily on the dequantised weights of a GGUF file, or on a model folder, and how sure it was of each token.

Knows: prompts, and the gap between the two best logits of each step.
Does not know: how the program runs the model (tests/inference/greedy.ts compares).
"""
import argparse
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPTS = [
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. How many clips",
    "The capital of France is", "Question: What is 17 + 25?\nAnswer:", "def fibonacci(n):\n", "Once upon a time, a small robot",
    "Step 1: Let x be the number of apples. Then 3x + 4 = 19, so", "Water boils at", "La capital de España es",
    "Der Zug fährt um 7:45 Uhr ab und", "日本の首都は", "Сколько будет семью восемь?", "1, 1, 2, 3, 5, 8, 13,",
    "The integral of x^2 dx is", "A triangle has sides 3, 4 and 5. Its area is", "# A short list of prime numbers\n2\n3\n",
    "To bake bread you need", "If a train travels 60 miles in 1.5 hours, its speed is", "Photosynthesis is",
    "SELECT name, price FROM", "In 1969, the first people",
]


def greedy(model, ids, count):
    """`count` tokens and the gap before each."""
    written, gaps, cache, given = [], [], None, torch.tensor([ids])
    with torch.inference_mode():
        for _ in range(count):
            out = model(given, past_key_values=cache, use_cache=True)
            cache = out.past_key_values
            best = out.logits[0, -1].float().topk(2)
            gaps.append(float(best.values[0] - best.values[1]))
            written.append(int(best.indices[0]))
            given = best.indices[:1][None]
    return written, gaps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True, help="a GGUF file or a model folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    path = options.model
    where = {"pretrained_model_name_or_path": path} if path.is_dir() else {
        "pretrained_model_name_or_path": path.parent, "gguf_file": path.name}
    tokenizer = AutoTokenizer.from_pretrained(**where)
    model = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32, attn_implementation="eager").eval()
    cases = []
    for prompt in PROMPTS:
        ids = tokenizer(prompt)["input_ids"]
        written, gaps = greedy(model, ids, options.count)
        cases.append({"prompt": prompt, "ids": ids, "written": written, "gaps": [round(gap, 6) for gap in gaps]})
        options.out.write_text(json.dumps(cases, ensure_ascii=False) + "\n")
        print(len(cases), prompt[:40], flush=True)


if __name__ == "__main__":
    main()
