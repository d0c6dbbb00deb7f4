"""`parvis form run --jsonl`: a form answered over JSON lines, one request and one reply a line.

    {"op": "load", "xml": "...", "attachments": {"jr://...": "/path"}, "now": "...", "tz": "..."}
    {"op": "set", "ref": "/data/a", "value": "2"}
    {"op": "add_repeat", "ref": "/data/child"}      {"op": "del_repeat", "ref": "/data/child", "index": 0}
    {"op": "lang", "lang": "French (fr)"}           {"op": "get"}

A reply is `{"ok": true, ...}`, or `{"ok": false, "error": "..."}`. It serves authors and tests: it says what
is answered, and belongs on no kiosk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from kiosk.forms import FormError, MissingResource

if TYPE_CHECKING:
    from kiosk.forms import Form, Session

LONGEST_LINE: Final = 64 * 1024 * 1024
"""Characters of a request."""


class _Refused(Exception):
    """The request cannot be carried out; the text says why."""


class _Files:
    """The files beside a form, as the request names them."""

    def __init__(self, paths: dict[str, str]) -> None:
        self._paths = paths

    def read(self, uri: str) -> bytes:
        path = self._paths.get(uri)
        if path is None:
            raise MissingResource(f"There is no file for {uri[:200]}.", uri=uri)
        return Path(path).read_bytes()


class Conversation:
    """One form and its session after another."""

    def __init__(self) -> None:
        self._form: Form | None = None
        self._session: Session | None = None

    def answers(self, lines: Iterable[str]) -> Iterator[str]:
        """The reply to each line that is not empty."""
        for line in lines:
            if line.strip():
                yield json.dumps(self.answer(line), ensure_ascii=True)

    def answer(self, line: str) -> dict[str, Any]:
        """The reply to one request."""
        try:
            if len(line) > LONGEST_LINE:
                raise _Refused("The request is too long.")
            request = json.loads(line)
            if not isinstance(request, dict):
                raise _Refused("The request is no JSON object.")
            return {"ok": True, **self._done(request)}
        except (FormError, _Refused) as error:
            return {"ok": False, "error": str(error)}
        except (ValueError, RecursionError):
            return {"ok": False, "error": "The request is no JSON."}
        except (KeyError, TypeError, OSError) as error:
            return {"ok": False, "error": f"The request cannot be carried out: {error!r}"}

    def _done(self, request: dict[str, Any]) -> dict[str, Any]:
        match request.get("op"):
            case "load":
                return self._load(request)
            case "set":
                changed = self._begun().set(str(request["ref"]), str(request.get("value") or ""))
                return {"changed": sorted(changed)}
            case "add_repeat":
                return {"ref": self._begun().add_repeat(str(request["ref"]))}
            case "del_repeat":
                self._begun().remove_repeat(str(request["ref"]), int(request["index"]) + 1)
                return {}
            case "lang":
                return self._speak(str(request["lang"]))
            case "get":
                return {"nodes": list(_nodes(self._begun()))}
            case _:
                raise _Refused("“op” is none of load, set, add_repeat, del_repeat, lang and get.")

    def _load(self, request: dict[str, Any]) -> dict[str, Any]:
        from kiosk.forms import load

        self._session = None
        xml = str(request["xml"]).encode("utf-8", "surrogatepass")
        self._form = load(xml, resources=_Files(dict(request.get("attachments") or {})))
        moment = _moment(request)
        self._session = self._form.begin(now=lambda: moment, language="")
        return {"id": self._form.id, "languages": list(self._form.languages)}

    def _speak(self, language: str) -> dict[str, Any]:
        session = self._begun()
        names = dict(zip(session.form.languages, session.form.language_codes, strict=True))
        session.language = names.get(language, language)
        return {"lang": session.language}

    def _begun(self) -> Session:
        if self._session is None:
            raise _Refused("No form is loaded.")
        return self._session


def _moment(request: dict[str, Any]) -> datetime:
    written = request.get("now")
    moment = datetime.fromisoformat(str(written).replace("Z", "+00:00")) if written else datetime.now(UTC)
    return moment.astimezone(ZoneInfo(str(request.get("tz") or "UTC")))


def _nodes(session: Session) -> Iterator[dict[str, Any]]:
    for node in session.nodes():
        yield {
            "ref": node.path,
            "type": "group" if node.kind is None else str(node.kind),
            "value": node.value,
            "relevant": node.relevant,
            "required": node.required,
            "readonly": node.readonly,
            "violation": str(node.problem) if node.problem is not None else None,
        }
