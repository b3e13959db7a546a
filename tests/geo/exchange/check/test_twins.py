from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from geo.exchange.check import twins as twins_module
from geo.exchange.check.twins import find_twins
from geo.exchange.report.issues import Issues
from geo.exchange.stage import Stage
from geo.words import fold_column
from tests.geo.exchange.check.batches import batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.site_batch import SiteBatch
    from geo.store import Store

HERE, NEAR, FAR = "POINT (46.75 39.76)", "POINT (46.7512 39.7608)", "POINT (46.76 39.76)"  # 136 m and 857 m apart


class Found:
    def __init__(self, folder: Path) -> None:
        self._folder, self._stack = folder, ExitStack()

    def __call__(
        self, batch: SiteBatch, store: Store | None = None, numbers: NDArray[np.int64] | None = None
    ) -> pd.DataFrame:
        stage = self._stack.enter_context(Stage(self._folder, batch.columns.column_names))
        stage.put(batch)
        stage.finish()
        issues = Issues()
        find_twins(stage, store, issues, numbers=numbers)
        return issues.frame()

    def close(self) -> None:
        self._stack.close()


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[Found]:
    found = Found(tmp_path)
    yield found
    found.close()


def name_table(wanted: list[str], names: list[tuple[str, str, str]]) -> pa.Table:
    rows = [{"at": wanted.index(site), "text": text, "lang": lang} for site, text, lang in names if site in wanted]
    return pa.Table.from_pylist(rows, pa.schema({"at": pa.int64(), "text": pa.string(), "lang": pa.string()}))


def folded_table(names: pa.Table) -> pa.Table:
    return names.set_column(1, "folded", fold_column(names["text"].combine_chunks()))


def store_of(sites: list[tuple[str, float, float, dict[str, str]]]) -> Store:
    names = [(site, text, lang) for site, _, _, names in sites for lang, text in names.items()]
    ids = [site for site, *_ in sites]
    stand_in = SimpleNamespace(
        positions=lambda: pd.DataFrame([(lon, lat) for _, lon, lat, _ in sites], columns=["lon", "lat"]),
        site_ids=lambda: pa.array(ids, pa.string()),
        name_texts=lambda wanted: iter([name_table(wanted.to_pylist(), names)]),
        folded_names=lambda wanted: iter([folded_table(name_table(wanted.to_pylist(), names))]),
    )
    return cast("Store", stand_in)


def test_the_later_of_two_rows_close_by_and_alike_is_said_with_everything_about_it(twins: Found) -> None:
    batch = batch_of(
        {"name:az": "Şuşa qalası"}, {"name:az": "Ağdam"}, {"name:az": "Suşa qalası"}, wkt=[HERE, HERE, NEAR]
    )
    found = twins(batch, numbers=np.array([2, 3, 4]))
    assert found[["row", "code"]].values.tolist() == [[2, "duplicate_site"]]
    assert found["message"][0] == "row 2, 136 m away, 100 % alike: 'Şuşa qalası' there, 'Suşa qalası' here"


def test_what_is_farther_than_250_m_is_no_twin(twins: Found) -> None:
    assert twins(batch_of({}, {}, wkt=[HERE, FAR])).empty


def test_names_are_compared_across_languages_and_scripts(twins: Found) -> None:
    batch = batch_of(
        {"name:az": "Gəncəsər monastırı"}, {"name:az": None, "name:ru": "Монастырь Ганджасар"}, {"name:az": None, "alt_name:hy": "x;Գանձասարի վանք"},
        wkt=[HERE, NEAR, FAR],
    )  # fmt: skip
    assert twins(batch)["row"].tolist() == [1]


