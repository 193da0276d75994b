"""Writes tiny process reward models (PRMs) with random weights for tests, one a family, and the scores that transformers gives them.

Knows: the families as their publishers ask and read them, each written out here apart from the program's own table, and a few
solutions. Knows how to make tokenizers that cut as the families' own do: Qwen's and Llama 3's by bytes, Llama 2's by signs.
Does not know: how the program lays out a path (the tests compare its scores with these).
"""
import argparse
import json
import shutil
from pathlib import Path

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForTokenClassification, PreTrainedTokenizerFast
from transformers import LlamaForTokenClassification

from tiny_checkpoints import COMMON, Qwen2ForProcessRewardModel, Qwen2WithValueHead, save, spread

OWN = Path(__file__).parents[1] / "arithmetic-prm-2m"
POSITIONS = 512
VOCABULARY = 320

# Where Qwen 2 and Llama 3 cut a text before they look for tokens; they differ in the digits of a piece.
CUT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*"
       r"|\s*[\r\n]+|\s+(?!\S)|\s+")
CHATML = ("{%- if messages[0].role != 'system' %}{{- '<|im_start|>system\\nYou help.<|im_end|>\\n' }}{%- endif %}"
          "{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
          "{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}")
HEADERS = ("{{- bos_token }}{%- for message in messages %}{{- '<|start_header_id|>' + message['role'] + "
           "'<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}{%- endfor %}"
           "{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}")


def by_bytes(texts, digits, special, template=None, bos=None, plain=()):
    """As Qwen 2 (a digit at a time) and Llama 3 (up to three) cut. `plain`: texts that are to be one token."""
    tokenizer = Tokenizer(BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(CUT % digits), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(vocab_size=VOCABULARY - len(special), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                         show_progress=False)
    tokenizer.train_from_iterator([*texts, *list(plain) * 200], trainer)
    tokenizer.add_special_tokens([AddedToken(one, special=True, normalized=False) for one in special])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, chat_template=template, bos_token=bos,
                                   eos_token=special[0], pad_token=special[0])


