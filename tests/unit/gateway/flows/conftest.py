"""What several files of this folder begin with."""

import pytest

from tests.kit.meeting import Meeting


@pytest.fixture
async def meeting() -> Meeting:
    return await Meeting().post()
