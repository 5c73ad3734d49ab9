"""Partitions built by Apache Spark: states are told wherever there is a core, and each partition is put where its rows
come together.

A worker needs citefirst and the clone, under the same path as here: what a record rests on, such as whether a file
exists, is asked of the clone there, by the same functions as in one process. Nothing passes through the driver but the
names of the clones, and what was built.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citefirst.dataset.places import at
from citefirst.errors import CitefirstError
from citefirst.ledger.shape import plain, read_back
from citefirst.tasks.ledger_states import State, Telling, Told
from citefirst.tasks.partition import CHUNK, Building, Built, Wanted, attempt

if TYPE_CHECKING:
    import pyarrow

Batches = Iterable["pyarrow.RecordBatch"]
CLONES = "wanted string"
STATES = f"{CLONES}, chunk int, path string, commit string, blob string, day string"
TOLD = f"{CLONES}, path string, commit string, blob string, day string, rows string, basis string"
BUILT = "built string"
KEPT = 8
"""Repositories of which a process keeps the policy at hand."""


def build_by_spark(wanted: Sequence[Wanted], place: str, master: str) -> Iterator[Built]:
    """Build partitions by Spark and yield what was built. Raises CitefirstError where Spark fails."""
    where = str(there) if (there := at(place).local) else place
    with session(master) as spark:
        clones = [(_dump(each),) for each in wanted]
        cores = max(spark.sparkContext.defaultParallelism, 1)
        frame = spark.createDataFrame(clones, CLONES).repartition(max(len(clones), 1))
        states = frame.mapInArrow(partial(planned, where), STATES).repartition(4 * cores, "wanted", "chunk")
        told = states.mapInArrow(tell, TOLD)
        together = told.repartition(max(len(clones), 1), "wanted").sortWithinPartitions("wanted")
        for row in together.mapInArrow(partial(assembled, where), BUILT).collect():
            yield Built(*json.loads(row.built))


@contextmanager
def session(master: str) -> Iterator[Any]:
    """Start Spark and stop it. What it says goes to its own log; a failure is one sentence."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("citefirst ledger").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.executorEnv.PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    if master.startswith("local"):  # then nobody else has to reach the driver
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    spark = None
    try:
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
    except (PySparkException, RuntimeError, OSError) as error:
        said = next(filter(None, map(str.strip, str(error).splitlines())), type(error).__name__)
        raise CitefirstError(f"Spark at {master} failed: {said[:300]} (it needs Java 17 or newer)") from error
    finally:
        if spark:
            spark.stop()


def planned(place: str, batches: Batches) -> Iterator[pyarrow.RecordBatch]:
    """Yield the states of each repository that must be told, and one row without a path, so that it is not lost."""
    for wanted in _column(batches, "wanted"):
        states = list(_states(_load(wanted), place))
        rows = [(wanted, index // CHUNK, *state) for index, state in enumerate(states)]
        yield _batch(STATES, [(wanted, -1, "", "", "", ""), *rows])


def _states(wanted: Wanted, place: str) -> Iterable[State]:
    """Return states; none of a repository that cannot be read: whoever puts its partition says why."""
    try:
        return Building(wanted, at(place)).states()
    except CitefirstError:
        return ()


def tell(batches: Batches) -> Iterator[pyarrow.RecordBatch]:
    """Yield the rows of states."""
    for batch in batches:
        found = batch.to_pylist()
        for wanted in dict.fromkeys(row["wanted"] for row in found):
            states = [State(*(row[name] for name in State._fields)) for row in found if row["wanted"] == wanted]
            real = [state for state in states if state.path]
            told = zip(real, _telling(wanted).told(real) if real else (), strict=True)
            rows = [(wanted, *state, *_sent(each)) for state, each in told]
            yield _batch(TOLD, [*rows, *((wanted, *state, None, "") for state in states if not state.path)])


def assembled(place: str, batches: Batches) -> Iterator[pyarrow.RecordBatch]:
    """Put the partition of each repository; its rows come one after the other."""
    rows = (row for batch in batches for row in batch.to_pylist())
    for wanted, found in groupby(rows, key=itemgetter("wanted")):
        yield _batch(BUILT, [(json.dumps(_put(_load(wanted), place, found)),)])


def _put(wanted: Wanted, place: str, rows: Iterable[dict[str, Any]]) -> Built:
    """Put a partition, of states that were told elsewhere. What is missing is told here."""
    known = {State(*(row[name] for name in State._fields)): row for row in rows}

    def elsewhere(telling: Telling, states: Iterable[State]) -> Iterator[Told]:
        for state in states:
            row = known.get(state)
            yield _received(row["rows"], row["basis"]) if row else telling.told([state])[0]

    return attempt(wanted, at(place), elsewhere)


@lru_cache(maxsize=KEPT)
def _telling(wanted: str) -> Telling:
    return Telling.of(_load(wanted).checkout, _load(wanted).day, _load(wanted).texts)


def _sent(told: Told) -> tuple[str | None, str]:
    return (json.dumps(plain(told.rows)) if told.rows is not None else None), told.basis


def _received(rows: str | None, basis: str) -> Told:
    return Told(read_back(json.loads(rows)) if rows is not None else None, basis)


def _dump(wanted: Wanted) -> str:
    return json.dumps([str(wanted.checkout.resolve()), *wanted[1:]])


def _load(text: str) -> Wanted:
    checkout, *rest = json.loads(text)
    return Wanted(Path(checkout), *rest)


def _column(batches: Batches, name: str) -> Iterator[Any]:
    for batch in batches:
        yield from batch.column(name).to_pylist()


def _batch(form: str, rows: Sequence[Sequence[Any]]) -> pyarrow.RecordBatch:
    """Return rows in a form that Spark names: `path string, chunk int`."""
    import pyarrow

    kinds = {"string": pyarrow.string(), "int": pyarrow.int32()}
    columns: list[tuple[str, Any]] = [(name, kinds[kind]) for name, kind in (each.split() for each in form.split(", "))]
    arrays = [pyarrow.array(values, kind) for values, (_, kind) in zip(zip(*rows, strict=True), columns, strict=True)]
    return pyarrow.RecordBatch.from_arrays(arrays, names=[name for name, _ in columns])
