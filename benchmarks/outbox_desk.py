"""Where a benchmark's envelopes go: the real desk without its limit a minute, or a socket that takes what comes.

`python -m benchmarks.outbox_desk real DESKDIR` or `bare`; prints its address.
"""

from __future__ import annotations

import socketserver
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path

ANSWER = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
    b'<message nature="submit_success">Received.</message></OpenRosaResponse>\n'
)


class Taking(BaseHTTPRequestHandler):
    """Reads a body and says thank you; keeps nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_HEAD(self) -> None:
        """Here is a desk."""
        self.send_response(204)
        self.send_header("X-OpenRosa-Version", "1.0")
        self.end_headers()
        self.wfile.flush()

    def do_POST(self) -> None:
        """Taken."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("X-OpenRosa-Version", "1.0")
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)
        self.wfile.flush()

    def log_message(self, format: str, *words: object) -> None:
        """Nothing."""


def bare() -> None:
    """Take on a free port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Taking) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()


def real(directory: Path) -> None:
    """The desk as `parvis desk serve` runs it."""
    from offline_cache.desk import application
    from offline_cache.desk.server import Listening, serve

    defaults = application.DeskApplication.__init__.__kwdefaults__
    assert defaults is not None
    defaults["submissions_a_minute"] = 10**9
    serve(directory, Listening(port=0), lambda address: print(address, flush=True))


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else real(Path(sys.argv[2]))
