"""Watches the headphone socket while a visit is on the screen: by the kernel's switch, else by the sound server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QSocketNotifier, QTimer

from accessibility.input.headphones import INPUT_DEVICES, MAX_PORTS_BYTES, Jack, jacks, ports

LOOK_MS = 5000
"""How often a socket is looked for while there is none, or after one is gone."""

CALM_MS = 30
"""The sound server tells of one plug several times over."""

AUTO, NONE = "auto", "none"


class HeadphoneWatcher(QObject):
    """Calls `told(plugged, found)`: `found` is true for how the socket stood when the watch began.

    `switch` is `[sound] switch` of kiosk.toml. Nothing blocks: devices are read when they have something to say, the
    sound server's tools are children that run beside.
    """

    def __init__(
        self,
        switch: str,
        told: Callable[[bool, bool], None],
        *,
        folder: Path = INPUT_DEVICES,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._switch, self._told, self._folder = switch, told, folder
        self._jacks: dict[Jack, QSocketNotifier] = {}
        self._plugged: bool | None = None
        self._subscription: QProcess | None = None
        self._listing: QProcess | None = None
        self._again = False
        self._look_timer = QTimer(self)
        self._look_timer.setInterval(LOOK_MS)
        self._look_timer.timeout.connect(self._look)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._list)

    @property
    def plugged(self) -> bool:
        """Whether headphones are in, as far as anything here can tell."""
        return bool(self._plugged)

    def start(self) -> None:
        """Watch from now on."""
        if self._switch != NONE:
            self._look()

    def close(self) -> None:
        """Watch no more."""
        self._switch = NONE
        self._look_timer.stop()
        self._calm.stop()
        for jack in tuple(self._jacks):
            self._drop(jack)
        for process in (self._subscription, self._listing):
            if process is not None:
                process.kill()
                process.waitForFinished(500)
        self._subscription = self._listing = None

    # The kernel's switch

    def _look(self) -> None:
        if self._switch == NONE or self._jacks:
            self._look_timer.stop()
            return
        for jack in self._openable():
            notifier = QSocketNotifier(jack.fileno(), QSocketNotifier.Type.Read, self)
            notifier.activated.connect(self._read)
            self._jacks[jack] = notifier
        if self._jacks:
            self._look_timer.stop()
            self._settle(any(jack.plugged for jack in self._jacks))
            return
        self._look_timer.start()
        if self._switch == AUTO:
            self._subscribe()

    def _openable(self) -> list[Jack]:
        if self._switch == AUTO:
            return list(jacks(self._folder))
        try:
            return [Jack(Path(self._switch))]
        except OSError:
            return []

    def _read(self) -> None:
        for jack in tuple(self._jacks):
            try:
                jack.read()
            except OSError:
                self._drop(jack)
                self._look_timer.start()
        # A socket that is gone has nothing in it.
        self._settle(any(other.plugged for other in self._jacks))

    def _drop(self, jack: Jack) -> None:
        notifier = self._jacks.pop(jack)
        notifier.setEnabled(False)
        notifier.deleteLater()
        jack.close()

    # The sound server

    def _subscribe(self) -> None:
        program = shutil.which("pactl")
        if program is None or self._subscription is not None:
            return
        self._subscription = self._process(program, ["subscribe"])
        self._subscription.readyReadStandardOutput.connect(self._heard)
        self._subscription.finished.connect(self._unsubscribed)
        self._subscription.start()
        self._calm.start()

    def _heard(self) -> None:
        if self._subscription is not None:
            news = bytes(self._subscription.readAllStandardOutput().data())
            if b" on sink " in news or b" on card " in news or b" on server" in news:
                self._calm.start()

    def _unsubscribed(self) -> None:
        # The server is gone, or not there yet; the next look tries again.
        if self._subscription is not None:
            self._subscription.deleteLater()
            self._subscription = None

    def _list(self) -> None:
        program = shutil.which("pactl")
        if program is None:
            return
        if self._listing is not None:
            self._again = True
            return
        self._listing = self._process(program, ["-f", "json", "list", "sinks"])
        self._listing.finished.connect(self._listed)
        self._listing.start()

    def _listed(self) -> None:
        listing, self._listing = self._listing, None
        if listing is None:
            return
        said = bytes(listing.read(MAX_PORTS_BYTES + 1).data())
        listing.deleteLater()
        if not self._jacks and (plugged := ports(said)) is not None:
            self._settle(plugged)
        if self._again:
            self._again = False
            self._calm.start()

    def _process(self, program: str, arguments: list[str]) -> QProcess:
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("LC_ALL", "C.UTF-8")
        process.setProcessEnvironment(environment)
        process.setProgram(program)
        process.setArguments(arguments)
        process.setStandardErrorFile(QProcess.nullDevice())
        return process

    def _settle(self, plugged: bool) -> None:
        was, self._plugged = self._plugged, plugged
        if plugged != was:
            self._told(plugged, was is None)
