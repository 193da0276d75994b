"""Tests of the recipe: generator, splits, labels, tokenizer. No training, no downloads."""
import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import grouped_query_graph
import tiny_folder
from check_forms import expected, grouped
from data import LOSS
from export import load_model, write
from mistakes import mistaken
from grow import grow
from model import Llama, Size, packed
from problem import EQUATION, LEVELS, LIMIT, SPLITS, Problem, apply, draw, drill, labels, problems, split_of
from quantise import pack, unpack
from reward_data import ID, KNOWN, RIGHT, Marker
from tokenizer import load

TOKENIZERS = sorted(Path(__file__).resolve().parent.parent.glob("*/tokenizer.json"))


def some(level, count=200, seed=5):
    rng = random.Random(seed)
    return [draw(rng, level) for _ in range(count)]


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_seed_gives_the_same_problems(level):
    assert list(problems("validation", level, 5, 1)) == list(problems("validation", level, 5, 1))
    assert list(problems("validation", level, 5, 1)) != list(problems("validation", level, 5, 2))


@pytest.mark.parametrize("level", LEVELS)
def test_every_step_shows_its_operation_and_every_operation_is_right(level):
    for problem in some(level):
        assert len(problem.operations) == len(problem.steps) == level + 1
        for number, (step, (a, op, b, c)) in enumerate(zip(problem.steps, problem.operations), 1):
            assert step.startswith(f"Step {number}: ")
            assert apply(a, op, b) == c and 0 < c <= LIMIT
            assert EQUATION.findall(step) == [(str(a), op, str(b), str(c))]
        assert problem.operations[-1][3] == problem.answer
        assert problem.solution.endswith(f"\nThe answer is: {problem.answer}")


@pytest.mark.parametrize("level", LEVELS)
def test_every_operand_is_told_or_computed_before(level):
    for problem in some(level):
        known = set(map(int, re.findall(r"\d+", problem.question)))
        for a, _, b, c in problem.operations:
            assert {a, b} <= known
            known.add(c)


def test_operations_without_a_positive_integer_in_range_have_no_result():
    assert apply(7, "/", 2) is None and apply(3, "-", 3) is None and apply(9999, "+", 1) is None
    assert apply(84, "/", 12) == 7 and apply(99, "*", 20) == 1980


def test_drills_are_right():
    rng = random.Random(3)
    seen = [drill(rng) for _ in range(2000)]
    assert all(apply(a, op, b) == c for a, op, b, c in seen)
    assert {op for _, op, _, _ in seen} == set("+-*/")


def test_the_splits_share_no_question():
    parts = {split: {p.question for level in LEVELS for p in problems(split, level, 40, 9)} for split in SPLITS}
    for one in SPLITS:
        assert all(split_of(question) == one for question in parts[one])
        for other in SPLITS:
            assert one == other or not parts[one] & parts[other]


BRANCHED = Problem(2, "x", "?", ("", "", ""), ((4, "*", 17, 68), (3, "*", 20, 60), (68, "+", 60, 128)), 128)


@pytest.mark.parametrize("lines, wanted", [
    (["Step 1: 4 * 17 = 68.", "Step 2: 3 * 20 = 60.", "Step 3: 68 + 60 = 128.", "The answer is: 128"], [1, 1, 1, 1]),
    (["Step 1: 20 * 3 = 60.", "Step 2: 17 * 4 = 68.", "Step 3: 60 + 68 = 128.", "The answer is: 128"], [1, 1, 1, 1]),
    (["Step 1: 4 * 17 = 78.", "Step 2: 3 * 20 = 60.", "Step 3: 78 + 60 = 138.", "The answer is: 138"], [0, 0, 0, 0]),
    (["Step 1: 4 * 17 = 68.", "Step 2: 4 * 17 = 68.", "Step 3: 68 + 60 = 128.", "The answer is: 128"], [1, 0, 0, 0]),
    (["Step 1: 4 * 17 = 68.", "The answer is: 128"], [1, 0]),
    (["Step 1: 4 * 17 = 68.", "Step 2: 3 * 20 = 60.", "Step 3: 68 + 60 = 128.", "The answer is: 129"], [1, 1, 1, 0]),
    (["Step 1: 4 * 17 = 68 and 3 * 20 = 60.", "Step 2: nothing"], [0, 0]),
])
def test_labels(lines, wanted):
    assert labels(BRANCHED, lines) == [bool(w) for w in wanted]


