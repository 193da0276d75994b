"""Runs the server of llama.cpp, as xllamacpp brings it, until its standard input ends.

Prints one line of JSON: version, address and pid. Arguments: file, threads, slots, tokens of a slot.
"""
import importlib.metadata
import json
import os
import sys
import tempfile

import xllamacpp

model, threads, slots, positions = sys.argv[1], *map(int, sys.argv[2:])
params = xllamacpp.CommonParams()
params.model.path = model
params.n_parallel = slots
params.n_ctx = slots * positions
params.n_gpu_layers = 0
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
params.n_threads_http = slots + 2
params.endpoint_slots = True
# Without a place to save them to, slots cannot be erased either.
params.slot_save_path = tempfile.gettempdir() + os.sep
params.cache_ram_mib = 0
params.hostnames = ["127.0.0.1"]
params.port = 0
params.verbosity = -1
server = xllamacpp.Server(params)
print(json.dumps({"version": importlib.metadata.version("xllamacpp"), "address": server.listening_address,
                  "pid": os.getpid()}), flush=True)
sys.stdin.read()
os._exit(0)
