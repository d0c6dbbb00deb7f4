"""What the answer to a submission means: taken, later, or never. Read with suspicion.

Follows the OpenRosa HTTP and form submission pages of the ODK documentation. A captive portal answers 200 to
everything, so only 201 or 202 with an `OpenRosaResponse` counts as taken.
"""

from __future__ import annotations

from lxml import etree

from offline_cache.openrosa.answers import Accepted, Answer, Later, Refused

LONGEST_RETRY_AFTER_DIGITS = 6
_RESPONSE = "{http://openrosa.org/http/response}OpenRosaResponse"


def judge(status: int, body: bytes, is_openrosa: bool, retry_after: str | None = None) -> Answer:
    """What a status and a body mean. 404 and 409 count only from a server that shows that it is a desk:

    a proxy's own 404 while the desk restarts must not turn mail into dead letters.
    """
    answered = _is_response(body)
    match status:
        case 201 | 202 if answered:
            return Accepted()
        case 201 | 202:
            return Later(f"The desk's answer broke off ({status} without an OpenRosaResponse).")
        case 404 if answered or is_openrosa:
            return Refused("The desk does not know this form or this version (404). Publish it there.")
        case 409 if answered or is_openrosa:
            # ODK Central says this of both.
            return Refused(
                "The desk has another submission under this identifier, or has closed this form (409). "
                "Compare the two, or open the form there again and retry."
            )
        case 413:
            return Later(
                "The desk, or a proxy before it, takes no request of this size (413). Raise its limit: an envelope "
                "weighs up to 30 MB (nginx: client_max_body_size).",
                lasting=True,
            )
        case _:
            return not_now(status, retry_after, "The desk did not take an envelope")


def not_now(status: int, retry_after: str | None, what: str) -> Later:
    """Any status that is neither taken nor refused; `what` begins the sentence where the status says nothing more."""
    match status:
        case 200:
            return Later(
                "A login page answered in the desk's place (200): the network wants somebody to sign in. "
                "Let it pass this kiosk.",
                lasting=True,
            )
        case 301 | 302 | 303 | 307 | 308:
            return Later(
                f"{what}: it sent us elsewhere ({status}), as a login page of the network does. Nobody follows. "
                "Let the network pass this kiosk, or mend [desk] url.",
                lasting=True,
            )
        case 511:
            return Later("The network wants somebody to sign in (511). Let it pass this kiosk.", lasting=True)
        case 401 | 403:
            return Later(
                f"The desk does not know this kiosk's token, or its name and password ({status}). "
                "Enrol the kiosk again, and give it access to its forms.",
                lasting=True,
            )
        case 429:
            return Later("The desk asks for patience (429).", _seconds(retry_after))
        case 507:
            return Later("The desk is full (507). Its operator has to make room.", _seconds(retry_after))
        case _ if status >= 500:
            sentence = f"The desk, or a proxy before it, is out of order or overloaded ({status})."
            return Later(sentence, _seconds(retry_after))
        case _:
            return Later(f"{what} ({status}).", _seconds(retry_after))


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` in seconds. A date is passed over: this kiosk's clock may be wrong, and all would come at once."""
    said = (retry_after or "").strip()
    if said.isascii() and said.isdigit() and len(said) <= LONGEST_RETRY_AFTER_DIGITS:
        return float(said)
    return None


def _is_response(body: bytes) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return bool(root.tag == _RESPONSE)
