"""Reads runs back through MLflow's own Python client and scores with its LightGBM flavor.

Usage: python read_back.py URL EXPERIMENT ROWS.json
Prints one JSON object: runs by our run id, registered versions, and scores of ROWS by flavor.
"""
import hashlib
import json
import os
import sys
import tempfile

import mlflow
import pandas as pd
from mlflow import MlflowClient


def files_below(client, run_id, path=None):
    for entry in client.list_artifacts(run_id, path):
        if entry.is_dir:
            yield from files_below(client, run_id, entry.path)
        else:
            yield entry.path


def read_run(client, run, folder):
    run_id = run.info.run_id
    metrics = {}
    for key in run.data.metrics:
        history = client.get_metric_history(run_id, key)
        metrics[key] = sorted([m.step, m.value, m.timestamp] for m in history)
    artifacts = {}
    for path in files_below(client, run_id):
        local = client.download_artifacts(run_id, path, folder)
        with open(local, "rb") as file:
            artifacts[path] = hashlib.sha256(file.read()).hexdigest()
    return {
        "run_id": run_id,
        "status": run.info.status,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": metrics,
        "artifacts": artifacts,
        "inputs": [[i.dataset.name, i.dataset.digest] for i in run.inputs.dataset_inputs],
    }


def scores(uri, rows):
    frame = pd.DataFrame(rows["rows"], columns=rows["columns"], dtype="float64")
    booster = mlflow.lightgbm.load_model(uri)
    function = mlflow.pyfunc.load_model(uri)
    return {
        "lightgbm": booster.predict(frame.to_numpy()).tolist(),
        "python_function": list(map(float, function.predict(frame))),
        "inputs": [column.name for column in function.metadata.signature.inputs],
        "example": list(function.input_example.columns) if function.input_example is not None else [],
    }


def main():
    url, experiment_name, rows_file = sys.argv[1:4]
    mlflow.set_tracking_uri(url)
    client = MlflowClient()
    experiment = client.get_experiment_by_name(experiment_name)
    found = client.search_runs([experiment.experiment_id], max_results=1000)
    with tempfile.TemporaryDirectory() as folder:
        runs = []
        for run in found:
            place = os.path.join(folder, run.info.run_id)
            os.mkdir(place)
            runs.append(read_run(client, run, place))
    versions = [
        {
            "name": v.name,
            "version": str(v.version),
            "run_id": v.run_id,
            "status": v.status,
            "tags": v.tags,
            "aliases": list(client.get_model_version(v.name, v.version).aliases),
        }
        for v in client.search_model_versions()
    ]
    with open(rows_file) as file:
        rows = json.load(file)
    scored = {
        f"{v['name']}/{v['version']}": scores(f"models:/{v['name']}/{v['version']}", rows)
        for v in versions
    }
    by_alias = {
        alias: scores(f"models:/{v['name']}@{alias}", rows)["lightgbm"]
        for v in versions
        for alias in v["aliases"]
    }
    print(json.dumps({"runs": runs, "versions": versions, "scores": scored, "by_alias": by_alias}))


main()
