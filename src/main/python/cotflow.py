"""Cotflow from Python: starts runs and sweeps, reads what they leave, evaluates measures.

One file that needs numpy and nothing else; copy it wherever you like. Reading a run needs no Java,
except for a measure, which ``cotflow export`` turns into arrays.

    import cotflow

    run = cotflow.train("digits", out="runs/digits", **{"flow.steps": 50})
    run.summary["testAccuracy"]
    run.history()["risk"]               # an array, one number for each recorded step
    measure = run.measure()             # u, w, b layer by layer; A, B; the scaling
    measure.predict(inputs)             # as ``cotflow predict``, to 1e-12

The program is found by the argument ``program``, by the variable COTFLOW, beside this file, or on
the path. COTFLOW may be a command with arguments, such as "ssh host cotflow".
"""

import csv
import json
import math
import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

__all__ = ["CotflowError", "Measure", "Run", "Sweep", "command", "sweep", "train"]


class CotflowError(Exception):
    """A command failed: what it said, and its exit code (2: wrong input, 3: the run diverged)."""

    def __init__(self, message, exit_code):
        super().__init__(message)
        self.exit_code = exit_code


def _program(program=None):
    given = program or os.environ.get("COTFLOW")
    if given:
        return shlex.split(given) if isinstance(given, str) else list(given)
    here = Path(__file__).resolve().parent
    for place in (here / "../bin/cotflow", here / "../../../scripts/cotflow"):
        if place.exists():
            return [str(place.resolve())]
    found = shutil.which("cotflow")
    if found is None:
        raise FileNotFoundError("there is no cotflow on the path; set the variable COTFLOW to it")
    return [found]


