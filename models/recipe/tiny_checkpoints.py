"""Writes tiny checkpoints with random weights for tests, one a case of architecture, head or rotary scaling.

Knows: the cases, and what transformers says of each: logits at the ends of rows of unequal length, and 50 greedy tokens.
A case that differs from another in its configuration alone shares its weights, which are not written twice.
Does not know: graphs (the tests compare the program's with these).
"""
import argparse
import base64
import json
import math
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForTokenClassification
from transformers import Qwen2ForCausalLM, Qwen2Model
from transformers.models.qwen2.modeling_qwen2 import Qwen2PreTrainedModel

WIDTH, VOCABULARY, POSITIONS = 32, 128, 128
LENGTHS = (7, 12, 30)
# Places at the end of a row whose logits are kept.
KEPT = 8
GREEDY = 50
# Heads of 16 numbers are the smallest that the operator for attention in place takes.
COMMON = dict(hidden_size=WIDTH, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, head_dim=16,
              num_key_value_heads=2, vocab_size=VOCABULARY, max_position_embeddings=POSITIONS,
              bos_token_id=1, eos_token_id=2, pad_token_id=0, tie_word_embeddings=False)


class Qwen2ForProcessRewardModel(Qwen2PreTrainedModel):
    """The head of Qwen2.5-Math-PRM: two layers over each token."""

    def __init__(self, config):
        super().__init__(config)
        self.model = Qwen2Model(config)
        self.score = nn.Sequential(nn.Linear(config.hidden_size, config.hidden_size), nn.ReLU(),
                                   nn.Linear(config.hidden_size, 2))
        self.post_init()

    def forward(self, input_ids, **rest):
        return self.score(self.model(input_ids, **rest).last_hidden_state)


class Qwen2WithValueHead(Qwen2ForCausalLM):
    """The head of Skywork-o1-Open-PRM, beside the logits that the model came with."""

    def __init__(self, config):
        super().__init__(config)
        self.v_head = nn.ModuleDict({"summary": nn.Linear(config.hidden_size, 1)})

    def forward(self, input_ids, **rest):
        return self.v_head["summary"](self.model(input_ids, **rest).last_hidden_state)


def rope(kind, **settings):
    return {"rope_parameters": {"rope_type": kind, "rope_theta": 10000.0, **settings}}


def causal(kind, **settings):
    return lambda: AutoModelForCausalLM.from_config(
        AutoConfig.for_model(kind, **COMMON | settings), attn_implementation="eager")


def two_rows():
    model = causal("llama")()
    model.lm_head = nn.Linear(WIDTH, 2, bias=False)
    return model


def qwen2(head, **settings):
    config = AutoConfig.for_model("qwen2", **COMMON | settings)
    config._attn_implementation = "eager"
    return head(config)


# Short first contexts, so that scalings tell at the positions of the test.
SCALED = dict(factor=4.0, original_max_position_embeddings=32)
# As many numbers in the heads together as the model is wide, and half of them turned.
WIDE = dict(hidden_size=64, intermediate_size=32, num_attention_heads=2, head_dim=32)
PHI = WIDE | dict(num_key_value_heads=1, partial_rotary_factor=0.5)
CASES = {
    "llama": causal("llama"),
    "llama-tied": causal("llama", tie_word_embeddings=True, rope_parameters={"rope_theta": 500.0}),
    "llama-biases": causal("llama", attention_bias=True, mlp_bias=True, num_key_value_heads=4),
    "llama-linear": causal("llama", **rope("linear", factor=4.0)),
    "llama-dynamic": causal("llama", **rope("dynamic", factor=4.0)),
    "llama-llama3": causal("llama", **rope("llama3", low_freq_factor=1.0, high_freq_factor=4.0, **SCALED)),
    "llama-yarn": causal("llama", **rope("yarn", **SCALED)),
    "llama-yarn-scales": causal("llama", **rope("yarn", mscale=1.3, mscale_all_dim=0.6, beta_fast=8.0,
                                                beta_slow=0.5, truncate=False, **SCALED)),
    # A vocabulary that does not end with a block of 64 tokens, and is worth telling the blocks' masses.
    "mistral": causal("mistral", hidden_size=24, num_attention_heads=3, num_key_value_heads=1, vocab_size=1030,
                      sliding_window=8, tie_word_embeddings=True),
    "qwen2": causal("qwen2"),
    "qwen2-windows": causal("qwen2", use_sliding_window=True, sliding_window=6, max_window_layers=1),
    "qwen3": causal("qwen3", tie_word_embeddings=True),
    "gemma3": causal("gemma3_text", num_hidden_layers=3, sliding_window=8, query_pre_attn_scalar=20,
                     tie_word_embeddings=True, sliding_window_pattern=3, final_logit_softcapping=9.0,
                     rope_parameters={"full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6},
                                      "sliding_attention": {"rope_type": "default", "rope_theta": 1e4}}),
    "phi3": causal("phi3", **PHI),
    "phi3-longrope": causal("phi3", **PHI, original_max_position_embeddings=100,
                            **rope("longrope", short_factor=[1.5 + place / 14 for place in range(8)],
                                   long_factor=[3.0 + place / 7 for place in range(8)])),
    "gpt-neox": causal("gpt_neox", **WIDE, rotary_pct=0.5),
    "gpt-neox-in-turn": causal("gpt_neox", **WIDE, rotary_pct=0.5, use_parallel_residual=False),
    "qwen2-process-reward": lambda: qwen2(Qwen2ForProcessRewardModel),
    "qwen2-value-head": lambda: qwen2(Qwen2WithValueHead),
    "qwen3-token-classification": lambda: AutoModelForTokenClassification.from_config(
        AutoConfig.for_model("qwen3", **COMMON | dict(num_labels=3)), attn_implementation="eager"),
    "llama-two-rows": two_rows,
}
SHARED = {"llama-linear": "llama", "llama-dynamic": "llama", "llama-llama3": "llama", "llama-yarn": "llama",
          "llama-yarn-scales": "llama", "qwen2-windows": "qwen2", "phi3-longrope": "phi3",
          "gpt-neox-in-turn": "gpt-neox"}
