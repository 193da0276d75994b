"""Runs one pass of a delta graph for the logits of all places.

Knows: that older graphs give all anyhow, and newer ones those that are asked for.
Does not know: caches or what is made of the answer.
"""
import numpy as np


def run(session, ids, lengths, positions, past):
    """All outputs by name, of tokens [rows, chunk] behind a cache; logits are [rows, chunk, classes]."""
    feeds = {"input_ids": ids, "past_lengths": lengths, "position_ids": positions, **past}
    if "logit_places" in {i.name for i in session.get_inputs()}:
        feeds["logit_places"] = np.arange(ids.size)
    names = [o.name for o in session.get_outputs()]
    out = dict(zip(names, session.run(names, feeds)))
    out["logits"] = out["logits"].reshape(*ids.shape, -1)
    return out