def command(*arguments, program=None):
    """Runs a command and returns its result: the fields are those of docs/json.md."""
    call = _program(program) + [str(argument) for argument in arguments] + ["--json", "--quiet"]
    done = subprocess.run(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise CotflowError(done.stderr.decode("utf-8", "replace").strip(), done.returncode)
    return json.loads(done.stdout.decode("utf-8"))


def _started(name, experiment, out, force, program, settings):
    arguments = [name, experiment]
    if out is not None:
        arguments += ["--out", out]
    if force:
        arguments.append("--force")
    for key, value in settings.items():
        arguments += ["--set", f"{key}={_text(value)}"]
    return command(*arguments, program=program)


def _text(value):
    """A value as --set reads it: JSON, but text as it is."""
    return value if isinstance(value, str) else json.dumps(value)


def train(experiment, out=None, force=False, program=None, **settings):
    """Trains one network and returns its Run. Settings are keys: ``**{"flow.steps": 50}``."""
    result = _started("train", experiment, out, force, program, settings)
    return Run(result["trained"]["directory"], program=program)


def sweep(experiment, out=None, force=False, program=None, **settings):
    """Runs a sweep and returns it. Settings are keys: ``**{"sweep.network.width": [8, 64]}``."""
    result = _started("sweep", experiment, out, force, program, settings)
    return Sweep(result["swept"]["directory"], program=program)


def _table(path):
    """A CSV file as a dictionary of columns: arrays of numbers (nan where empty), or lists."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    columns = {}
    for index, name in enumerate(rows[0] if rows else []):
        cells = [row[index] for row in rows[1:] if len(row) == len(rows[0])]
        try:
            columns[name] = np.array([float(cell) if cell else math.nan for cell in cells])
        except ValueError:
            columns[name] = cells
    return columns


class Run:
    """The directory of a run, finished or not."""

    def __init__(self, directory, program=None):
        self.directory = Path(directory)
        self._given = program
        if not (self.directory / "config.conf").exists():
            raise FileNotFoundError(f"{directory} is not a run directory: it has no config.conf")

    def __repr__(self):
        return f"Run({str(self.directory)!r})"

    def _json(self, name):
        path = self.directory / name
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    @property
    def summary(self):
        """The fields of summary.json; None where the run has not ended."""
        return self._json("summary.json")

    @property
    def provenance(self):
        """The fields of provenance.json."""
        return self._json("provenance.json")

    def history(self):
        """The recorded steps: an array for each column of history.csv, nan where it is empty."""
        return _table(self.directory / "history.csv")

    def table(self, name):
        """Another table of the run: metrics.csv, diagnostics.csv, trajectories.csv."""
        return _table(self.directory / name)

    @property
    def steps(self):
        """The flow steps that have a snapshot."""
        found = (self.directory / "measure").glob("step=*/_manifest.json")
        return sorted(int(path.parent.name[len("step=") :]) for path in found)

    def measure(self, step=None):
        """The measure of a snapshot, by default of the last."""
        with tempfile.TemporaryDirectory() as place:
            file = os.path.join(place, "measure.npz")
            arguments = ["export", self.directory, "--out", file]
            if step is not None:
                arguments += ["--step", step]
            command(*arguments, program=self._given)
            return Measure.load(file)

    def predict(self, data=None, part=None, step=None):
        """What ``cotflow predict`` says of a file, or of a part of the run's own samples.

        A dictionary of columns, as in the CSV, and the metrics where the truth is known.
        """
        arguments = ["predict", self.directory]
        arguments += ["--part", part] if data is None else ["--data", data]
        if step is not None:
            arguments += ["--step", step]
        found = command(*arguments, program=self._given)
        columns = list(map(list, zip(*found["rows"]))) or [[] for _ in found["columns"]]
        return dict(zip(found["columns"], columns)), found["metrics"]

    def resume(self, **settings):
        """Goes on with the run, which flow.steps may extend."""
        arguments = ["resume", self.directory]
        for key, value in settings.items():
            arguments += ["--set", f"{key}={_text(value)}"]
        command(*arguments, program=self._given)
        return self


class Sweep:
    """The directory of a sweep."""

    def __init__(self, directory, program=None):
        self.directory = Path(directory)
        self._given = program
        if not (self.directory / "sweep.conf").exists():
            raise FileNotFoundError(f"{directory} is not a sweep directory: it has no sweep.conf")

    def __repr__(self):
        return f"Sweep({str(self.directory)!r})"

    def runs(self):
        """A column for each column of runs.csv: a row for each run and step."""
        return _table(self.directory / "runs.csv")

    def laws(self):
        """The rows of laws.csv: law, term, estimate, low, high, r2 and more."""
        table = _table(self.directory / "laws.csv")
        return [dict(zip(table, row)) for row in zip(*table.values())]

    def kept(self):
        """The directories of the runs, where ``sweep.keep-runs`` keeps them."""
        places = sorted((self.directory / "runs").glob("run=*"))
        return [Run(place, program=self._given) for place in places]


_ERF = np.vectorize(math.erf, otypes=[float])


def _sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


ACTIVATIONS = {
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "gelu": lambda z: 0.5 * z * (1.0 + _ERF(z / math.sqrt(2.0))),
    "sigmoid": _sigmoid,
    "softplus": lambda z: np.logaddexp(0.0, z),
    "cos": np.cos,
    "linear": lambda z: z,
}

#: The coefficients a and b of the schemes in depth.
SCHEMES = {
    "euler": ([[]], [1.0]),
    "midpoint": ([[], [0.5]], [0.0, 1.0]),
    "rk4": ([[], [0.5], [0.0, 0.5], [0.0, 0.0, 1.0]], [1 / 6, 1 / 3, 1 / 3, 1 / 6]),
}


class Measure:
    """A measure and the network around it.

    ``u[k]`` and ``w[k]`` are M_k x d, ``b[k]`` has M_k numbers; ``A`` is d x d_in, ``B`` is
    d_out x d; ``meta`` holds names, activation, scheme and loss.
    """

    def __init__(self, arrays):
        self.meta = json.loads(str(arrays["meta"]))
        kind = self.meta.get("map", {}).get("kind", "NEURON")
        if "layers" in self.meta or kind not in ("NEURON", "RANDOM_FEATURES"):
            raise ValueError("this module evaluates neurons; use cotflow predict for other maps")
        for part in "uwb":
            setattr(self, part, self._layers(arrays, part))
        self.A, self.B = arrays["A"], arrays["B"]
        self.positions = np.asarray(self.meta.get("positions", 0.0))
        self.x_mean = arrays.get("x_mean", np.zeros(self.A.shape[1]))
        self.x_scale = arrays.get("x_scale", np.ones(self.A.shape[1]))
        self.y_mean = arrays.get("y_mean", np.zeros(self.B.shape[0]))
        self.y_scale = arrays.get("y_scale", np.ones(self.B.shape[0]))

    @staticmethod
    def _layers(arrays, part):
        if part in arrays:
            return list(arrays[part])
        count = sum(1 for name in arrays if name.startswith(part + "_") and name[2:].isdigit())
        return [arrays[f"{part}_{layer}"] for layer in range(count)]

    @classmethod
    def load(cls, file):
        """Reads what ``cotflow export`` wrote."""
        with np.load(file, allow_pickle=False) as npz:
            return cls({name: npz[name] for name in npz.files})

    @property
    def depth(self):
        return len(self.u)

    @property
    def feature_names(self):
        """The names of the d_in inputs, in order."""
        return self.meta["featureNames"]

    @property
    def class_names(self):
        """The names of the classes; empty for a regression."""
        return self.meta["classNames"]

    def velocity(self, layer, states):
        """F_k(x) = (1/M_k) sum_m u_m sigma(<w_m, x> + b_m) for each row of states."""
        sigma = ACTIVATIONS[self.meta["activation"]]
        return sigma(states @ self.w[layer].T + self.b[layer]) @ self.u[layer] / len(self.b[layer])

    def states(self, inputs):
        """The states before, between and after the layers: depth + 1 arrays, N x d.

        inputs are N x d_in in the units of the data, in the order of feature_names.
        """
        inputs = np.atleast_2d(np.asarray(inputs, dtype=float))
        if inputs.shape[1] != self.A.shape[1]:
            raise ValueError(f"{inputs.shape[1]} columns, the network has {self.A.shape[1]} inputs")
        x = (inputs - self.x_mean) / self.x_scale @ self.A.T + self.positions
        path = [x]
        a, b = SCHEMES[self.meta["depthScheme"]]
        substeps = self.meta.get("substeps", 1)
        h = 1.0 / (self.depth * substeps)
        for layer in range(self.depth):
            for _ in range(substeps):
                slopes = []
                for row in a:
                    stage = x + h * sum((c * f for c, f in zip(row, slopes)), np.zeros_like(x))
                    slopes.append(self.velocity(layer, stage))
                x = x + h * sum(c * f for c, f in zip(b, slopes))
            path.append(x)
        return path

    def predict(self, inputs):
        """The outputs, N x d_out, in the units of the target."""
        outputs = self.meta["scale"] * (self.states(inputs)[-1] @ self.B.T)
        return outputs * self.y_scale + self.y_mean

    def probabilities(self, inputs):
        """The probabilities of the classes under cross-entropy, N x d_out."""
        if self.meta["loss"] != "cross-entropy":
            raise ValueError("probabilities need a network trained with cross-entropy")
        outputs = self.predict(inputs)
        weights = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True)

    def classes(self, inputs):
        """The name of the class of each sample."""
        return [self.class_names[index] for index in self.predict(inputs).argmax(axis=1)]