def by_signs(texts):
    """As Llama 2 cuts: no pieces, spaces as signs, one in front of the text, and “ки” one token."""
    tokenizer = Tokenizer(BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    special = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = BpeTrainer(vocab_size=VOCABULARY + 200, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator([*texts, *[" ки", "+", "-", "\n"] * 200], trainer)
    # Llama 2's has no pre-tokenizer; the training needs one, and leaves no token that would lie across two pieces.
    content = json.loads(tokenizer.to_str())
    content["pre_tokenizer"] = None
    content["added_tokens"] = [token for token in content["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def settings(tokenizer, **more):
    return COMMON | dict(vocab_size=len(tokenizer), max_position_embeddings=POSITIONS, bos_token_id=tokenizer.bos_token_id,
                         eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id) | more


def of_class(make, kind, tokenizer, **more):
    config = AutoConfig.for_model(kind, **settings(tokenizer, **more))
    config._attn_implementation = "eager"
    torch.manual_seed(11)
    return spread(make(config))


def logits(model, ids):
    with torch.no_grad():
        output = model(torch.tensor([ids]), use_cache=False)
    return (output if isinstance(output, torch.Tensor) else output.logits)[0].double()


def shepherd_text(tokenizer, question, steps):
    solution = "\n".join(f"{step} ки" for step in steps)
    ids = tokenizer.encode(f"{question} {solution}")
    tag = tokenizer.encode("ки")[-1]
    return ids, [place for place, one in enumerate(ids) if one == tag]


def math_shepherd(tokenizer, model, question, steps):
    """peiyi9979/math-shepherd-mistral-7b-prm."""
    plus, minus = tokenizer.encode("+ -", add_special_tokens=False)
    ids, places = shepherd_text(tokenizer, question, steps)
    return ids, places, logits(model, ids)[places][:, [plus, minus]].softmax(-1)[:, 0]


def llemma(tokenizer, model, question, steps):
    """The reward model of REBASE (arXiv 2408.00724)."""
    ids, places = shepherd_text(tokenizer, question, steps)
    return ids, places, logits(model, ids)[places].mean(-1).sigmoid()


def rlhflow(tokenizer, model, question, steps):
    """RLHFlow/Llama3.1-8B-PRM-Deepseek-Data: a chat that grows by a step, read three tokens before its end."""
    plus, minus = tokenizer.encode("+")[-1], tokenizer.encode("-")[-1]
    turns, places, scores, ids = [], [], [], []
    for step in steps:
        turns.append({"role": "user", "content": step if turns else f"{question} {step}"})
        turns.append({"role": "assistant", "content": "+"})
        ids = tokenizer.encode(tokenizer.apply_chat_template(turns, tokenize=False), add_special_tokens=False)
        places.append(len(ids) - 3)
        scores.append(logits(model, ids)[-3, [plus, minus]].softmax(-1)[0])
    return ids, places, torch.stack(scores)


def qwen_math(tokenizer, model, question, steps):
    """Qwen/Qwen2.5-Math-PRM-7B."""
    turns = [{"role": "system", "content": "Please reason step by step, and put your final answer within \\boxed{}."},
             {"role": "user", "content": question},
             {"role": "assistant", "content": "<extra_0>".join(steps) + "<extra_0>"}]
    ids = tokenizer.encode(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=False))
    tag = tokenizer.encode("<extra_0>")[0]
    places = [place for place, one in enumerate(ids) if one == tag]
    return ids, places, logits(model, ids)[places].softmax(-1)[:, 1]


def skywork(tokenizer, model, question, steps):
    """Skywork/Skywork-o1-Open-PRM-Qwen-2.5-1.5B: each step becomes tokens of its own."""
    ids, places = tokenizer.encode(tokenizer.bos_token + question + "\n"), []
    for step in steps:
        ids = ids + tokenizer.encode(step) + [tokenizer.encode("\n")[-1]]
        places.append(len(ids) - 1)
    return ids, places, logits(model, ids)[places][:, 0].sigmoid()


def math_psa(tokenizer, model, question, steps):
    """openreasoner/Math-psa."""
    plus, minus = tokenizer.encode(" + -")
    solution = "".join(f"{step} \n\n\n\n\n " for step in steps)
    ids = tokenizer.encode(f"{question} {solution}")
    tag = tokenizer.encode(" \n\n\n\n\n")[-1]
    places = [place for place, one in enumerate(ids) if one == tag]
    return ids, places, logits(model, ids)[places][:, [plus, minus]].softmax(-1)[:, 0]


def trl(tokenizer, model, question, steps):
    """What TRL's PRMTrainer makes of a problem and its steps."""
    ids, places = tokenizer.encode(question), []
    for step in steps:
        ids = ids + tokenizer.encode(step) + tokenizer.encode("\n")
        places.append(len(ids) - 1)
    return ids, places, logits(model, ids)[places].softmax(-1)[:, 1]


def own(tokenizer, model, question, steps):
    """The embedded PRM."""
    ids, places = [tokenizer.bos_token_id, *tokenizer.encode(f"{question}\n")], []
    for step in steps:
        ids = ids + [*tokenizer.encode(step), tokenizer.convert_tokens_to_ids("<step>")]
        places.append(len(ids) - 1)
    return ids, places, logits(model, ids)[places].softmax(-1)[:, 1]


def causal(config):
    return AutoModelForCausalLM.from_config(config, attn_implementation="eager")


def two_classes(config):
    return AutoModelForTokenClassification.from_config(config, attn_implementation="eager")


def families(texts):
    """Name of the folder, tokenizer, model, and how its publisher reads it."""
    llama = by_signs(texts)
    qwen = by_bytes(texts, "", ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<extra_0>"], CHATML, plain=[" +", " -"])
    begun = by_bytes(texts, "", ["<|endoftext|>"], bos="<|endoftext|>")
    broken = by_bytes(texts, "", ["<|endoftext|>"], plain=[" \n\n\n\n\n", " +", " -"])
    headed = by_bytes(texts, "{1,3}", ["<|eot_id|>", "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>"],
                      HEADERS, bos="<|begin_of_text|>")
    yield "math-shepherd-mistral-7b-prm", llama, of_class(causal, "mistral", llama, sliding_window=None), math_shepherd
    yield "llemma-7b-reward", llama, of_class(causal, "llama", llama), llemma
    yield "Llama3.1-8B-PRM-Deepseek-Data", headed, of_class(causal, "llama", headed, tie_word_embeddings=True), rlhflow
    yield "qwen-math-process-reward", qwen, of_class(Qwen2ForProcessRewardModel, "qwen2", qwen), qwen_math
    yield "Skywork-o1-Open-PRM", begun, of_class(Qwen2WithValueHead, "qwen2", begun), skywork
    yield "Math-psa", broken, of_class(causal, "qwen2", broken, tie_word_embeddings=True), math_psa
    yield "trained-with-trl", qwen, of_class(two_classes, "qwen2", qwen, num_labels=2), trl


def expected(read, tokenizer, model, solutions):
    said = []
    for question, steps in solutions:
        ids, places, scores = read(tokenizer, model, question, steps)
        assert len(places) == len(steps), (read.__name__, len(places), steps)
        said.append({"tokens": len(ids), "places": places, "ids": [ids[place] for place in places],
                     "scores": [round(float(score), 6) for score in scores]})
    return said


def write(path, content):
    path.write_text(json.dumps(content) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True, help="holds solutions.json: a list of {question, steps}")
    out = parser.parse_args().out
    solutions = [(one["question"], one["steps"]) for one in json.loads((out / "solutions.json").read_text())]
    texts = [text for question, steps in solutions for text in [question, *steps]]
    for name, tokenizer, model, read in families(texts):
        folder = out / name
        save(model, folder)
        tokenizer.save_pretrained(folder)
        write(folder / "expected.json", expected(read, tokenizer, model, solutions))
        print(name, sum(file.stat().st_size for file in folder.iterdir()), "bytes")
    tokenizer = PreTrainedTokenizerFast.from_pretrained(OWN)
    model = LlamaForTokenClassification.from_pretrained(OWN, attn_implementation="eager").eval()
    unknown = tokenizer.convert_tokens_to_ids("<unk>")
    spelt = [one for one in solutions if unknown not in tokenizer.encode("\n".join([one[0], *one[1]]))]
    write(out / "own-expected.json", [{"question": question, "steps": steps} | said for (question, steps), said
                                      in zip(spelt, expected(own, tokenizer, model, spelt))])


if __name__ == "__main__":
    main()
