"""A problem: its numbers, its operations, its worked solution, its split and its step labels.

Knows: the task language (levels 1..5 have 2..6 operations), the operand ranges, how a question
is assigned to train / validation / test, and when a sampled step is right.
Does not know: tokens, models, files. Standard library only.
"""
import hashlib
import math
import random
import re
from dataclasses import dataclass

from stories import NAMES, families

LEVELS = (1, 2, 3, 4, 5)
LIMIT = 9999
SMALL_FACTORS = (11, 12, 15, 20)
SPLITS = ("train", "validation", "test")
FAMILIES = families()
EQUATION = re.compile(r"(\d+) ([-+*/]) (\d+) = (\d+)")
ANSWER = re.compile(r"^The answer is: (\d+)$")


@dataclass(frozen=True)
class Problem:
    level: int
    family: str
    question: str
    steps: tuple       # the worked steps, one line each, without the answer line
    operations: tuple  # (a, op, b, c) in the order of the steps
    answer: int

    @property
    def solution(self):
        return "\n".join((*self.steps, f"The answer is: {self.answer}"))

    @property
    def split(self):
        return split_of(self.question)


def split_of(question):
    """96 % train, 2 % validation, 2 % test, decided by the text of the question alone."""
    bucket = int.from_bytes(hashlib.sha256(question.encode()).digest()[:4], "big") % 50
    return "test" if bucket == 0 else "validation" if bucket == 1 else "train"


def apply(a, op, b):
    """The result of one operation, or None where it has no positive integer result in range."""
    if op == "/":
        result = a // b if b and a % b == 0 else None
    else:
        result = {"+": a + b, "-": a - b, "*": a * b}[op]
    return result if result is not None and 0 < result <= LIMIT else None


def log_uniform(rng, low, high):
    """Every order of magnitude equally likely; most numbers get two or three digits."""
    return min(high, int(math.exp(rng.uniform(math.log(low), math.log(high + 1)))))


def factors(rng):
    """One digit by two digits, or (one time in five) two digits by a small two-digit factor."""
    if rng.random() < 0.2:
        return rng.choice(SMALL_FACTORS), rng.randint(10, 99)
    return rng.randint(2, 9), rng.randint(10, 99)


def operands(rng, op):
    """Fresh operands of one operation, as drawn for opening sentences and for drills."""
    if op == "*":
        return factors(rng)
    if op == "/":
        divisor = rng.randint(2, 12)
        return divisor * log_uniform(rng, 3, 99), divisor
    if op == "+":
        return log_uniform(rng, 5, 2999), log_uniform(rng, 3, 2999)
    a = log_uniform(rng, 8, LIMIT if rng.random() < 0.3 else 999)
    return a, log_uniform(rng, 2, a - 1)


def second_operand(rng, op, value):
    """The number that joins the running value, or None where this operation does not fit it."""
    if op == "+":
        return log_uniform(rng, 3, min(2999, LIMIT - value)) if value < LIMIT - 3 else None
    if op == "-":
        return log_uniform(rng, 2, min(2999, value - 1)) if value > 4 else None
    if op == "*":
        if not 10 <= value <= 99:
            return None
        return rng.choice(SMALL_FACTORS) if rng.random() < 0.2 else rng.randint(2, 9)
    fitting = [d for d in range(2, 13) if value % d == 0 and 2 <= value // d <= 99]
    return rng.choice(fitting) if fitting else None


def draw(rng, level):
    """One problem of a level; the caller looks after the split."""
    while True:
        problem = attempt(rng, level)
        if problem:
            return problem


def attempt(rng, level):
    family = rng.choice(tuple(FAMILIES))
    kinds = FAMILIES[family]
    name = rng.choice(NAMES)
    sentences, texts, operations = [], [], []

    def tell(line, **numbers):
        sentences.append(line[0].format(A=name, **numbers))

    def work(text, a, op, b):
        c = apply(a, op, b)
        if c is not None:
            operations.append((a, op, b, c))
            texts.append(text.format(eq=f"{a} {op} {b} = {c}"))
        return c

    opening = rng.choice(("open", "open*", "open*", "open+", "open-"))
    line = rng.choice(kinds[opening])
    if opening == "open":
        value = log_uniform(rng, 10, 1999)
        tell(line, a=value)
    else:
        a, b = operands(rng, opening[-1])
        tell(line, a=a, b=b)
        value = work(line[1], a, opening[-1], b)
    wanted = level + 1
    last = None
    while len(operations) < wanted:
        kind = rng.choice(("+", "-", "*", "*", "/", "/", "*+", "*-"))
        line = rng.choice(kinds[kind])
        if len(kind) == 2:
            if len(operations) + 2 > wanted:
                continue
            b, c = rng.randint(2, 9), rng.randint(10, 99)
            group = b * c
            if apply(value, kind[1], group) is None:
                if kind == "*-":
                    continue
                return None
            tell(line, b=b, c=c)
            value = work(line[2], value, kind[1], work(line[1], b, "*", c))
        else:
            b = second_operand(rng, kind, value)
            if b is None or apply(value, kind, b) is None or line == last or (kind, last) == ("/", "*"):
                continue
            tell(line, b=b)
            value = work(line[1], value, kind, b)
        last = line if len(kind) == 1 and kind in "+-" else kind
    if level >= 3 and rng.random() < 0.6:
        noise = rng.choice(kinds["noise"])[0].format(A=name, n=rng.randint(3, 95))
        sentences.insert(rng.randint(1, len(sentences)), noise)
    sentences.append(rng.choice(kinds["ask"])[0].format(A=name))
    steps = tuple(f"Step {i}: {text}" for i, text in enumerate(texts, 1))
    return Problem(level, family, " ".join(sentences), steps, tuple(operations), value)


def problems(split, level, count, seed):
    """`count` different problems of one level and one split, always the same for the same seed."""
    rng = random.Random(f"{split}/{level}/{seed}")
    seen = set()
    while len(seen) < count:
        problem = draw(rng, level)
        if problem.split == split and problem.question not in seen:
            seen.add(problem.question)
            yield problem


def drill(rng):
    """One bare equation (a, op, b, c) from the same ranges as the steps."""
    while True:
        op = rng.choice("++--**/")
        a, b = operands(rng, op)
        if op == "*" and rng.random() < 0.5:
            a, b = b, a
        c = apply(a, op, b)
        if c is not None:
            return a, op, b, c


def labels(problem, lines):
    """One boolean a line of a sampled solution: is everything up to and including it right?

    A step is right if all before it are, and its equation is an operation of the problem that is
    still to be done (operands may change places in + and *). The answer line is right if nothing
    is left to do and the number is the answer.
    """
    left = list(problem.operations)
    good, result = True, []
    for line in lines:
        answer = ANSWER.match(line)
        if answer:
            good = good and not left and int(answer.group(1)) == problem.answer
        else:
            equations = EQUATION.findall(line)
            match = None
            if len(equations) == 1:
                a, op, b, c = equations[0]
                a, b, c = int(a), int(b), int(c)
                for operation in ((a, op, b, c), (b, op, a, c) if op in "+*" else None):
                    if operation in left:
                        match = operation
                        break
            good = good and match is not None
            if good:
                left.remove(match)
        result.append(good)
    return result
