"""Connections of `requests` that this house can answer for: one TLS context, a pinned key, an allowance, no more.

`requests` would add its own list of authorities and read no limit on headers. Here the context alone decides who is
believed, the key is checked before the first byte of a request is written, and every byte read is counted.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from collections.abc import Callable
from typing import Any, cast

from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager
from urllib3.response import HTTPResponse

from offline_cache.openrosa.limiting import Allowance, Incoming
from offline_cache.openrosa.tls import check_pin

BLOCK_BYTES = 32 * 1024
"""What is written at a time: a line of 30 kbit/s carries it within the limit of one write."""


def _pools(allowance: Allowance, pinned: str, asked: Callable[[], object]) -> dict[str, type[HTTPConnectionPool]]:
    """Pools whose connections know this allowance and this pin, and tell when they have `asked`."""

    class Answer(http.client.HTTPResponse):
        """An answer, also a proxy's to CONNECT, that is read through the allowance."""

        def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
            super().__init__(sock, *arguments, **named)
            source = self.fp.detach()
            self.fp = io.BufferedReader(Incoming(source, sock, allowance))

    class Plain(HTTPConnection):
        response_class = Answer

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            asked()
            return super().getresponse()

    class Closed(HTTPSConnection):
        response_class = Answer

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            asked()
            return super().getresponse()

        def connect(self) -> None:
            """Connect and, before anything is asked, look whose key it is."""
            super().connect()
            if pinned:
                try:
                    check_pin(cast(ssl.SSLSocket, self.sock).getpeercert(binary_form=True), pinned)
                except ssl.SSLError:
                    self.close()
                    raise

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = cast(Any, Plain)

    class ClosedPool(HTTPSConnectionPool):
        ConnectionCls = cast(Any, Closed)

    return {"http": PlainPool, "https": ClosedPool}


class Adapter(HTTPAdapter):
    """Carries requests over connections of ours, one at a time."""

    def __init__(
        self, context: ssl.SSLContext, pinned: str, allowance: Allowance, asked: Callable[[], object] = lambda: None
    ) -> None:
        """`pinned`: hex SHA-256 of the key that the server must have; empty for any that the context believes.

        `asked` is called each time when a request is wholly on its way and nothing of its answer has been read.
        """
        self._context = context
        self._pools = _pools(allowance, pinned, asked)
        super().__init__(pool_connections=2, pool_maxsize=1)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        """Pools of ours."""
        super().init_poolmanager(
            connections, maxsize, block, ssl_context=self._context, blocksize=BLOCK_BYTES, **kwargs
        )
        self._ours(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """The same through a proxy, which is itself believed by the same authorities, but not by the pin."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(
            proxy, ssl_context=self._context, proxy_ssl_context=self._context, blocksize=BLOCK_BYTES, **kwargs
        )
        if not known:
            self._ours(manager)
        return manager

    def _ours(self, manager: PoolManager) -> None:
        manager.pool_classes_by_scheme = self._pools

    def build_connection_pool_key_attributes(self, request: PreparedRequest, verify: Any, cert: Any = None) -> Any:
        """Host and port alone: whom to believe is the context's business."""
        host, _ = super().build_connection_pool_key_attributes(request, True, None)
        return host, {"cert_reqs": "CERT_REQUIRED"}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing: `requests` would add the authorities that it brings along."""
