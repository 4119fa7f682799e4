"""Each example of the OpenAPI document is an answer that the analyzer gives, or could."""

from collections.abc import Iterator
from typing import Any, cast

import jsonschema
import pytest
from fastapi import FastAPI

from services.analyzer.routes import catalogue, documents, lineage, metrics, progress
from services.contracts.metrics import CATALOGUE
from tests.analyzer.history.rows import line
from tests.analyzer.routes.conftest import Api

NOBODY = cast("Any", None)  # the document is written without asking any of the routes
ROUTES = (
    "/v1/metrics/catalogue",
    "/v1/shops/{shop}/metrics",
    "/v1/shops/{shop}/metrics/lineage",
    "/v1/shops/{shop}/progress",
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The OpenAPI document of all routes of the analyzer."""
    app = FastAPI()
    for router in (
        metrics.router(NOBODY, NOBODY),
        lineage.router(NOBODY, NOBODY, NOBODY, NOBODY),
        catalogue.router(),
        progress.router(NOBODY, NOBODY),
    ):
        app.include_router(router)
    return app.openapi()


def examples(document: dict[str, Any], path: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The JSON examples of a route's good answer, each with the schema that it has to fit."""
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    schema = content["schema"]
    named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for each in (content, named):
        if "example" in each:
            yield each["example"], {**schema, "components": document["components"]}


def test_the_document_names_every_route(document: dict[str, Any]) -> None:
    assert tuple(sorted(document["paths"])) == ROUTES


@pytest.mark.parametrize("path", ROUTES)
def test_each_route_has_an_example_that_is_a_valid_answer(document: dict[str, Any], path: str) -> None:
    found = list(examples(document, path))
    assert found
    for example, schema in found:
        jsonschema.validate(example, schema)
        required = schema["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
        assert set(example) <= set(required)


@pytest.mark.parametrize("path", ROUTES)
def test_each_parameter_says_what_it_is_for(document: dict[str, Any], path: str) -> None:
    for parameter in document["paths"][path]["get"].get("parameters", []):
        assert parameter["name"] == "shop" or parameter["description"]


def test_the_example_of_a_row_is_what_is_answered_about_such_a_row(api: Api) -> None:
    example = documents.EXAMPLE_ROW
    window = {"kind": "day", "start": example["start"], "end": example["end"]}
    same = ("numerator", "denominator", "unit", "from_offset", "to_offset")
    api.keep(
        line(
            example["value"],
            metric="conversion",
            scope={"traffic_source": "search"},
            window=window,
            is_final=True,
            **{name: example[name] for name in same},
        )
    )
    query = "metric=conversion&window=day&by=traffic_source"
    [row] = api.rows(query)
    assert row == {**example, "scope": {"shop_id": "s1", "traffic_source": "search"}}
    told = api.client.get(f"/v1/shops/s1/metrics?{query}&format=csv").text
    assert told == documents.EXAMPLE_TABLE.replace("demo,", "s1,")


def test_the_example_of_the_catalogue_is_an_entry_of_it(api: Api) -> None:
    entries = {entry["id"]: entry for entry in api.client.get("/v1/metrics/catalogue").json()["metrics"]}
    [example] = documents.Catalogue.model_config["json_schema_extra"]["example"]["metrics"]
    known = entries[example["id"]]
    assert {**known, "bands": known["bands"][:1]} == example


def test_the_catalogue_says_bands_and_the_events_behind_each_metric(api: Api) -> None:
    entries = {entry["id"]: entry for entry in api.client.get("/v1/metrics/catalogue").json()["metrics"]}
    assert list(entries) == list(CATALOGUE)
    good = entries["value_ratio"]["bands"][-1]
    assert (good["band"], good["op"], good["threshold"]) == ("good", ">=", "1.5")
    assert entries["gmv"]["events"] == ["order.paid"]
    assert entries["refund_by_order_day"]["linked_events"][0] == "order.refunded"
    assert all(entry["events"] or entry["linked_events"] for entry in entries.values())


def test_a_table_has_every_column_of_a_row(api: Api) -> None:
    full = {
        "numerator": 3,
        "denominator": 7,
        "null_reason": "min_samples",
        "error": 0.009,
        "band": "pass",
        "label": "ok",
        "is_history": True,
        "is_provisional": True,
        "basis": "report",
        "parts": {"note": "a,b", "n": 2},
        "from_offset": 5,
        "to_offset": 9,
    }
    api.keep(line(0.428571, **full, revision=2, is_final=True))
    [row] = api.rows("metric=gmv&window=day")
    [cells] = api.table("metric=gmv&window=day&format=csv")
    told = {name: row[name] for name in row if name != "scope"}
    assert set(told) == set(cells) - {"shop_id"}
    assert cells["parts"] == '{"note":"a,b","n":2}'
    assert (cells["null_reason"], cells["error"], cells["basis"]) == ("min_samples", "0.009", "report")
    assert (cells["numerator"], cells["denominator"], cells["revision"]) == ("3", "7", "2")
    assert (cells["from_offset"], cells["to_offset"], cells["is_history"]) == ("5", "9", "true")
