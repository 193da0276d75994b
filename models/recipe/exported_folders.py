"""Writes the model folders that other tools export (tests/inference/onnx-folders), with random weights and what they say.

Knows: optimum's exporter, ONNX Runtime's generator, and which of their graphs differ in what a runtime must know.
Does not know: Espalier. Both tools want versions of transformers of their own, so each has an environment:

    pip install torch optimum-onnx 'transformers<4.58' onnxruntime && python exported_folders.py optimum OUT
    pip install torch onnxruntime-genai onnx-ir transformers onnxruntime && python exported_folders.py genai OUT

Each folder has `expected.json` beside the files of the tool: token ids of three sequences, and the logits after each token as
the weights' own class in transformers gives them; where a tool has rounded the weights, as ONNX Runtime gives them in one pass.
"""
import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

SIZE = dict(vocab_size=264, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=128,
            bos_token_id=1, eos_token_id=2, pad_token_id=0)
LLAMA = dict(SIZE, intermediate_size=32, num_key_value_heads=2, head_dim=16, initializer_range=0.2)
CHECKPOINTS = {
    "llama": lambda: transformers.LlamaConfig(**LLAMA, tie_word_embeddings=True),
    # Learned positions, counted in the mask.
    "opt": lambda: transformers.OPTConfig(**SIZE, ffn_dim=32, word_embed_proj_dim=16, init_std=0.2),
    "mistral": lambda: transformers.MistralConfig(**LLAMA, sliding_window=8),
}
LENGTHS = (5, 23, 14)


def checkpoint(kind, folder):
    torch.manual_seed(7)
    model = transformers.AutoModelForCausalLM.from_config(CHECKPOINTS[kind]()).float().eval()
    model.save_pretrained(folder)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    special = ["<pad>", "<bos>", "<eos>"]
    tokenizer = Tokenizer(models.BPE({token: id for id, token in enumerate(special + alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    names = dict(zip(("pad_token", "bos_token", "eos_token"), special))
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)
    return model


def sequences():
    rng = np.random.default_rng(5)
    return [[int(token) for token in rng.integers(3, 259, length)] for length in LENGTHS]


def write_expected(folder, logits_of):
    rows = [{"tokens": tokens, "logits": np.asarray(logits_of(tokens), float)[[1, len(tokens) - 2, len(tokens) - 1]].round(4).tolist()}
            for tokens in sequences()]
    text = json.dumps({"places": [1, -2, -1], "sequences": rows})
    (folder / "expected.json").write_text(text + "\n")


def by_transformers(model):
    def logits_of(tokens):
        with torch.no_grad():
            return model(torch.tensor([tokens])).logits[0].float().numpy()
    return logits_of


def by_onnx_runtime(file):
    import onnxruntime
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])

    def logits_of(tokens):
        count = len(tokens)
        feeds = {"input_ids": np.array([tokens]), "attention_mask": np.ones((1, count), np.int64),
                 "position_ids": np.arange(count)[None]}
        for value in session.get_inputs():
            if value.name.startswith("past"):
                kind = np.float16 if "float16" in value.type else np.float32
                feeds[value.name] = np.zeros((1, LLAMA["num_key_value_heads"], 0, LLAMA["head_dim"]), kind)
        named = [value.name for value in session.get_inputs()]
        return session.run(["logits"], {name: feeds[name] for name in named})[0][0].astype(np.float32)
    return logits_of


def optimum(out):
    from optimum.exporters.onnx import export, main_export
    from optimum.exporters.onnx.model_configs import LlamaOnnxConfig
    from optimum.onnx.graph_transformations import merge_decoders
    for kind in CHECKPOINTS:
        with tempfile.TemporaryDirectory() as work:
            source, folder = Path(work, kind), out / f"optimum-{kind}"
            model = checkpoint(kind, source)
            main_export(str(source), output=folder, task="text-generation-with-past", do_validation=False)
            write_expected(folder, by_transformers(model))
            if kind != "llama":
                continue
            # As transformers.js had them up to its version 2: two graphs under one branch.
            first, merged = Path(work, "first"), out / "optimum-merged"
            first.mkdir()
            config = LlamaOnnxConfig(model.config, task="text-generation", use_past=True, use_past_in_inputs=False)
            export(model, config, first / "model.onnx")
            shutil.copytree(folder, merged, dirs_exist_ok=True)
            (merged / "model.onnx").unlink()
            (merged / "onnx").mkdir(exist_ok=True)
            merge_decoders(first / "model.onnx", folder / "model.onnx",
                           save_path=merged / "onnx" / "decoder_model_merged.onnx", strict=False)


def genai(out):
    forms = {"genai-fp32": ("fp32", "cpu"), "genai-int4-fp16": ("int4", "webgpu"), "genai-positions": ("int4", "dml")}
    for name, (precision, provider) in forms.items():
        with tempfile.TemporaryDirectory() as work:
            source, folder = Path(work, "llama"), out / name
            model = checkpoint("llama", source)
            command = [sys.executable, "-m", "onnxruntime_genai.models.builder", "-m", source, "-i", source, "-o", folder,
                       "-p", precision, "-e", provider, "-c", work]
            subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
            shutil.copyfile(source / "config.json", folder / "config.json")
            exact = precision == "fp32"
            write_expected(folder, by_transformers(model) if exact else by_onnx_runtime(folder / "model.onnx"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", choices=("optimum", "genai"))
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    {"optimum": optimum, "genai": genai}[options.tool](options.out)
