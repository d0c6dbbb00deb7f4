"""The two things that systemd wants to hear: that the kiosk is up, and that it is still turning."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping


class Notifier:
    """Sends `sd_notify` datagrams; does nothing where no service manager asked for them."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # sd_notify(3): a leading @ stands for the null byte of Linux's abstract namespace.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        asked_of = environment.get("WATCHDOG_PID", "")
        microseconds = environment.get("WATCHDOG_USEC", "")
        mine = asked_of in ("", str(os.getpid()))
        self.interval = int(microseconds) / 2e6 if mine and microseconds.isdecimal() and int(microseconds) else None
        """Seconds between two signs of life: half of what systemd allows; None when it does not watch."""

    def tell(self, state: str) -> None:
        """Send one assignment, such as `READY=1`. A manager that does not listen is not our trouble."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                channel.sendto(state.encode("utf-8"), self._address)
        except OSError:
            return
