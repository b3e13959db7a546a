"""The page of a job that is no plan yet: how far it is, what scripts say of the server, and why it ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from server.jobs.jobs import Job, Jobs
from server.jobs.lock import Lock
from server.jobs.state import Failure, Phase
from tests.server.planning import planner, short_mission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

    from server.settings import Settings


@pytest.fixture
def settings(island_settings: Settings, tmp_path: Path) -> Settings:
    return island_settings.model_copy(update={"plans": tmp_path / "plans"})


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with planner(settings) as client:
        yield client


@pytest.fixture
def job(settings: Settings) -> Iterator[Job]:
    """A job that somebody works on, so that no server begins with it."""
    job = Jobs(settings).create(short_mission())
    lock = Lock(job.folder.lock)
    assert lock.take()
    yield job
    lock.release()


def page(client: TestClient, job: Job, **changes: object) -> str:
    job.folder.write_state(job.state.model_copy(update=changes))
    text: str = client.get(f"/plans/{job.id}").text
    return text


@pytest.mark.parametrize(
    ("changes", "bar"),
    [
        ({}, ""),
        ({"ways": 12, "ways_done": 3}, ' max="12" value="3"'),
        ({"ways": 12, "ways_done": 12, "total": 400, "done": 500}, ' max="400" value="400"'),
    ],
)
def test_the_bar_is_that_of_the_ways_and_then_of_the_search(
    job: Job, client: TestClient, changes: dict[str, int], bar: str
) -> None:
    text = page(client, job, phase=Phase.RUNNING, **changes)
    assert re.search(r"<progress[^>]*title\"([^>]*)>", text)[1] == bar  # type: ignore[index]


def test_the_words_of_a_server_that_is_away_are_there_before_it_is(job: Job, client: TestClient) -> None:
    text = page(client, job, phase=Phase.RUNNING)
    assert 'data-lost="The server does not answer; trying again."' in text
    assert 'data-back="The server answers again."' in text


def test_a_job_that_could_not_be_written_says_so(job: Job, client: TestClient) -> None:
    ended = {"phase": Phase.FAILED, "failure": Failure.ENDED}
    assert "disk is full" not in page(client, job, **ended)
    assert "disk is full" in page(client, job, **ended, unwritten=True)
