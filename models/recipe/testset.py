"""Writes test.jsonl: 100 test problems of each level in GSM8K's fields.

Knows: ids, order (by level), the seed. Does not know: models.
"""
import json
import sys
from pathlib import Path

from problem import LEVELS, problems


def main(path):
    lines = []
    for level in LEVELS:
        for number, problem in enumerate(problems("test", level, 100, seed=71), 1):
            lines.append(json.dumps({
                "id": f"L{level}-{number:03d}", "question": problem.question,
                "answer": problem.solution + f"\n#### {problem.answer}", "level": level}))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    print(len(lines), "problems")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
