"""Every key and touch of a window on its way in: what counts, what a pad's key means, and what a switch does."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTouchEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

from accessibility.input.filtering import Steadiness
from kiosk.keys import Pad, PadAction, Switches
from kiosk.pages.page import PageKind
from kiosk.visit.preferences import Preferences
from ui.input.glass import focused as has_focus
from ui.input.glass import is_button, is_typed_in, name_of, under
from ui.input.hands import Hands
from ui.input.names import key_name
from ui.input.scanner import Scanner
from ui.viewmodels.page import PageViewModel

SCANNER_SECONDS = 1.0
"""A code's last letter and the Enter of its scanner are closer than this: that Enter is no switch."""

_WALKS = {
    PadAction.UP: Qt.Key.Key_Up,
    PadAction.DOWN: Qt.Key.Key_Down,
    PadAction.LEFT: Qt.Key.Key_Left,
    PadAction.RIGHT: Qt.Key.Key_Right,
}
_PLUGS = frozenset({PadAction.HEADPHONES_IN, PadAction.HEADPHONES_OUT})
_ARROW_NAMES = frozenset({"up", "down", "left", "right"})
_MOVES = frozenset({*_ARROW_NAMES, "tab", "page-up", "page-down", "home", "end"})

_PRESSING = frozenset({"space", "return", "enter"})
"""The keys that press what has the focus."""

_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin})
_DRAGS = frozenset({QEvent.Type.MouseMove, QEvent.Type.TouchUpdate})
_RELEASES = frozenset({QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel})


