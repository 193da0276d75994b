"""The tokenizer: learns the vocabulary and writes tokenizer.json.

Knows: how text falls into pieces (digits alone, operators with their spaces, words with the space
before them and, in front of a digit, the space behind them), the special tokens, the size.
Does not know: what the texts mean, or any model.
"""
import json
import random
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from problem import LEVELS, draw

VOCABULARY = 512
UNK, BOS, EOS, PAD, STEP = SPECIAL = ("<unk>", "<bos>", "<eos>", "<pad>", "<step>")
PIECES = r" [-+*/=] |[0-9]|\n| ?[A-Za-z]+(?: (?=[0-9]))?|[:,] (?=[0-9])|[^A-Za-z0-9\n]"
PRINTABLE = ["\n"] + [chr(code) for code in range(32, 127)]


def train(texts):
    tokenizer = Tokenizer(models.BPE(unk_token=UNK))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(PIECES), "isolated")
    tokenizer.decoder = decoders.Fuse()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, initial_alphabet=PRINTABLE, limit_alphabet=len(PRINTABLE), show_progress=False,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def load(path):
    return Tokenizer.from_file(str(path))


def texts(count, seed):
    rng = random.Random(seed)
    for i in range(count):
        problem = draw(rng, LEVELS[i % len(LEVELS)])
        if problem.split == "train":
            yield problem.question + "\n" + problem.solution + "\n"


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = train(texts(30000, seed=11))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": UNK, "bos_token": BOS, "eos_token": EOS, "pad_token": PAD,
        "additional_special_tokens": [STEP],
        "add_bos_token": False, "add_eos_token": False,
        "clean_up_tokenization_spaces": False, "model_max_length": 512, "padding_side": "right",
        "prompt_note": "No chat template. Prompt ids = <bos> + encode(question + newline).",
    }, indent=2) + "\n")
    print("vocabulary", tokenizer.get_vocab_size())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
