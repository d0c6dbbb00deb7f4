"""What a phone reads from the screen: the payloads of QR codes."""

from __future__ import annotations

import re

from kiosk.catalogue.model import Wifi

_SPECIAL = re.compile(r'([\\;,:"])')


def wifi_payload(wifi: Wifi) -> str:
    """The `WIFI:` text that phone cameras join a network by (the ZXing convention, in WPA3's annex too).

    `\\`, `;`, `,`, `:` and `"` are escaped by a backslash.
    """
    name = _SPECIAL.sub(r"\\\1", wifi.ssid)
    if not wifi.password:
        return f"WIFI:T:nopass;S:{name};;"
    password = _SPECIAL.sub(r"\\\1", wifi.password)
    return f"WIFI:T:WPA;S:{name};P:{password};;"