def test_minus_and_divide_are_not_turned_round():
    problem = Problem(1, "x", "?", ("", ""), ((84, "/", 12, 7), (9, "-", 7, 2)), 2)
    assert labels(problem, ["84 / 12 = 7", "7 - 9 = 2"]) == [True, False]


def test_the_worked_solution_is_right_throughout():
    assert all(all(labels(p, p.solution.split("\n"))) for level in LEVELS for p in some(level, 50))


@pytest.mark.parametrize("path", TOKENIZERS, ids=lambda p: p.parent.name)
def test_tokenizer_round_trip(path):
    tokenizer = pytest.importorskip("tokenizers").Tokenizer.from_file(str(path))
    assert tokenizer.get_vocab_size() <= 512
    printable = "".join(map(chr, range(32, 127))) + "\n"
    texts = [printable] + [p.question + "\n" + p.solution for level in LEVELS for p in some(level, 50)]
    unknown = tokenizer.token_to_id("<unk>")
    for text in texts:
        ids = tokenizer.encode(text).ids
        assert tokenizer.decode(ids, skip_special_tokens=False) == text and unknown not in ids
    assert unknown in tokenizer.encode("\u6f22").ids
    assert tokenizer.encode("411").tokens == ["4", "1", "1"]
    assert " * " in tokenizer.encode("4 * 17 = 68").tokens


def test_a_mistaken_solution_is_wrong_from_one_line_on():
    rng = random.Random(3)
    wrong = 0
    for level in LEVELS:
        for problem in some(level, 60):
            lines = mistaken(rng, problem)
            marks = labels(problem, lines)
            assert marks == sorted(marks, reverse=True)
            wrong += not marks[-1]
    assert wrong > 0.9 * 60 * len(LEVELS)


@pytest.mark.parametrize("path", TOKENIZERS[:1], ids=lambda path: path.parent.name)
def test_marks_say_where_a_solution_goes_wrong(path):
    marker = Marker(load(path))
    problem = Problem(1, "apples", "Ann has 12 apples. Ann buys 30 more. How many?", (), ((12, "+", 30, 42),), 42)
    row = marker.solution(problem.question, ["Step 1: 12 + 30 = 43 apples.", "The answer is: 43"], [0, 0],
                          problem.operations, problem.answer)
    marks = [(marker.tokenizer.id_to_token(t & ID), bool(t & RIGHT)) for t in row if t & KNOWN]
    assert marks == [("1", True), ("2", True), (" + ", True), ("3", True), ("0", True), (" = ", True),
                     ("4", True), ("3", False), ("<step>", False), ("<step>", False)]
    assert not any(t & LOSS for t in row)
    right = marker.solution(problem.question, problem_lines := ["Step 1: 12 + 30 = 42 apples.", "The answer is: 42"],
                            labels(problem, problem_lines), problem.operations, problem.answer)
    assert all(t & RIGHT for t in right if t & KNOWN)
    steps = [t for t in right if t & ID == marker.step]
    assert len(steps) == 2 and all(t & LOSS and t & RIGHT for t in steps)


def some_weights(heads, key_value_heads, vocabulary=40):
    return tiny_folder.weights(replace(tiny_folder.SIZE, heads=heads, key_value_heads=key_value_heads, vocabulary=vocabulary))