class Inputs(QObject):
    """The filter of one window. `clock` gives seconds that only grow."""

    def __init__(
        self,
        window: QQuickWindow,
        page: PageViewModel,
        hands: Hands,
        *,
        pad: Pad | None = None,
        switches: Switches | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(window)
        self._window, self._page, self._hands, self._clock = window, page, hands, clock
        self._pad = pad or Pad()
        self._switches = switches or Switches()
        self.scanner = Scanner(window, page, hands, self)
        self._keys, self._touches = Steadiness(), Steadiness()
        self._swallowed: set[int] = set()
        self._presses: dict[int, QQuickItem] = {}
        self._swallowing = self._by_key = self._sending = False
        self._lettered = float("-inf")
        window.installEventFilter(self)
        window.activeFocusItemChanged.connect(self._focused)

    def settle(self, preferences: Preferences) -> None:
        """The person's settings have changed."""
        self.scanner.settle(preferences)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event stops here."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key_pressed(event)
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return self._key_released(event)
        if kind in _PRESSES:
            return self._touched(event)
        if kind in _DRAGS:
            return self._swallowing
        if kind in _RELEASES:
            return self._let_go()
        return False

    # Touches

    def _touched(self, event: QEvent) -> bool:
        self._by_key = False
        self.scanner.end()
        self._swallowing = False
        wanted = self._hands.preferences()
        # By ear, and on the dark screen, two touches are one thing that is meant.
        if wanted.steady and not (wanted.by_ear or wanted.curtain):
            name = under(self._window, _place(event))
            self._touches, counts = self._touches.pressed(name, self._clock())
            self._swallowing = bool(name) and not counts
        return self._swallowing

    def _let_go(self) -> bool:
        swallowed, self._swallowing = self._swallowing, False
        self._touches = self._touches.released(self._clock())
        return swallowed

    # Keys

    def _key_pressed(self, event: QKeyEvent) -> bool:
        if self._sending:
            return False
        if event.isAutoRepeat():
            return True
        name = key_name(event)
        if self._hands.preferences().steady:
            self._keys, counts = self._keys.pressed(name or str(int(event.key())), self._clock())
            if not counts:
                self._swallowed.add(int(event.key()))
                return True
        self._by_key = True
        self._hands.moved()
        action = self._pad.action(name)
        if action in _PLUGS:
            # A socket that tells by a key is no hand: it wakes nobody, and it starts no scan.
            self._hands.headphones(action is PadAction.HEADPHONES_IN)
            taken = True
        elif action is PadAction.SELECT and self._hands.answer():
            taken = True
        else:
            woken = not self._is_sockets(name) and self._hands.wake()
            taken = self._switched(name) or woken or self._acted(name, event)
        if taken:
            self._swallowed.add(int(event.key()))
        elif name in _MOVES:
            self.scanner.end()
        elif event.text().isprintable() and event.text().strip():
            self._lettered = self._clock()
        return taken

    def _key_released(self, event: QKeyEvent) -> bool:
        if self._sending:
            return False
        if event.isAutoRepeat():
            return True
        key = int(event.key())
        self._keys = self._keys.released(self._clock())
        item = self._presses.pop(key, None)
        if item is not None:
            self._send(QEvent.Type.KeyRelease, Qt.Key.Key_Space)
        if key in self._swallowed:
            self._swallowed.discard(key)
            return True
        return False

    def _is_sockets(self, name: str) -> bool:
        """Whether only a switch can have sent it. Who comes with a switch has not asked to be spoken to."""
        return name not in _PRESSING and name in (*self._switches.one, *self._switches.two)

    def _switched(self, name: str) -> bool:
        """Whether the key is a switch's, here and now.

        Switches often send Space and Enter, which press what has the focus. They are a switch's where the person
        already scans, and where no key has brought the focus anywhere yet.
        """
        number = 1 if name in self._switches.one else 2 if name in self._switches.two else 0
        if not number:
            return False
        if name in _PRESSING and not self.scanner.on:
            focused = has_focus(self._window)
            if is_button(focused) or is_typed_in(focused) or self._clock() - self._lettered < SCANNER_SECONDS:
                return False
            if number == 2 and self._page.page.kind is PageKind.FIRST:
                # Who cannot see the first screen is invited to press Enter.
                return False
        self.scanner.switch(number)
        return True

    def _acted(self, name: str, event: QKeyEvent) -> bool:
        """Do what the key means on this pad. False: Qt and the page know what to do with it."""
        action = self._pad.action(name)
        focused = has_focus(self._window)
        if action is PadAction.SELECT or name in {"return", "enter"}:
            return self._select(event, focused, pad=name not in {"return", "enter"})
        if action in _WALKS:
            if name in _ARROW_NAMES and name == action:
                return False
            self.scanner.end()
            self._click(_WALKS[action])
            return True
        if action is PadAction.NONE:
            return False
        if name == "escape" and (is_typed_in(focused) or self._page.keyboard.up):
            return False
        self._do(action)
        return True

    def _select(self, event: QKeyEvent, focused: QQuickItem | None, *, pad: bool) -> bool:
        """Press what has the focus, for as long as the key is down: the same path as Space, and as a finger."""
        if is_button(focused) and focused is not None:
            self._presses[int(event.key())] = focused
            self._send(QEvent.Type.KeyPress, Qt.Key.Key_Space)
            return True
        if pad:
            self._click(Qt.Key.Key_Return)
        return pad

    def _do(self, action: PadAction) -> None:
        page = self._page.page
        if action is PadAction.LOUDER or action is PadAction.SOFTER:
            self._hands.volume(1 if action is PadAction.LOUDER else -1)
        elif action is PadAction.REPEAT:
            self._hands.again()
        elif action is PadAction.HELP:
            if any(button.part == "bar.help" for button in page.bar):
                self._page.activate("bar.help")
            else:
                self._hands.again()
        elif action in (PadAction.BACK, PadAction.PREVIOUS) and page.back is not None:
            self._page.activate(page.back.part)
        elif action is PadAction.NEXT and page.forward is not None:
            self._go_on(page.forward.part, page.kind)

    def _go_on(self, part: str, kind: PageKind) -> None:
        """What cannot be undone is pressed, not gone past: there the key only leads to the button."""
        from ui.inspect import find

        item = find(self._window, part)
        if kind is PageKind.CHECK and item is not None and not item.hasActiveFocus():
            item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._page.activate(part)

    def _focused(self) -> None:
        """A key has brought the focus somewhere: it is said."""
        item = has_focus(self._window)
        if self._by_key and item is not None and item.objectName():
            self._hands.point(item.objectName(), name_of(item))

    def _click(self, key: Qt.Key) -> None:
        self._send(QEvent.Type.KeyPress, key)
        self._send(QEvent.Type.KeyRelease, key)

    def _send(self, kind: QEvent.Type, key: Qt.Key) -> None:
        self._sending = True
        try:
            QCoreApplication.sendEvent(self._window, QKeyEvent(kind, int(key), Qt.KeyboardModifier.NoModifier))
        finally:
            self._sending = False


def _place(event: QEvent) -> QPointF:
    if isinstance(event, QMouseEvent):
        return event.position()
    if isinstance(event, QTouchEvent) and event.points():
        return event.points()[0].position()
    return QPointF(-1, -1)
