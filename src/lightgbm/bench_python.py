"""The engines' benchmark with LightGBM's Python package, and a check that models cross-load.

Usage: bench_python.py DIRECTORY, where bench.ts has put job.json, features.f32, label.f32, group.i32
and one model and its predictions per engine (native.txt, native.f64, ...).
"""

import json
import pathlib
import resource
import sys
import time

import lightgbm
import numpy


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, {"wallSeconds": time.perf_counter() - wall, "cpuSeconds": time.process_time() - cpu}


def rate(rows, took):
    return {
        **took,
        "rowsPerSecond": rows / took["wallSeconds"],
        "rowsPerCpuSecond": rows / took["cpuSeconds"],
    }


def main(folder):
    job = json.loads((folder / "job.json").read_text())
    features = numpy.fromfile(folder / "features.f32", numpy.float32).reshape(-1, job["columns"])
    label = numpy.fromfile(folder / "label.f32", numpy.float32)
    group = numpy.fromfile(folder / "group.i32", numpy.int32)
    params = {**job["params"], "verbosity": -1}

    def train():
        data = lightgbm.Dataset(features, label, group=group, params=params)
        return lightgbm.train(params, data, job["iterations"])

    booster, training = timed(train)
    part = features[: job["predictRows"]]
    predict = lambda: timed(lambda: booster.predict(part, num_threads=job["params"]["num_threads"]))
    _, first = predict()
    mine, second = predict()
    differences = {}
    for model in folder.glob("*.txt"):
        theirs = numpy.fromfile(model.with_suffix(".f64"), numpy.float64)
        loaded = lightgbm.Booster(model_file=str(model))
        differences[model.stem] = float(numpy.abs(loaded.predict(part) - theirs).max())
    booster.save_model(folder / "python.model")
    mine.tofile(folder / "python.f64")
    print(json.dumps({
        "engine": "python",
        "version": lightgbm.__version__,
        "train": training,
        "firstPredict": rate(len(part), first),
        "predict": rate(len(part), second),
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "largestDifferenceOfModelsOf": differences,
    }))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
