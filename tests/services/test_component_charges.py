"""A line of a quote has the category of its component; one that names none has the model's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from servicectl.domain.master.catalogue import Component, Product
from servicectl.domain.movements.charges import component_of
from tests.cli.test_completion import words
from tests.desk import Desk
from tests.services.test_prices import DAY, TO_SITE

Play = Callable[..., Desk]

TV = """- model: TV-55
  name: 液晶电视
  warranty_months: 24
  components:
  - name: 液晶面板
    months: 12
  - name: 压缩机
    months: 36
"""
OLD, NEW = "2024-03-22", "2022-12-22"  # 18 and 33 months before the day


def bought(play: Play, day: str | None) -> Desk:
    """Return a desk at which the cause is found in a television bought on a day."""
    desk = play()
    products = desk.root / "inventory/products.yaml"
    products.write_text(products.read_text("utf-8") + TV, "utf-8")
    desk.do("save")
    call = TO_SITE[0].replace("FL-STB210", "TV-55").replace("2020-01-01", day or "2020-01-01")
    desk.play(call if day else call.partition(" --purchased")[0], *TO_SITE[1:])
    return desk.at(f"{DAY} 09:50").as_("guotao")


def test_a_component_over_its_months_is_charged_in_a_model_under_warranty(play: Play) -> None:
    desk = bought(play, OLD)
    assert "换灯条 is free" in desk.refused("quote CASE --line 换灯条=80:paid")
    said = desk.type("quote CASE --line 液晶面板=600:paid --line 换灯条=80").out
    assert "液晶面板: paid; warranty of the component until 2025-03-22" in said
    assert "换灯条: no component of the model is named; as the model: free" in said
    told = desk.do("quote CASE --line 液晶面板=600 --line 压缩机=300 --line 换灯条=80")
    assert [line["category"] for line in told["lines"]] == ["paid", "free", "free"]
    assert desk.last()["line"] == ["液晶面板=600.00:paid", "压缩机=300.00", "换灯条=80.00"]
    cursor = f"servicectl quote {desk.case} --line "
    assert words(desk, cursor) == ["液晶面板=", "压缩机="]
    desk.do("accept CASE")
    [owed] = [row["what"] for row in desk.show()["open"] if "CNY" in row["what"]]
    assert owed.startswith("600.00 CNY")
    assert "压缩机 is free" in desk.refused("quote CASE --line 压缩机=300:paid")
    desk.do("quote CASE --line 压缩机=300:paid --because 进水")
    desk.do("quote CASE --line 液晶面板=600 --category paid --because 进水")
    desk.do("quote CASE --line 液晶面板=600 --category free --because 客户关怀")
    assert desk.last()["line"] == ["液晶面板=600.00"]
    assert desk.type("validate").code == 0


def test_a_component_still_covered_is_free_in_a_model_that_is_not(play: Play) -> None:
    desk = bought(play, NEW)
    refused = desk.refused("quote CASE --line 压缩机=300:paid --line 换灯条=80")
    assert "warranty until 2025-12-22" in refused
    desk.do("quote CASE --line 压缩机=300 --line 换灯条=80")
    assert desk.last()["line"] == ["压缩机=300.00:free", "换灯条=80.00"]
    assert "CNY 80.00" in desk.type("sheet CASE --form repair").out


def test_where_no_date_is_known_no_line_is_decided(play: Play) -> None:
    desk = bought(play, None)
    said = desk.type("quote CASE --line 液晶面板=600")
    assert said.code == 2
    assert "no date of purchase" in said.err


@pytest.mark.parametrize(
    ("line", "named"),
    [("LCD Panel", True), (" lcd panel ", True), ("ＬＣＤ panel", True), ("LCD panels", False)],
)
def test_a_component_is_named_however_it_is_written(line: str, named: bool) -> None:
    panel = Component(name="LCD panel", months=12)
    product = Product(model="X", name="x", components=(panel,))
    assert component_of(product, line) == ("LCD panel" if named else None)
    assert component_of(None, line) is None
