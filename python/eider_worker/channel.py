"""Messages to and from the runner: JSON, one object a line.

What a block prints must not get between them, however it prints (``print``, C code, a child process). So the channel takes
over the process's first input and output, and from then on file descriptor 1 leads to where 2 does, the block's log.
"""

import io
import json
import os
import sys


class Channel:
    def __init__(self):
        self._input = io.TextIOWrapper(os.fdopen(os.dup(0), "rb"), encoding="utf-8")
        self._output = os.fdopen(os.dup(1), "wb", buffering=0)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        # line by line, so that a log is live; what cannot be encoded must not end a block
        for name in ("stdout", "stderr"):
            descriptor = 1 if name == "stdout" else 2
            stream = io.TextIOWrapper(
                os.fdopen(os.dup(descriptor), "wb", buffering=0),
                encoding="utf-8",
                errors="backslashreplace",
                line_buffering=True,
                write_through=True,
            )
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)

    def receive(self):
        """The next message; None when the runner has gone."""
        line = self._input.readline()
        return json.loads(line) if line else None

    def send(self, message):
        self._output.write(json.dumps(message, allow_nan=False).encode("ascii") + b"\n")

    def mark_log(self, mark):
        """Ends what belongs to one block in the log: the runner reads up to the mark."""
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(2, mark.encode("ascii"))
