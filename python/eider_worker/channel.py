"""Messages to and from the runner: JSON, one object a line.

What a block prints must not get between them, however it prints (``print``, C code, a child process). So the channel takes
over the process's first input and output, and from then on file descriptor 1 leads to where 2 does, the block's log.
"""

import io
import json
import os
import sys
import threading


class Channel:
    def __init__(self):
        self._process = os.getpid()
        self._sending = threading.Lock()
        # of the messages that have come: tasks in their order, and answers by the number of their request
        self._tasks = []
        self._answers = {}
        self._asked = 0
        self._reading = False
        self._ended = False
        self._arrived = threading.Condition()
        self._input = io.TextIOWrapper(os.fdopen(os.dup(0), "rb"), encoding="utf-8")
        self._output = os.fdopen(os.dup(1), "wb", buffering=0)
        self._log = os.dup(2)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        self._streams = {}
        self.open_log()

    def open_log(self):
        """Lets descriptors 1 and 2 and the streams lead to the log, whatever a block has done to them."""
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            os.dup2(self._log, descriptor)
            stream = self._streams.get(name)
            if stream is None or stream.closed:
                stream = self._streams[name] = self._log_stream()
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)

    def _log_stream(self):
        # line by line, so that a log is live; what cannot be encoded must not end a block
        return io.TextIOWrapper(
            os.fdopen(os.dup(self._log), "wb", buffering=0),
            encoding="utf-8",
            errors="backslashreplace",
            line_buffering=True,
            write_through=True,
        )

    def receive(self):
        """The next task; None when the runner has gone."""
        return self._await(lambda: self._tasks.pop(0) if self._tasks else None)

    def ask(self, method, params):
        """What the runner answers to a request; None when it has gone. Several threads may ask at once."""
        with self._arrived:
            self._asked += 1
            number = self._asked
        self.send({"type": "request", "id": number, "method": method, "params": params})
        return self._await(lambda: self._answers.pop(number, None))

    def is_own(self):
        """Whether this is the process that the runner talks with, and not one that a block has forked."""
        return os.getpid() == self._process

    def send(self, message):
        line = memoryview(json.dumps(message, allow_nan=False).encode("ascii") + b"\n")
        with self._sending:  # threads of a block tell, too
            while line:
                line = line[self._output.write(line) :]

    def _await(self, take):
        """Waits for a message. Whoever waits while nobody reads, reads for all."""
        while True:
            with self._arrived:
                while True:
                    found = take()
                    if found is not None or self._ended:
                        return found
                    if not self._reading:
                        self._reading = True
                        break
                    self._arrived.wait()
            line = None
            try:
                line = self._input.readline()
            finally:
                with self._arrived:
                    self._reading = False
                    if line == "":
                        self._ended = True
                    elif line:
                        self._keep(json.loads(line))
                    self._arrived.notify_all()

    def _keep(self, message):
        if "answer" in message:
            self._answers[message["answer"]] = message
        else:
            self._tasks.append(message)

    def mark_log(self, mark):
        """Ends what belongs to one block in the log: the runner reads up to the mark."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, OSError, ValueError):  # closed, or something else in its place
                pass
        os.write(self._log, mark.encode("ascii"))