# The same weights in narrower types, or in several files.
FORMS = {"llama-fp16": ("llama", torch.float16), "llama-bf16": ("llama", torch.bfloat16),
         "qwen2-shards": ("qwen2", torch.float32)}


def spread(model):
    """Weights as far apart as those of a trained model, so that attention looks somewhere."""
    for name, weight in model.named_parameters():
        with torch.no_grad():
            if "norm" in name and name.endswith("weight"):
                weight.add_(torch.randn_like(weight) * 0.3)
            elif weight.dim() == 1:
                weight.copy_(torch.randn_like(weight) * 0.3)
            else:
                weight.copy_(torch.randn_like(weight) * (1.0 if "embed" in name else 1.5 / math.sqrt(weight.shape[1])))
    return model.eval()


def logits_of(model, row):
    with torch.no_grad():
        output = model(torch.tensor([row]), use_cache=False)
    return (output if isinstance(output, torch.Tensor) else output.logits)[0].float().numpy()


def reference(model, rows):
    every = [logits_of(model, row)[-KEPT:] for row in rows]
    result = {"rows": rows, "classes": every[0].shape[1],
              "logits": base64.b64encode(np.concatenate(every).astype("<f4").tobytes()).decode()}
    if every[0].shape[1] >= VOCABULARY:
        row, margins = list(rows[1]), []
        for _ in range(GREEDY):
            last = logits_of(model, row)[-1]
            best = np.sort(last)[-2:]
            margins.append(round(float(best[1] - best[0]), 6))
            row.append(int(last.argmax()))
        result |= {"greedy": row[-GREEDY:], "margins": margins}
    return result


def save(model, folder, **options):
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, **options)
    for file in folder.glob("*.safetensors"):
        file.chmod(0o644)
    (folder / "generation_config.json").unlink(missing_ok=True)


def copied(model, weights):
    result = type(model)(model.config)
    result.config._attn_implementation = "eager"
    result.load_state_dict(weights)
    return result.eval()


def write(folder, said):
    (folder / "reference.json").write_text(json.dumps(said) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("cases", nargs="*", help="all if left out")
    options = parser.parse_args()
    generator = np.random.default_rng(5)
    rows = [[int(token) for token in generator.integers(3, VOCABULARY, length)] for length in LENGTHS]
    for name, make in CASES.items():
        if options.cases and name not in options.cases:
            continue
        torch.manual_seed(7)
        model = spread(make())
        save(model, options.out / name)
        said = reference(model, rows)
        if name in SHARED:
            mine, other = (load_file(options.out / case / "model.safetensors") for case in (name, SHARED[name]))
            assert mine.keys() == other.keys() and all(torch.equal(mine[key], other[key]) for key in mine), name
            (options.out / name / "model.safetensors").unlink()
            said["weights"] = SHARED[name]
        write(options.out / name, said)
        for form, (source, dtype) in FORMS.items():
            if source == name:
                narrow = copied(model, model.state_dict()).to(dtype)
                save(narrow, options.out / form, max_shard_size="20KB" if "shards" in form else "1GB")
                # Of the rounded weights, but computed in single precision, rotary frequencies included.
                write(options.out / form, reference(copied(model, narrow.state_dict()), rows))
        print(name, sum(file.stat().st_size for file in (options.out / name).iterdir()), "bytes")


if __name__ == "__main__":
    main()
