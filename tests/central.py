"""A server that behaves as ODK Central does, for tests: what its forms become, what it takes, and how it decrypts.

Written after the ODK documents (OpenRosa's form list and submission, the encryption section of the XForms
specification) and what Central's published sources do.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

from tests.decrypting import ODK, ManagedKey, Stored, cleartext, record_key

TOKEN = "k3Y!token$of0neApplicationUser"
PROJECT = 7
OPENROSA = {
    "X-OpenRosa-Version": "1.0",
    "X-OpenRosa-Accept-Content-Length": "250000000",
    "Content-Language": "en",
}


PERMIT = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
  <h:head>
    <h:title>Permit</h:title>
    <model>
      <itext>
        <translation lang="Français (fr)" default="true()">
          <text id="/permit/why:label"><value>Pourquoi ?</value></text>
          <text id="/permit/street:label"><value>Votre rue ?</value></text>
        </translation>
        <translation lang="English (en)">
          <text id="/permit/why:label"><value>Why?</value></text>
          <text id="/permit/street:label"><value>Your street?</value></text>
        </translation>
      </itext>
      <instance><permit id="permit" version="7"><why/><street/><meta><instanceID/></meta></permit></instance>
      <instance id="streets" src="jr://file-csv/streets.csv"/>
      <bind nodeset="/permit/why" type="string"/>
      <bind nodeset="/permit/street" type="string"/>
      <bind nodeset="/permit/meta/instanceID" type="string" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/permit/why"><label ref="jr:itext('/permit/why:label')"/></input>
    <select1 ref="/permit/street"><label ref="jr:itext('/permit/street:label')"/>
      <itemset nodeset="instance('streets')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
  </h:body>
</h:html>
"""
STREETS = b"name,label\nardennes,Rue des Ardennes\n"


def encrypted(xml: str, public: str, suffix: str) -> str:
    """The form as Central rewrites it when encryption is switched on: the key in it, the version longer."""
    found = re.search(r"<instance>\s*<[^>]*?version=\"([^\"]*)\"", xml)
    assert found is not None
    xml = xml[: found.end(1)] + suffix + xml[found.end(1) :]
    assert "<submission" not in xml
    return xml.replace("</model>", f'<submission base64RsaPublicKey="{public}"/></model>', 1)


def version_suffix(milliseconds: int) -> str:
    """What Central appends to a version: the moment, six bytes of it, in base64 (which may hold + and /)."""
    return f"[encrypted:{base64.b64encode(milliseconds.to_bytes(6, 'big')).decode()}]"


# The server


