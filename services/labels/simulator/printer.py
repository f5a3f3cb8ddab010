"""What the simulated printer does with what it is sent: labels wait in its memory, come out one by one, and are kept and counted."""

import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

from services.labels.simulator.connection import Listener
from services.labels.simulator.language import Label, Language, Question, Tspl, Zpl
from services.labels.simulator.state import State

LANGUAGES: dict[str, type[Zpl] | type[Tspl]] = {"zpl": Zpl, "tspl": Tspl}


class LabelPrinter:
    """`with LabelPrinter("zpl") as printer:` listens on a free port of 127.0.0.1 (`printer.address`).

    Make and clear troubles by `printer.set(paper_out=True)`; `labels` are those printed completely, in order.
    """

    def __init__(self, language: str = "zpl", port: int = 0) -> None:
        self.state = State()
        self.labels: list[bytes] = []
        self.received = 0
        self._new_language = LANGUAGES[language]
        self._memory: deque[Label | Callable[[], None]] = deque()
        self._turn = threading.Condition()
        self._on = True
        self._listener = Listener(self, port)
        self.port = self._listener.port
        self._thread = threading.Thread(target=self._print, daemon=True)

    @property
    def address(self) -> str:
        """Where it listens, host:port."""
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._listener.start()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._turn:
            self._on = False
            self._turn.notify_all()
        self._listener.stop()
        self._thread.join()

    def set(self, **troubles: float | bool | None) -> None:
        """Change the state: `printer.set(paper_out=True)`."""
        with self._turn:
            for name, value in troubles.items():
                if name not in State.__annotations__:
                    raise AttributeError(name)
                setattr(self.state, name, value)
            self._turn.notify_all()

    def switch_off(self) -> None:
        """As if somebody pulled the plug: connections end, what was in memory is gone, nobody answers."""
        self._listener.stop()
        with self._turn:
            self._memory.clear()
            self.state.formats = self.state.remaining = 0

    def switch_on(self) -> None:
        """It listens again, on the same port."""
        self._listener = Listener(self, self.port)
        self._listener.start()

    def wait_for(self, count: int, seconds: float = 30) -> bool:
        """Wait until `count` labels are out; says whether they are."""
        with self._turn:
            return self._turn.wait_for(lambda: len(self.labels) >= count, seconds)

    def new_language(self) -> Language:
        """A reader for a new connection."""
        return self._new_language()

    def take(self, label: Label) -> None:
        """Put a received label into memory, or let it come out at once where that takes no time."""
        with self._turn:
            self.received += 1
            if self.state.seconds_per_label == 0 and not self.state.in_trouble and not self._memory:
                self._out(label)
                return
            self._memory.append(label)
            self.state.formats = self._formats()
            self._turn.notify_all()

    def ask(self, question: Question, language: Language, answer: Callable[[bytes], None]) -> None:
        """Answer, at once or when what came before has come out; keep silent or talk nonsense where it is set so."""
        with self._turn:
            if question.in_turn and self._memory:
                self._memory.append(lambda: answer(language.answer(question.command, self.state)))
                return
            if self.state.garbage:
                answer(b"\xff?\x03garbage\r\n\x02,,,\x00")
            elif not (self.state.mute and self.state.in_trouble):
                answer(language.answer(question.command, self.state))

    def _print(self) -> None:
        """The printing mechanism."""
        while True:
            with self._turn:
                self._turn.wait_for(lambda: not self._on or (bool(self._memory) and not self.state.in_trouble))
                if not self._on:
                    return
                first = self._memory[0]
                if isinstance(first, Label):
                    self._come_out(first)
                else:
                    self._memory.popleft()
                    first()

    def _come_out(self, label: Label) -> None:
        self.state.formats, self.state.remaining = self._formats(), label.copies
        if not self._turn.wait_for(lambda: self._interrupted(label), self.state.seconds_per_label):
            self._memory.popleft()
            self._out(label)

    def _interrupted(self, label: Label) -> bool:
        """Whether the label does not come out: a trouble or the plug; after a trouble it is printed anew, as by real ones."""
        return not self._on or not self._memory or self._memory[0] is not label or self.state.in_trouble

    def _out(self, label: Label) -> None:
        self.labels.extend([label.content] * label.copies)
        self.state.formats, self.state.remaining = self._formats(), 0
        self._turn.notify_all()

    def _formats(self) -> int:
        return sum(isinstance(one, Label) for one in self._memory)

