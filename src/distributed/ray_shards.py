"""Runs the shards of a ranking as Ray tasks, one `helix recommend --shard i/n` each, and kills the
worker process of one of them on the way. Ray runs that shard again; finished buckets stay.

usage: ray_shards.py '{"command": [...], "shards": 8, "workers": 2, "notes": "/folder", "kill": true}'
The last line of standard output is one JSON object.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import ray


@ray.remote(num_cpus=1, max_retries=3)
def shard(index, of, command, notes):
    child = subprocess.Popen(
        [*command, "--shard", f"{index}/{of}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    note = Path(notes) / f"{index}-{os.getpid()}.json"
    partial = note.with_suffix(".part")
    partial.write_text(json.dumps({"shard": index, "worker": os.getpid(), "child": child.pid}))
    partial.rename(note)
    out, err = child.communicate()
    if child.returncode != 0:
        raise RuntimeError(f"shard {index} ended with {child.returncode}: {err.decode()[-500:]}")
    return {"shard": index, "worker": os.getpid(), "summary": json.loads(out.decode().splitlines()[-1])}


def attempts(notes):
    return [json.loads(path.read_text()) for path in sorted(Path(notes).glob("*.json"))]


def kill_one(notes, seconds):
    """Kills the worker and its child process as soon as a shard is under way."""
    deadline = time.time() + seconds
    while time.time() < deadline:
        for attempt in attempts(notes):
            try:
                os.kill(attempt["worker"], signal.SIGKILL)
                os.kill(attempt["child"], signal.SIGKILL)
                return attempt
            except ProcessLookupError:
                continue
        time.sleep(0.02)
    raise RuntimeError(f"no shard was under way within {seconds} s")


def main():
    job = json.loads(sys.argv[1])
    ray.init(
        address="local",
        num_cpus=job["workers"],
        include_dashboard=False,
        object_store_memory=100_000_000,
        log_to_driver=False,
        logging_level="error",
    )
    tasks = [
        shard.remote(index, job["shards"], job["command"], job["notes"])
        for index in range(1, job["shards"] + 1)
    ]
    killed = kill_one(job["notes"], 120) if job["kill"] else None
    results = ray.get(tasks)
    ray.shutdown()
    print(json.dumps({"ray": ray.__version__, "killed": killed, "results": results,
                      "attempts": attempts(job["notes"])}))


main()
