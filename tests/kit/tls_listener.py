"""A listener for HTTP behind mutual TLS, in threads of the test: a partner's own, whoever plays that partner."""

import contextlib
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

_SECONDS: Final = 30.0


class TlsListener(ThreadingHTTPServer):
    """Listens on loopback until `close`; shakes hands in the thread of the caller, so that one alone waits for it."""

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self._handler = handler
        self._context = context
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening, and finish what is in hand where the threads are no daemons."""
        self.shutdown()
        self.server_close()
        self._thread.join()

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the library has it
        """Shake hands and answer; a caller that leaves, or does not want us, says so elsewhere."""
        request.settimeout(_SECONDS)
        with (
            contextlib.suppress(ssl.SSLError, ConnectionError),
            self._context.wrap_socket(request, server_side=True) as channel,
        ):
            self._handler(channel, client_address, self)