@pytest.mark.parametrize("heads, key_value_heads", [(4, 4), (6, 2)])
def test_the_grouped_query_graph_equals_the_pass_in_double_precision(heads, key_value_heads):
    onnxruntime = pytest.importorskip("onnxruntime")
    weights = some_weights(heads, key_value_heads)
    session = onnxruntime.InferenceSession(grouped_query_graph.build(weights).SerializeToString())
    for ids in (list(range(5, 25)), list(range(30, 12, -1)), [7] * 12):
        assert abs(grouped(session, weights.shape, ids) - expected(weights, ids)).max() < 1e-4


@pytest.mark.parametrize("classes, half", [(0, False), (0, True), (2, False)])
@torch.no_grad()
def test_transformers_reads_an_exported_folder_and_says_the_same(classes, half, tmp_path):
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(5)
    model = Llama(Size(width=32, layers=2, heads=2, hidden=48, positions=64), classes).eval()
    write(model, TOKENIZERS[0].parent, tmp_path, half)
    kind = transformers.AutoModelForTokenClassification if classes else transformers.AutoModelForCausalLM
    read = kind.from_pretrained(tmp_path, dtype=torch.float32)
    back = load_model(tmp_path)
    ids = torch.randint(2, 500, (1, 24))
    causal = torch.full((24, 24), float("-inf")).triu(1)[None, None]
    wanted = back(ids, torch.arange(24)[None], causal)
    assert abs(read(ids).logits - wanted).max() < 1e-4
    # Half precision in the file is all that may differ from what was exported.
    assert abs(model(ids, torch.arange(24)[None], causal) - wanted).max() < (1e-2 if half else 1e-6)


def test_a_gguf_file_gives_its_weights_back(tmp_path):
    gguf = pytest.importorskip("gguf")
    from gguf_weights import read, write
    weights = some_weights(2, 1)  # as wide as its heads together, as llama.cpp wants it
    tokenizer = {"added_tokens": [{"id": 0, "content": "<a>"}], "model": {"vocab": {"<a>": 0, " ": 1}, "merges": []}}
    write(tmp_path / "some.gguf", weights, tokenizer, "some")
    back = read(gguf.GGUFReader(tmp_path / "some.gguf"))
    assert back.shape == weights.shape and back.head is None
    assert (back.embedding == weights.embedding).all() and (back.norm == weights.norm).all()
    for one, other in zip(back.layers, weights.layers):
        assert all((getattr(one, name) == value).all() for name, value in vars(other).items())


@pytest.mark.parametrize("bits", [4, 8])
def test_a_packed_matrix_is_right_to_a_step(bits):
    matrix = np.random.default_rng(3).normal(size=(70, 9)).astype(np.float32)
    numbers, scales = pack(matrix, bits)
    error = abs(unpack(numbers, scales, bits, 70) - matrix)
    assert numbers.shape == (9, 3, 32 * bits // 8)
    # The number for the largest weight's negative is missing, so that one is a whole step off.
    assert (error.T <= 1.001 * abs(scales).repeat(32, axis=1)[:, :70]).all() and np.median(error / abs(matrix).max()) < 0.05


@torch.no_grad()
def test_a_grown_policy_computes_the_same_and_can_learn_everywhere():
    torch.manual_seed(3)
    small, large = Size(16, 2, 2, 24, 32, 64), Size(32, 3, 4, 40, 32, 64)
    model, ids = Llama(small), torch.randint(2, 32, (2, 12))
    model.embedding.mul_(50)  # as large as trained ones, beside which the norm's epsilon is nothing
    wide = grow(model, large)
    place = packed(ids, bos=1)
    assert wide.size == large
    assert (wide(ids, *place) - model(ids, *place)).abs().max() < 1e-3  # logits up to 10
    with torch.enable_grad():
        wide(ids, *place).logsumexp(-1).sum().backward()
    assert all(getattr(wide, name).grad.abs().amax((1, 2)).min() > 0 for name in ("o", "down"))
    assert wide.embedding.grad[ids[0, 0], small.width:].abs().max() > 0
