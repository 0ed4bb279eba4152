"""Hooks for all tests."""

import pytest
from hypothesis import HealthCheck, settings

# A busy or slow machine is no defect of the code under test.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes by their length: gzip stamps the time, and parallel runs compare the names."""
    return f"{argname}-{len(val)}" if isinstance(val, bytes) and len(val) > 16 else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In parallel runs a file stays together, and so do those that share the whole corpus."""
    for item in items:
        shared = item.path.parent.name == "conformance"
        group = item.path.parent.name if shared else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
