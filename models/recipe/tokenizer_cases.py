"""Texts in many scripts, and the ids that Hugging Face's own tokenizers give them.

Knows: how texts are mixed, and how a vocabulary is made smaller for a sample in the tests.
Does not know: how the program reads a tokenizer.
"""
import argparse
import json
import random
from pathlib import Path

from tokenizers import Tokenizer

WORDS = {
    "latin": "The price of seven apples was twelve dollars naïve Straße façade coöperate don't we'll I'm It's THEY'VE "
             "garçon Übung œuvre Łódź İstanbul ﬁnance e\u0301te\u0301 x_1 snake_case camelCase",
    "cyrillic": "Сколько будет семь умножить на восемь Ответ сорок два её поезд ёлка Київ",
    "greek": "Πόσα μήλα έχει η Μαρία το άθροισμα είναι δώδεκα αβγ Ω ώρα",
    "arabic": "كم عدد التفاحات الجواب هو اثنا عشر مَدْرَسَة لا إله ٣٤٥ ۱۲۳",
    "hebrew": "כמה תפוחים יש לדוד התשובה היא שלוש שָׁלוֹם",
    "devanagari": "कुल कितने सेब हैं उत्तर बारह है १२३ हिन्दी क्षत्रिय",
    "han": "小明有十二个苹果 答案是四十二 第一步 數學 題目 漢字 龘",
    "kana": "りんごが三つあります こたえは カタカナ ﾊﾝｶｸ がぎぐ ゔ",
    "hangul": "사과가 열두 개 있습니다 정답은 마흔둘 한국어 각",
    "thai": "มีแอปเปิ้ลสิบสองผล คำตอบคือ ๑๒๓ ภาษาไทย",
    "armenian": "Պատասխանը տասներկու է խնձոր",
    "georgian": "პასუხი არის თორმეტი ვაშლი ᲥᲐᲠᲗᲣᲚᲘ",
    "numbers": "0 7 42 1234567890 3.14 1,000 ½ ¾ ² ³ ¹ x² ④ ⑳ ⅫⅠ Ⅳ ㊿ ٤ १ ๕ 𝟜 一 〇 10^6 0x1F 1e-5 ₂ H₂O ⒈",
    "signs": "+ − × ÷ = ≠ ≤ ∑ √2 π≈3 $5 €7 £ % ° → \\frac{1}{2} \\boxed{42} #### <<3+4=7>> {} [] () \" ' ’ … — – ·",
    "emoji": "🙂 👩‍👩‍👧 🇩🇪 ❤️ ✅ 🧮 👍🏽",
    "code": "for(int i=0;i<n;i++) def f(x): return x**2 a[i]+=1; <b>bold</b> </think> <|im_end|> <end_of_turn> <eos> <table> "
            "&amp; https://example.org/a?b=c",
}
SPACES = [" ", " ", " ", " ", "  ", "   ", "\n", "\n\n", "\t", " \n", "\r\n", "\u00a0", "\u3000", "\u2009", "\n\n\n\n", "    ", "\u0085",
          "\ufeff", "\u200b", ""]


def texts(count, seed=7):
    """Half are runs of one script, half are mixed; every word stands alone at least once."""
    draw = random.Random(seed)
    words = {name: text.split(" ") for name, text in WORDS.items()}
    every = [word for some in words.values() for word in some]
    found = ["", " ", "\n", "  two  spaces  ", " leading", "trailing ", *every, *(" " + word for word in every)]
    while len(found) < count:
        some = every if draw.random() < 0.5 else words[draw.choice(list(words))]
        found.append("".join(draw.choice(some) + draw.choice(SPACES) for _ in range(draw.randint(2, 12))))
    return found[:count]


def reduced(files, size):
    """The first `size` tokens of a vocabulary with the letters of the texts, numbered anew, and the merges among them."""
    vocabulary, letters = files["model"]["vocab"], set("".join(WORDS.values())) | {"▁", "\ufeff"}
    kept = sorted((id, token) for token, id in vocabulary.items() if id < size or token in letters)
    numbers = {token: number for number, (_, token) in enumerate(kept)}
    merges = [m if isinstance(m, list) else m.split(" ", 1) for m in files["model"]["merges"]]
    merges = [m for m in merges if m[0] in numbers and m[1] in numbers and "".join(m) in numbers]
    added = [token | {"id": numbers[token["content"]]} for token in files["added_tokens"] if token["content"] in numbers]
    return files | {"added_tokens": added, "post_processor": None, "model": files["model"] | {"vocab": numbers, "merges": merges}}


def case(tokenizer, text):
    """The ids of a text, and the text of the ids where it is another."""
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    back = tokenizer.decode(ids, skip_special_tokens=True)
    return {"text": text, "ids": ids} | ({} if back == text else {"back": back})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokenizer", type=Path, required=True, help="a tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--size", type=int, help="make the vocabulary this small, and keep it with the texts")
    options = parser.parse_args()
    files = json.loads(options.tokenizer.read_text())
    if options.size:
        files = reduced(files, options.size)
    tokenizer = Tokenizer.from_str(json.dumps(files))
    cases = [case(tokenizer, text) for text in texts(options.count)]
    content = {"tokenizer": files, "cases": cases} if options.size else cases
    options.out.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(options.out, len(cases), "texts,", sum(len(case["ids"]) for case in cases), "tokens")


if __name__ == "__main__":
    main()
