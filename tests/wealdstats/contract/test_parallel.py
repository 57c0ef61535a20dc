"""A sector judged on one core, on several and on a cluster is the same sector, to the last bit."""

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest

from wealdstats.dividend import Rule, estimate_sector, parallel
from wealdstats.dividend.examples import example_family
from wealdstats.dividend.parallel import judge_all, place_of
from wealdstats.errors import InputError, MissingExtraError
from wealdstats.simulate import Plant, World, simulate

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def bits(value):
    """Everything in a result, down to the bytes of its numbers."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, np.ascontiguousarray(value).tobytes(), value.flags.writeable
    if is_dataclass(value):
        return type(value).__name__, [(f.name, bits(getattr(value, f.name))) for f in fields(value)]
    if isinstance(value, tuple | list):
        return [bits(each) for each in value]
    if isinstance(value, dict):
        return [(key, bits(each)) for key, each in value.items()]
    return value.hex() if isinstance(value, float) else value


def sector_of(trusts, schools=20, *, draws=200, **where):
    world = World(
        authorities=4 + trusts // 2, schools=schools, trusts=trusts, plants=(Plant.NOTHING, Plant.DIVIDEND)
    )
    drawn = simulate(world, seed=3)
    rule = Rule(min_schools=4, max_draws=4000)
    return estimate_sector(drawn.panel, drawn.joins, rule=rule, draws=draws, seed=5, **where)


def test_several_cores_give_the_same_sector_as_one_to_the_last_bit():
    told = []

    alone = sector_of(20)
    together = sector_of(20, workers=2, progress=lambda done, total: told.append((done, total)))

    assert bits(together) == bits(alone)
    assert alone.not_estimated
    assert told[-1] == (20, 20)
    assert len(told) == 3


def test_all_cores_can_be_asked_for_without_counting_them():
    family = example_family()

    found = judge_all(family, place_of(0, None))

    assert bits(found) == bits(judge_all(family, place_of(1, None)))


def test_one_core_is_told_of_every_trust():
    told = []

    judge_all(example_family(), place_of(1, None), lambda done, _: told.append(done))

    assert told == list(range(1, 9))


@pytest.mark.parametrize(
    ("where", "need"),
    [
        ({"workers": -1}, "workers 0 or more"),
        ({"workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "workers or a scheduler"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_any_work(where, need):
    with pytest.raises(InputError, match=need):
        estimate_sector(None, None, **where)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "carrier-pigeon://loft"])
def test_a_scheduler_that_does_not_answer_is_named(monkeypatch, address):
    monkeypatch.setattr(parallel, "ANSWERS_WITHIN", "0.5s")

    with pytest.raises(InputError, match=address):
        list(place_of(1, address)(example_family()))


@pytest.mark.parametrize(
    ("where", "package"), [({"workers": 2}, "joblib"), ({"scheduler": "tcp://127.0.0.1:1"}, "distributed")]
)
def test_more_than_one_core_without_the_extra_is_refused_by_its_name(monkeypatch, where, package):
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtraError, match=rf"{package}.*weald\[parallel\]"):
        estimate_sector(None, None, **where)


def test_one_core_needs_no_extra(monkeypatch):
    for package in ("joblib", "distributed", "dask"):
        monkeypatch.setitem(sys.modules, package, None)

    assert len(judge_all(example_family(), place_of(1, None))) == 8


def start(*command: str, folder: Path) -> subprocess.Popen:
    # One thread each, and what they say kept apart from the tests' own output.
    environment = os.environ | dict.fromkeys(THREADS, "1")
    with (folder / f"{command[0]}.log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{command[0]}", *command[1:]],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
        )


@pytest.fixture
def cluster(tmp_path) -> Iterator[str]:
    """A scheduler and two workers with their nannies, each a process of its own."""
    known = tmp_path / "scheduler.json"
    common = ("--scheduler-file", str(known), "--host", "127.0.0.1")
    started = [start("scheduler", *common, "--port", "0", "--no-dashboard", folder=tmp_path)]
    try:
        started.append(
            start("worker", *common, "--nworkers", "2", "--nthreads", "1", "--no-dashboard", folder=tmp_path)
        )
        until(known.exists)
        yield f"tcp://127.0.0.1:{port_in(known)}"
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(60)


def port_in(known: Path) -> str:
    until(lambda: '"address"' in known.read_text())
    return known.read_text().split("tcp://127.0.0.1:")[1].split('"')[0]


def until(holds, seconds=60.0):
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, "it never came about"
        time.sleep(0.05)


def workers_of(address: str) -> dict[str, int]:
    """Process ids of the workers, once there are two."""
    client = importlib.import_module("distributed").Client(address, set_as_default=False)
    with client:
        client.wait_for_workers(2, timeout=60)
        return client.run(os.getpid)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_half_way_gives_the_same_sector_to_the_last_bit(cluster):
    alone = sector_of(80, draws=2000)
    before = workers_of(cluster)
    victim = min(before.values())
    told = []

    def kill_one(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 3:
            os.kill(victim, signal.SIGKILL)

    spread_out = sector_of(80, draws=2000, scheduler=cluster, progress=kill_one)

    assert bits(spread_out) == bits(alone)
    assert told[-1] == (80, 80)
    assert len(told) == 10
    assert len(set(before.values())) == 2
    assert os.getpid() not in before.values()
    assert victim not in workers_of(cluster).values()
