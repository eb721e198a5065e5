"""``ENGINE``: see :mod:`hubsoft.core.banco`."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    def is_usable(self) -> bool:
        """Return whether the connection kept since the last request still leads to the server.

        Django asks ``SELECT 1``, one more turn of the network a page. Between requests the server says nothing unless
        it leaves (its last words, or the end of the stream): only then is it asked. As with Django's question, one
        whose transaction has failed is of no use.
        """
        if self.connection is None or self.connection.closed:
            return False
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return False
        espera = select.poll()
        espera.register(self.connection.fileno(), select.POLLIN | select.POLLPRI)
        return not espera.poll(0) or super().is_usable()
