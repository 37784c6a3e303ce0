"""Runs one notebook in the Deno kernel, cell by cell, and stops at the first cell that fails.

    python execute.py IN.ipynb OUT.ipynb FOLDER

FOLDER is the kernel's working directory. OUT.ipynb holds what was reached, also after a failure.
Standard output has one JSON object per line: {"cells": n} once, {"cell": i} when code cell i
(from 1) begins, {"failed": {...}} at a failure. Exit code 0 done, 3 a cell failed.
"""

import json
import os
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError


def tell(message):
    print(json.dumps(message), flush=True)


def save(notebook, path):
    fresh = f"{path}.{os.getpid()}.tmp"
    nbformat.write(notebook, fresh)
    os.replace(fresh, path)


def main(source, target, folder):
    notebook = nbformat.read(source, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code:
        cell.outputs, cell.execution_count = [], None
    number = {"now": 0}

    def begin(cell, cell_index):
        if cell.cell_type == "code":
            number["now"] += 1
            tell({"cell": number["now"]})

    client = NotebookClient(
        notebook,
        kernel_name="deno",
        timeout=None,
        startup_timeout=120,
        record_timing=False,
        resources={"metadata": {"path": folder}},
        on_cell_start=begin,
    )
    tell({"cells": len(code)})
    try:
        client.execute()
    except (CellExecutionError, DeadKernelError) as error:
        name = getattr(error, "ename", None) or type(error).__name__
        value = getattr(error, "evalue", None) or str(error)
        cell = code[number["now"] - 1] if number["now"] else {"source": "", "outputs": []}
        trace = [line for out in cell["outputs"] for line in out.get("traceback", [])]
        tell(
            {
                "failed": {
                    "cell": number["now"],
                    "source": cell["source"],
                    "name": name,
                    "message": value,
                    "trace": trace,
                }
            }
        )
        return 3
    finally:
        save(notebook, target)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
