"""What the tests of the example services share."""

from collections.abc import Callable
from typing import Any

import pytest
from services.samples import TYPES, Service, quick


@pytest.fixture
def service() -> Callable[..., Service]:
    """A function that starts one of the services."""

    def start(short: str, **options: Any) -> Service:
        return Service(short, **options)

    return start


@pytest.fixture(params=list(TYPES))
def each(request: pytest.FixtureRequest) -> Service:
    """Every service in turn."""
    return Service(request.param, **quick(request.param))
