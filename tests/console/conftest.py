"""Fixtures of the console's tests: a door to send to, and the sample's book."""

from collections.abc import Iterator

import pytest

from services.console.sample import book as books
from services.console.sample.book import Book
from tests.console.door import Door, open_door


@pytest.fixture
def door() -> Iterator[Door]:
    with open_door() as door:
        yield door


@pytest.fixture(scope="session")
def book() -> Book:
    return books.read()
