"""Declared dates and language tags."""

import pytest

from pledgebook.readers.dates import primary_language, read_declared_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024", "2024"),
        ("2024-11", "2024-11"),
        ("2024-11-23", "2024-11-23"),
        (" 2024-11-23T23:30:00+02:00 ", "2024-11-23"),
        ("2024-11-23 23:30:00", "2024-11-23"),
        ("2024/6/5", "2024-06-05"),
        ("2024.06.05", "2024-06-05"),
        ("20240605", "2024-06-05"),
        ("20240605T101500Z", "2024-06-05"),
        ("Wed, 05 Jun 2024 10:00:00 GMT", "2024-06-05"),
        ("5 Jun 2024 10:00", "2024-06-05"),
    ],
)
def test_dates_that_are_read(text: str, date: str) -> None:
    assert str(read_declared_date(text)) == date


@pytest.mark.parametrize(
    "text", ["", "05/06/2024", "5.6.2024", "2024-13-01", "20241301", "soon", "2024-11-23x", "0000-01-01"]
)
def test_dates_that_are_not_guessed(text: str) -> None:
    assert read_declared_date(text) is None


@pytest.mark.parametrize(
    ("tag", "primary"),
    [("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("ukr", "ukr"), ("", ""), ("english", ""), ("x-1", "")],
)
def test_primary_language(tag: str, primary: str) -> None:
    assert primary_language(tag) == primary