@dataclass
class Published:
    """One version of a form, with the files beside it; `lists` are those that are lists of entities."""

    form_id: str
    version: str
    xml: bytes
    media: dict[str, bytes] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    closed: bool = False

    @property
    def md5(self) -> str:
        """As the form list has it."""
        return hashlib.md5(self.xml).hexdigest()


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Central:
    """One project. `instead` gives another answer at a path (without its query); `asked` is what was asked for."""

    forms: dict[str, list[Published]] = field(default_factory=dict)
    stored: dict[str, Stored] = field(default_factory=dict)
    key: ManagedKey | None = None
    instead: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    password: str = ""
    host: str = ""
    moment: int = 1_763_900_000_000

    @property
    def base(self) -> str:
        """The path of the project for an application user."""
        return f"/v1/key/{quote(TOKEN, safe='!$')}/projects/{PROJECT}"

    @property
    def url(self) -> str:
        """What an author is shown for an application user."""
        return f"{self.host}{self.base}"

    def publish(self, xml: str, media: dict[str, bytes] | None = None, lists: tuple[str, ...] = ()) -> Published:
        """Publish a version; encrypted where the project's encryption is on and the form has no key of its own."""
        if self.key is not None and "base64RsaPublicKey" not in xml:
            self.moment += 1
            xml = encrypted(xml, self.key.public, version_suffix(self.moment))
        root = ElementTree.fromstring(xml)
        primary = next(iter(root.find(".//{http://www.w3.org/2002/xforms}instance") or []))
        one = Published(primary.get("id", ""), primary.get("version", ""), xml.encode(), media or {}, lists)
        earlier = self.forms.setdefault(one.form_id, [])
        assert one.version not in [form.version for form in earlier], "Central refuses a version twice"
        earlier.append(one)
        return one

    def encrypt(self, passphrase: str) -> None:
        """Switch managed encryption on: each form gets a key and a new version."""
        self.key = ManagedKey.make(passphrase)
        for versions in list(self.forms.values()):
            last = versions[-1]
            self.publish(last.xml.decode(), last.media, last.lists)

    def export(self, form_id: str, passphrase: str) -> tuple[list[bytes], dict[str, bytes]]:
        """Central's export with the passphrase: the submissions' XML, and all of their media in one folder."""
        assert self.key is not None
        private = self.key.unlocked(passphrase)
        submissions: list[bytes] = []
        media: dict[str, bytes] = {}
        for stored in self.stored.values():
            version = next(form for form in self.forms[form_id] if form.version == stored.version)
            if stored.form_id != form_id or self.key.public not in version.xml.decode():
                continue
            key = record_key(private, stored.wrapped_key)
            for index, name in enumerate(stored.expected):
                if name in stored.files:
                    plain = cleartext(key, stored.instance_id, index, stored.files[name])
                    if index == len(stored.expected) - 1:
                        submissions.append(plain)
                    else:
                        # One folder for all submissions: a name that comes twice is unpacked over the first.
                        media[name.removesuffix(".enc")] = plain
        return submissions, media

    # What is asked of it

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """As Central answers a request for `path` (without its query)."""
        base = next((each for each in (self.base, f"/v1/projects/{PROJECT}") if path.startswith(f"{each}/")), "")
        path = path.removeprefix(base)
        known = base == self.base or self._is_user(headers)
        # A token that nobody has, wherever; and a name that nobody has. No 401 of Central's says what it asks for.
        if not base:
            return _said(403, "The authentication you provided does not have rights to perform that action.")
        if not known and "authorization" in headers:
            return _said(401, "Could not authenticate with the provided credentials.")
        if "x-openrosa-version" not in headers and path in ("/formList", "/submission"):
            return _said(400, "Expected an OpenRosa-Version header.")
        if path == "/submission":
            if method == "HEAD":
                return 204, OPENROSA, b""
            return self._submitted(headers, body) if known else _said(401, "Could not authenticate.")
        if path == "/formList":
            # Strangers are not asked who they are: they see no forms.
            return 200, OPENROSA | {"Content-Type": "text/xml"}, self._list(base, known).encode()
        if not known:
            return _said(403, "The authentication you provided does not have rights to perform that action.")
        if found := re.fullmatch(r"/forms/([^/]+)\.xml", path):
            versions = self.forms.get(unquote(found[1]))
            return (
                (200, {"Content-Type": "application/xml"}, versions[-1].xml) if versions else _said(404, "Not found.")
            )
        if found := re.fullmatch(r"/forms/([^/]+)/manifest", path):
            versions = self.forms.get(unquote(found[1]))
            return (
                (200, OPENROSA, self._manifest(versions[-1], base).encode()) if versions else _said(404, "Not found.")
            )
        if found := re.fullmatch(r"/forms/([^/]+)/attachments/([^/]+)", path):
            content = self.forms[unquote(found[1])][-1].media.get(unquote(found[2]))
            return (200, {}, content) if content is not None else _said(404, "Not found.")
        return _said(404, "Could not find the resource you were looking for.")

    def _is_user(self, headers: dict[str, str]) -> bool:
        basic = "Basic " + base64.b64encode(f"author:{self.password}".encode()).decode()
        return bool(self.password) and headers.get("authorization") == basic

    def _list(self, base: str, known: bool) -> str:
        entries = []
        for versions in self.forms.values() if known else ():
            form = versions[-1]
            at = f"{self.host}{base}/forms/{quote(form.form_id)}"
            manifest = f"<manifestUrl>{at}/manifest</manifestUrl>" if form.media else ""
            entries.append(
                f"<xform><formID>{form.form_id}</formID><name>{form.form_id}</name>"
                f"<version>{html.escape(form.version)}</version><hash>md5:{form.md5}</hash>"
                f"<downloadUrl>{at}.xml</downloadUrl>{manifest}</xform>"
            )
        listed = "\n".join(entries)
        return f'<?xml version="1.0"?>\n<xforms xmlns="http://openrosa.org/xforms/xformsList">{listed}</xforms>'

    def _manifest(self, form: Published, base: str) -> str:
        files = []
        for name, content in form.media.items():
            # The hash of a list of entities is of its last change, not of its bytes.
            md5 = hashlib.md5(b"changed" + content if name in form.lists else content).hexdigest()
            kind = ' type="entityList"' if name in form.lists else ""
            files.append(
                f"<mediaFile{kind}><filename>{html.escape(name)}</filename><hash>md5:{md5}</hash>"
                f"<downloadUrl>{self.host}{base}/forms/{form.form_id}/attachments/{quote(name)}</downloadUrl></mediaFile>"
            )
        return f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{"".join(files)}</manifest>'

    def _submitted(self, headers: dict[str, str], body: bytes) -> Answer:
        parts = _parts(headers.get("content-type", ""), body)
        xml = parts.pop("xml_submission_file", None)
        if xml is None:
            return _said(400, "Required multipart POST field xml_submission_file missing.")
        sent = _read(xml)
        versions = self.forms.get(sent.form_id)
        if versions is None:
            return _said(404, "The form does not exist.")
        if sent.version not in [form.version for form in versions]:
            return _said(404, "The form version specified in this submission does not exist.")
        if versions[-1].closed:
            return _said(409, "This form is not currently accepting submissions.")
        known = self.stored.get(sent.instance_id)
        if known is not None and known.xml != xml:
            return _said(409, "A submission already exists with this ID, but with different XML.")
        stored = self.stored.setdefault(sent.instance_id, sent)
        # What the manifest does not name is dropped without a word.
        stored.files |= {name: content for name, content in parts.items() if name in stored.expected}
        return _said(201, "full submission upload was successful!")


