"""The OpenRosa inbox as a web application: asks for the token, takes sealed submissions, opens none.

It has no use for the private key and no code to load one.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive

from offline_cache.desk.forms import Forms, form_list
from offline_cache.desk.inbox import Inbox, InboxFull, Storing
from offline_cache.desk.limits import RateLimit
from offline_cache.desk.manifest import ManifestUnreadable, read_manifest
from offline_cache.desk.tokens import Tokens
from offline_cache.sealing import MAX_ATTACHMENTS, MAX_ENVELOPE_BYTES
from offline_cache.store.opening import StoreUnusable

SUBMISSIONS_A_MINUTE = 600
BAD_TOKENS_A_MINUTE = 30
UPLOAD_SECONDS = 240.0
"""Longer than a courier takes before it gives up: a thin line is no fault."""
MULTIPART_OVERHEAD_BYTES = 256 * 1024
MAX_BODY_BYTES = MAX_ENVELOPE_BYTES + MULTIPART_OVERHEAD_BYTES
XML_PART = "xml_submission_file"
_log = logging.getLogger(__name__)


class _TooLarge(Exception):
    """The body went past `MAX_BODY_BYTES` while it was read."""


def answer(status: int, message: str, wait_seconds: float | None = None) -> Response:
    """An `OpenRosaResponse` with its headers."""
    nature = "submit_success" if status < 300 else "error"
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f'<message nature="{nature}">{escape(message)}</message></OpenRosaResponse>\n'
    )
    headers = dict(_headers())
    if wait_seconds is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait_seconds)))
    return Response(body, status, headers, "text/xml; charset=utf-8")


def _headers() -> dict[str, str]:
    return {
        "X-OpenRosa-Version": "1.0",
        "X-OpenRosa-Accept-Content-Length": str(MAX_ENVELOPE_BYTES),
        "Content-Language": "en",
    }


class DeskApplication:
    """The handlers and what they share."""

    def __init__(
        self,
        inbox: Inbox,
        tokens: Callable[[], Tokens],
        forms: Forms | None = None,
        *,
        submissions_a_minute: int = SUBMISSIONS_A_MINUTE,
        upload_seconds: float = UPLOAD_SECONDS,
    ) -> None:
        """`tokens` is asked at each request, so that a token withdrawn stops working at once.

        `forms` are those that kiosks may compare theirs with.
        """
        self._inbox = inbox
        self._tokens = tokens
        self._forms = forms
        self._by_kiosk = RateLimit(submissions_a_minute)
        self._bad_tokens = RateLimit(BAD_TOKENS_A_MINUTE)
        self._upload_seconds = upload_seconds

    def application(self) -> Starlette:
        """The ASGI application, with ODK Central's paths and the plain ones of OpenRosa."""
        prefixes = ("/v1/key/{token}/projects/{project:int}", "/v1/projects/{project:int}", "")
        routes = [
            route
            for prefix in prefixes
            for route in (
                Route(f"{prefix}/submission", self.head, methods=["HEAD"]),
                Route(f"{prefix}/submission", self.submit, methods=["POST"]),
                Route(f"{prefix}/formList", self.form_list, methods=["GET"]),
                Route(f"{prefix}/forms/{{form_id}}.{{md5}}.xml", self.form, methods=["GET"]),
            )
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: self._failed, Exception: self._failed})

    async def _failed(self, request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return answer(error.status_code, error.detail)
        return answer(500, "The desk failed. Nothing was stored; send it again later.")

    async def head(self, request: Request) -> Response:
        """Says that this is a desk, and how much it takes at a time."""
        refusal = self._admit(request)
        return refusal if isinstance(refusal, Response) else Response(status_code=204, headers=_headers())

    async def form_list(self, request: Request) -> Response:
        """The forms that this desk was given. Kiosks compare theirs with it; they get them from the signed pack."""
        refusal = self._admit(request)
        if isinstance(refusal, Response):
            return refusal
        kept = await run_in_threadpool(self._forms.kept) if self._forms is not None else None
        if kept is None:
            return answer(404, "This desk was given no forms to list.")
        base = quote(request.url.path.removesuffix("/formList"))
        body = form_list(kept, base, all_versions="listAllVersions" in request.query_params)
        return Response(body, 200, _headers(), "text/xml; charset=utf-8")

    async def form(self, request: Request) -> Response:
        """One version of a form, as it stands in the list."""
        refusal = self._admit(request)
        if isinstance(refusal, Response):
            return refusal
        wanted = request.path_params["form_id"], request.path_params["md5"]
        content = await run_in_threadpool(self._forms.content, *wanted) if self._forms is not None else None
        if content is None:
            return answer(404, "There is no such form here.")
        return Response(content, 200, _headers(), "text/xml; charset=utf-8")

    def _admit(self, request: Request) -> str | Response:
        """The kiosk that calls, by the token in the path or in `Authorization: Bearer`; or the refusal."""
        caller = request.client.host if request.client else ""
        if wait := self._bad_tokens.wait_seconds(caller):
            return answer(429, "Too many wrong tokens.", wait)
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        token = request.path_params.get("token") or (credentials.strip() if scheme.lower() == "bearer" else "")
        kiosk = self._tokens().kiosk(token) if token else None
        if kiosk is None:
            self._bad_tokens.count(caller)
            return answer(401, "This token is not known here.")
        return kiosk

    async def submit(self, request: Request) -> Response:
        """Take one sealed submission. 201 is said only when it is on the disk."""
        kiosk = self._admit(request)
        if isinstance(kiosk, Response):
            return kiosk
        if wait := self._by_kiosk.wait_seconds(kiosk):
            return answer(429, "Too many submissions at once from this kiosk.", wait)
        self._by_kiosk.count(kiosk)
        try:
            async with asyncio.timeout(self._upload_seconds):
                content, files = await self._parts(request)
            manifest = read_manifest(content)
        except _TooLarge:
            return answer(413, f"A submission may weigh at most {MAX_ENVELOPE_BYTES} bytes.")
        except TimeoutError:
            return answer(408, "The submission took too long to arrive.")
        except (MultiPartException, HTTPException, UnicodeDecodeError):
            return answer(400, "The submission is not well-formed multipart/form-data.")
        except ManifestUnreadable as error:
            return answer(400, str(error))
        except ClientDisconnect:
            return answer(400, "The line broke.")
        # A large submission may come in several requests, each with the manifest and some of the parts.
        if not files or not set(files) <= set(manifest.files):
            return answer(400, "The parts are not those that the manifest names.")
        return await self._store(
            manifest.instance_id, kiosk, lambda: self._inbox.store(manifest, content, files, kiosk)
        )

    async def _store(self, instance_id: str, kiosk: str, store: Callable[[], Storing]) -> Response:
        try:
            stored = await run_in_threadpool(store)
        except InboxFull as error:
            _log.error("%s", error)
            return answer(507, "The desk is full for now. Keep it and send it again later.")
        except StoreUnusable as error:
            _log.error("%s", error)
            return answer(500, "The desk failed. Nothing was stored; send it again later.")
        if stored is Storing.CONFLICT:
            _log.warning("Another submission under the same identifier came from %s.", kiosk)
            return answer(409, "There is another submission under this identifier.")
        if stored is Storing.TOO_LARGE:
            return answer(413, f"A submission may weigh at most {MAX_ENVELOPE_BYTES} bytes.")
        return answer(201, "Received.")

    async def _parts(self, request: Request) -> tuple[bytes, dict[str, bytes]]:
        declared = request.headers.get("Content-Length", "0")
        if not declared.isdigit() or len(declared) > 12 or int(declared) > MAX_BODY_BYTES:
            raise _TooLarge
        limited = Request(request.scope, _counted(request.receive))
        content: bytes | None = None
        files: dict[str, bytes] = {}
        async with limited.form(max_files=MAX_ATTACHMENTS + 2, max_fields=4) as form:
            for name, part in form.multi_items():
                data = await part.read() if isinstance(part, UploadFile) else part.encode("utf-8")
                if name == XML_PART and content is None:
                    content = data
                elif name == XML_PART or name in files:
                    raise MultiPartException("a part came twice")
                else:
                    files[name] = data
        if content is None:
            raise MultiPartException("no submission in it")
        return content, files


def _counted(receive: Receive) -> Receive:
    """Stop reading at the limit, also when the body comes in chunks and declares no length."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message: Message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY_BYTES:
            raise _TooLarge
        return message

    return counted
