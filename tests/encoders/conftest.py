from __future__ import annotations

from pathlib import Path

import pytest

from shotseer.encoders import LiteEncoder


@pytest.fixture(scope="session")
def lite_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lite") / "cache"


@pytest.fixture(scope="session")
def lite(lite_cache: Path) -> LiteEncoder:
    return LiteEncoder(lite_cache)