def _read(xml: bytes) -> Stored:
    root = ElementTree.fromstring(xml)
    instance_id = next((each.text or "" for each in root.iter() if each.tag.rpartition("}")[2] == "instanceID"), "")
    wrapped = root.findtext(f"{ODK}base64EncryptedKey", "")
    names = [each.text or "" for each in root.iterfind(f"{ODK}media/{ODK}file")]
    if wrapped:
        names.append(root.findtext(f"{ODK}encryptedXmlFile", ""))
    return Stored(xml, root.get("id", ""), root.get("version", ""), instance_id, wrapped, tuple(names))


def _parts(content_type: str, body: bytes) -> dict[str, bytes]:
    message = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            parts[name] = content
    return parts


def _said(status: int, message: str) -> Answer:
    nature = "" if status < 300 else "error"
    text = (
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">'
        f'<message nature="{nature}">{message}</message></OpenRosaResponse>'
    )
    return status, OPENROSA, text.encode()


@contextmanager
def serving(central: Central) -> Iterator[Central]:
    """The server on a port of this machine, until the block ends; it is also another host by the name localhost."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = urlsplit(self.path).path
            central.asked.append((self.command, self.path))
            special = central.instead.get(path)
            if callable(special):
                # In its words too: else the client may ask again where nobody listens any more.
                self.protocol_version = "HTTP/1.0"
                special(self)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, content = special or central.answer(self.command, path, headers, body)
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = _take

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    central.host = f"http://127.0.0.1:{server.server_port}"
    try:
        yield central
    finally:
        server.shutdown()
        server.server_close()
