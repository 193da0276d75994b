"""Writes models/catalog.json from the folders that are there.

Knows: which folders and problem files belong to the catalog. Does not know: how they were made.
"""
import hashlib
import json
from pathlib import Path

from safetensors.numpy import load_file

from weights import WEIGHTS_FILE

ROOT = Path(__file__).resolve().parent.parent
# The first of a role is the one that the program offers first.
MODELS = (("arithmetic-policy-1m", "Arithmetic 1M", "policy"),
          ("arithmetic-policy-400k", "Arithmetic 400K", "policy"),
          ("arithmetic-policy-6m", "Arithmetic 6M", "policy"),
          ("arithmetic-prm-2m", "Arithmetic PRM 2M", "verifier"))
DATASETS = (("arithmetic-test", "Arithmetic word problems, test", "problems/test.jsonl"),)


def model(folder, name, role):
    config = json.loads((ROOT / folder / "config.json").read_text())
    file = ROOT / folder / WEIGHTS_FILE
    content = file.read_bytes()
    parameters = sum(value.size for value in load_file(file).values())
    reward = ROOT / folder / "process_reward_config.json"
    meant = {"meantFor": json.loads(reward.read_text())["meant_for"]} if role == "verifier" else {}
    return {"id": folder, "name": name, "role": role, "folder": folder,
            "parameters": parameters, "layers": config["num_hidden_layers"],
            "width": config["hidden_size"], "licence": "Apache-2.0",
            "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), **meant}


def dataset(name, title, file):
    count = len((ROOT / file).read_text().splitlines())
    return {"id": name, "name": title, "file": file, "problems": count}


def main():
    catalog = {"schema": "espalier-model-catalog", "version": 1,
               "models": [model(*entry) for entry in MODELS],
               "datasets": [dataset(*entry) for entry in DATASETS]}
    (ROOT / "catalog.json").write_text(json.dumps(catalog, indent=2) + "\n")


if __name__ == "__main__":
    main()