def test_the_store_is_looked_at_too(twins: Found) -> None:
    store = store_of([("shusha", 46.7512, 39.7608, {"en": "Shusha fortress"}), ("far", 40, 40, {"az": "Şuşa qalası"})])
    found = twins(batch_of({"name:az": "Şuşa qalası"}, wkt=[HERE]), store)
    assert found.empty  # `susa` and `shusha` have two consonants: too few to tell
    store = store_of(
        [("ganja", 46.7512, 39.7608, {"en": "Ganjasar monastery"}), ("other", 46.7512, 39.7608, {"az": "x"})]
    )
    found = twins(batch_of({"name:az": "Gəncəsər monastırı"}, {}, wkt=[HERE, FAR]), store)
    assert found["row"].tolist() == [0]
    assert found["message"][0].startswith("ganja in the store, 136 m away, ")


def test_a_site_of_the_store_with_the_same_id_is_no_twin(twins: Found) -> None:
    store = store_of([("a0", 46.75, 39.76, {"az": "Məscid"}), ("b", 0, 0, {"az": "x"})])
    assert twins(batch_of({}, wkt=[HERE]), store).empty


def test_a_row_beside_a_site_of_the_store_that_another_row_is_about_is_told_of_the_row_alone(twins: Found) -> None:
    store = store_of([("a0", 46.75, 39.76, {"az": "Məscid"})])
    found = twins(batch_of({}, {}, wkt=HERE), store)
    assert found["row"].tolist() == [1]
    assert found["message"][0].startswith("row 1, ")


def test_a_whole_and_its_part_are_no_twins(twins: Found) -> None:
    assert twins(batch_of({}, {"part_of": "a0"}, wkt=HERE)).empty
    assert len(twins(batch_of({}, {"part_of": "a9"}, wkt=HERE))) == 1


def test_an_id_twice_is_said_once_on_each_later_row(twins: Found) -> None:
    batch = batch_of({"id": "x"}, {"id": "y"}, {"id": "x"}, {"id": None}, {"id": None}, {"id": "x"}, wkt=[None] * 6)
    found = twins(batch, numbers=np.arange(1, 7))
    assert found[["row", "code", "message"]].values.tolist() == [
        [2, "duplicate_id", "x, as row 1"],
        [5, "duplicate_id", "x, as row 1"],
    ]


def test_two_ids_of_one_hash_are_compared_as_text(twins: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stage, "id_hashes", np.array([7, 7, 7], dtype=np.uint64))
    found = twins(batch_of({"id": "x"}, {"id": "y"}, {"id": "x"}, wkt=[None] * 3))
    assert found["row"].tolist() == [2]


def test_a_row_with_many_twins_names_three_and_counts_the_rest(twins: Found) -> None:
    found = twins(batch_of(*({} for _ in range(7)), wkt=HERE))
    last = found[found["row"] == 6]["message"].tolist()
    assert len(last) == 3
    assert last[-1].endswith("; and 3 more")
    assert found["row"].value_counts().max() == 3


def test_a_crowd_at_one_place_has_an_end_and_is_told_of(twins: Found) -> None:
    n = 400
    found = twins(batch_of(*({"name:az": f"Kurqan {number % (n // 2)}"} for number in range(n)), wkt=HERE))
    assert found["code"].iloc[0] == "twins_crowded"
    assert found["message"].iloc[0] == "400 rows have so many others beside them"
    assert found["code"].value_counts()["duplicate_site"] == n // 2


def test_how_many_pairs_are_looked_at_at_once_changes_nothing(twins: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = ("qalası", "məscidi", "bulağı")
    batch = batch_of(*({"name:az": f"Şuşa {kinds[number % 3]}", "alt_name:en": f"x;Shusha {number % 4}"} for number in range(20)), wkt=HERE)  # fmt: skip
    store = store_of([(f"s{number}", 46.7512, 39.7608, {"az": f"Suşa {kinds[number % 3]}"}) for number in range(9)])
    whole = twins(batch, store)
    monkeypatch.setattr(twins_module, "_PAIRS_AT_ONCE", 7)
    parts = twins(batch, store)
    assert len(whole) > 20
    pd.testing.assert_frame_equal(whole, parts)


def test_rows_without_names_are_no_twins(twins: Found) -> None:
    batch = batch_of({}, {}, wkt=HERE)
    columns = batch.columns.drop_columns(["name:az"])
    assert twins(replace(batch, columns=columns)).empty
