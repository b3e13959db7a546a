"""What no plan can exceed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings

from geo.visits.bound import upper_bound
from tests.geo.visits.made_up_problems import problems
from tests.geo.visits.oracle import Oracle

if TYPE_CHECKING:
    from geo.visits.problem import Problem


@settings(max_examples=150)
@given(problems(most_sites=5, groups=True))
def test_no_plan_has_more_priority_than_the_bound(problem: Problem) -> None:
    best = Oracle(replace(problem, must=frozenset())).best()
    assert best is None or best[1] <= upper_bound(problem)
