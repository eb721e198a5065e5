"""Models and migrations are in step."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_nao_falta_migracao() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
