"""The parser reads what the family of files holds, and the solver finds the known optimum of instances made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.visits.problem import Window
from tests.benchmarks.toptw.__main__ import main, measured
from tests.benchmarks.toptw.instance import instance_from, problem_of, read_instance
from tests.benchmarks.toptw.known import best_known
from tests.benchmarks.toptw.made_up import CLASSES, made_up

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = """\
1 2 4 1
0 100
 0 0.00 0.00 0.00 0.00 0 0 0 40
 1 10.00 0.00 1.00 5.00 1 1 1 0 30
 2 10.00 10.00 1.00 20.00 1 1 1 0 30
 3 0.00 10.00 1.00 5.00 1 1 1 0 30
 4 -10.00 0.00 1.00 24.00 1 1 1 0 5
"""
"""Round the square takes 43; two of it 36. Point 4 is closed before anybody gets there."""

EITHER = """\
1 2 3 1
0 100
0 0 0 0 0 0 0 0 100
1 30 0 5 10 1 1 1 30 40
2 -30 0 5 7 1 1 1 30 40
3 0 10 5 4 1 1 1 60 85
"""
"""Points 1 and 2 are open at the same time, far apart; 3 can follow either."""


@pytest.mark.parametrize(
    ("text", "paths", "most"), [(SQUARE, 1, 25), (SQUARE, 2, 30), (EITHER, 1, 14), (EITHER, 2, 21)]
)
def test_the_known_optimum_is_found(text: str, paths: int, most: int, tmp_path: Path) -> None:
    (tmp_path / "square.txt").write_text(text)
    found = measured(tmp_path / "square.txt", str(paths), "mirasmap", seconds=0.5, seed=1)
    assert found.profit == most


def test_variants_of_the_format_are_read_alike() -> None:
    plain = instance_from(SQUARE, name="square")
    lines = SQUARE.splitlines()
    spaced = "\r\n".join(
        ["", lines[0] + "  ", "", lines[1], *(f"\t{line.replace(' ', '  ')} \t" for line in lines[2:]), "", ""]
    )
    no_second_line = "\n".join([lines[0], *lines[2:]])
    no_list = "\n".join([*lines[:3], *(" ".join([*line.split()[:5], "1 0", *line.split()[-2:]]) for line in lines[3:])])
    for text in (spaced, no_second_line, no_list, SQUARE.replace("0.00", "0")):
        read = instance_from(text, name="square")
        assert (read.paths, read.profit, read.opens, read.closes, read.service) == (
            plain.paths,
            plain.profit,
            plain.opens,
            plain.closes,
            plain.service,
        )
        assert (read.distance == plain.distance).all()


def test_distances_are_rounded_down_to_one_decimal_and_to_two_in_pr_files() -> None:
    assert instance_from(SQUARE, name="r101").distance[0, 2] == 141
    assert instance_from(SQUARE, name="PR01").distance[0, 2] == 1414
    assert instance_from(SQUARE, name="PR01").closes[0] == 4000


@pytest.mark.parametrize(
    ("name", "group"), [("c103", "c1"), ("rc207", "rc2"), ("R206", "r2"), ("pr01", "pr"), ("50_r101", "50_r101")]
)
def test_the_name_says_the_class(name: str, group: str) -> None:
    assert instance_from(SQUARE, name=name).group == group


def test_names_keep_no_suffix(tmp_path: Path) -> None:
    (tmp_path / "C103.TXT").write_text(SQUARE)
    assert read_instance(tmp_path / "C103.TXT").name == "C103"


@pytest.mark.parametrize(
    "text", ["", "hello", "1 2 9 1\n" + SQUARE.split("\n", 1)[1], "1 2 x 1", "1 2 4 1\n0 100\n 0 a b c d e f g h"]
)
def test_what_is_no_instance_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="bad"):
        instance_from(text, name="bad")


def test_the_problem_has_a_shift_for_each_path_and_point_0_as_the_place() -> None:
    problem = problem_of(instance_from(SQUARE, name="square"), paths=3)
    assert problem.n_sites == problem.shifts[0].start_place == 4
    assert len(problem.shifts) == 3
    assert problem.priority == (5, 20, 5, 24)
    assert problem.windows[3] == ((Window(0, 50),),) * 3
    assert problem.drive[0][4, 0] == 100


def test_best_known_values_fit_the_number_of_paths() -> None:
    read = instance_from(SQUARE, name="c103")
    assert best_known(read, 2) == 54
    assert best_known(read, 1) == 400
    assert best_known(instance_from(SQUARE, name="other"), 1) is None


@pytest.mark.parametrize("group", CLASSES)
def test_made_up_instances_are_read_and_each_point_can_be_visited_alone(group: str) -> None:
    assert made_up(group, seed=3) == made_up(group, seed=3) != made_up(group, seed=4)
    read = instance_from(made_up(group, seed=3, points=40), name=group)
    assert len(read.profit) == 41
    for point in range(1, 41):
        begin = max(read.opens[point], int(read.distance[0, point]))
        assert begin <= read.closes[point]
        assert begin + read.service[point] + read.distance[point, 0] <= read.closes[0]


@pytest.mark.parametrize("rival", ["plain", "vroom", "ortools"])
def test_every_rival_solves_the_same_problem_and_is_checked(rival: str, tmp_path: Path) -> None:
    if rival != "plain":
        pytest.importorskip({"vroom": "vroom", "ortools": "ortools"}[rival])
    (tmp_path / "square.txt").write_text(SQUARE)
    assert 0 < measured(tmp_path / "square.txt", "1", rival, seconds=0.3, seed=1).profit <= 25


def test_a_folder_becomes_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r101.txt").write_text(SQUARE)
    (tmp_path / "README.md").write_text("# not an instance\n")
    main([str(tmp_path), "--seconds", "0.4", "--paths", "2"])
    printed = capsys.readouterr().out
    assert "r101" in printed
    assert "left out: README" in printed
    assert "mean r1" in printed
