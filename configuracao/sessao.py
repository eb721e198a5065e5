"""Where Django keeps sessions: its table, read by a ready query."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as SessaoDoDjango
from django.utils import timezone

from hubsoft.core.prontas import ler_um


class SessionStore(SessaoDoDjango):
    """The project's ``SESSION_ENGINE``; each request asks the table, so an ended session is out at once."""

    def _get_session_from_db(self) -> Any:
        """Return the session's row while it is valid."""
        sessao = ler_um(self.model, session_key=self.session_key, expire_date__gt=timezone.now())
        if sessao is None:
            self._session_key = None
        return sessao
