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


def described(model, name, axes, example, without=()):
    """optimum's description of a Llama, with another input than it has by itself, and `without` some of those."""
    from optimum.exporters.onnx.model_configs import LlamaOnnxConfig
    from optimum.utils import DummyInputGenerator

    class Example(DummyInputGenerator):
        SUPPORTED_INPUT_NAMES = (name,)

        def __init__(self, *_, sequence_length=16, **rest):
            self.sequence_length = sequence_length

        def generate(self, *_, **rest):
            return example(self.sequence_length)

    class Described(LlamaOnnxConfig):
        DUMMY_INPUT_GENERATOR_CLASSES = (*LlamaOnnxConfig.DUMMY_INPUT_GENERATOR_CLASSES, Example)

        @property
        def inputs(self):
            usual = {key: value for key, value in super().inputs.items() if key not in without}
            return {**usual, name: axes}

    return Described(model.config, task="text-generation", use_past=True, use_past_in_inputs=True)


class LogitsKept(transformers.LlamaForCausalLM):
    """Tells the logits of the last tokens alone, of as many as are asked for; of all for 0."""

    def forward(self, input_ids, attention_mask=None, position_ids=None, past_key_values=None, num_logits_to_keep=None,
                use_cache=None, return_dict=None):
        output = self.model(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids,
                            past_key_values=past_key_values, use_cache=use_cache)
        logits = self.lm_head(output.last_hidden_state[:, -num_logits_to_keep:, :])
        return transformers.modeling_outputs.CausalLMOutputWithPast(logits=logits, past_key_values=output.past_key_values)


# The numbers of bitsandbytes' two types of 4 bits, in units of the largest of a block, by their code.
NF4 = [-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
       -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
       0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0]
BLOCK = 64


def rounded_to_nf4(matrix):
    """Weights [outputs, inputs] as bitsandbytes' NF4 keeps them: the nearest of 16 numbers, in blocks of 64 along the rows."""
    flat = matrix.reshape(-1)
    blocks = np.pad(flat, (0, -len(flat) % BLOCK)).reshape(-1, BLOCK)
    largest = np.abs(blocks).max(axis=1, keepdims=True)
    codes = np.abs((blocks / largest)[..., None] - np.array(NF4, np.float32)).argmin(-1)
    return (np.array(NF4, np.float32)[codes] * largest).reshape(-1)[:len(flat)].reshape(matrix.shape)


def in_four_bits(source, target):
    """A graph whose products are in NF4, as transformers.js quantises it."""
    from onnxruntime.quantization.matmul_bnb4_quantizer import MatMulBnb4Quantizer
    quantiser = MatMulBnb4Quantizer(onnx.load(source), quant_type=MatMulBnb4Quantizer.NF4, block_size=BLOCK)
    quantiser.process()
    onnx.save(quantiser.model.model, target)


def variants(out, model, plain):
    """One Llama with what some exports ask for besides, and in bitsandbytes' 4 bits."""
    from optimum.exporters.onnx import export
    asked = {
        "optimum-logits-kept": (LogitsKept, described(model, "num_logits_to_keep", {}, lambda _: torch.tensor(2))),
        "optimum-cache-position": (transformers.LlamaForCausalLM, described(
            model, "cache_position", {0: "sequence_length"}, lambda length: torch.arange(length) + 16, ["position_ids"])),
    }
    for name, (kind, inputs) in asked.items():
        copy = kind(model.config).float().eval()
        copy.load_state_dict(model.state_dict())
        shutil.copytree(plain, out / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.onnx"))
        export(copy, inputs, out / name / "model.onnx")
        write_expected(out / name, by_transformers(model))
    four = out / "optimum-bnb4"
    shutil.copytree(plain, four, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.onnx"))
    (four / "onnx").mkdir(exist_ok=True)
    in_four_bits(plain / "model.onnx", four / "onnx" / "model_bnb4.onnx")
    with torch.no_grad():
        for name, weight in model.named_parameters():
            # A tied embedding is looked up as it is, and rounded where it makes logits.
            if weight.dim() == 2 and "embed" not in name:
                weight.copy_(torch.from_numpy(rounded_to_nf4(weight.numpy())))
        model.lm_head.weight = torch.nn.Parameter(torch.from_numpy(rounded_to_nf4(model.lm_head.weight.numpy())))
    write_expected(four, by_transformers(model))


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
            variants(out, model, folder)


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
