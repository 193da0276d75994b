"""Solutions with one made-up mistake, for the reward model's first training.

Knows: the kinds of mistake (a result, an operand, an operation, a step left out, a wrong or early
answer) and how a solution goes on from a wrong number.
Does not know: which lines are right (problem.labels says so), tokens, models.
"""
from problem import LIMIT, apply, log_uniform


def near(rng, n):
    """A number that is not `n` but looks like it: a digit changed, a carry lost, a digit too many."""
    while True:
        text = str(n)
        kind = rng.random()
        if kind < 0.5:
            place = rng.randrange(len(text))
            other = int(text[:place] + rng.choice("0123456789") + text[place + 1:])
        elif kind < 0.9:
            other = n + rng.choice((-1, 1)) * rng.choice((1, 1, 2, 9, 10, 10, 20, 90, 100, 100, 200, 1000))
        elif kind < 0.95:
            other = int(text[::-1])
        else:
            other = int(text[:-1] or 0) if rng.random() < 0.5 else n * 10 + rng.randrange(10)
        if other != n and 0 < other <= LIMIT:
            return other


def changed(rng, operation, numbers):
    """The operation (a, op, b, c) with one thing wrong."""
    a, op, b, c = operation
    kind = rng.random()
    if kind < 0.6:
        return a, op, b, near(rng, c)
    if kind < 0.75:
        other = rng.choice([x for x in "+-*/" if x != op])
        return a, other, b, apply(a, other, b) or near(rng, c)
    wrong = rng.choice(numbers) if rng.random() < 0.7 else near(rng, rng.choice((a, b)))
    a, b = (wrong, b) if rng.random() < 0.5 else (a, wrong)
    return a, op, b, apply(a, op, b) or log_uniform(rng, 2, LIMIT)


def mistaken(rng, problem):
    """The lines of a solution that goes wrong at one place and then on, sometimes to the end."""
    written = {n for a, _, b, c in problem.operations for n in (a, b, c)}
    numbers = sorted(written | {int(w.strip(".,")) for w in problem.question.split() if w.strip(".,").isdigit()})
    at = rng.randrange(len(problem.steps) + 1)
    left_out = rng.random() < 0.12
    lines, new = [], {}
    for i, (step, operation) in enumerate(zip(problem.steps, problem.operations)):
        if i == at and left_out:
            new[operation[3]] = operation[0]
            continue
        a, op, b, c = operation
        wrong = operation
        if i == at:
            wrong = changed(rng, operation, numbers)
        elif i > at:
            x, y = new.get(a, a), new.get(b, b)
            wrong = x, op, y, apply(x, op, y) or log_uniform(rng, 2, LIMIT)
        new[c] = wrong[3]
        text = step.split(": ", 1)[1].replace("{} {} {} = {}".format(*operation), "{} {} {} = {}".format(*wrong))
        lines.append(f"Step {len(lines) + 1}: {text}")
        if i >= at and rng.random() < 0.4:
            return lines
    answer = new.get(problem.answer, problem.answer)
    if at == len(problem.steps):
        answer = rng.choice(numbers) if rng.random() < 0.5 else near(rng, answer)
        if rng.random() < 0.3 and len(lines) > 1:
            lines = lines[:rng.randrange(1, len(lines))]
    return [*lines, f"The answer is: {answer}"]
