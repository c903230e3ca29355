"""Run commands of sssom-py in one process: lists of arguments in, what each did out, both as JSON.

The tests start it with the Python of .venv-interop. One process does for all, since sssom-py takes four seconds to import.
"""

from __future__ import annotations

import json
import logging
import sys


class _Messages(logging.Handler):
    """Keep what is logged from warnings up, which sssom-py prints."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def main() -> None:
    """Answer the question on standard input."""
    from click.testing import CliRunner
    from sssom.cli import main as sssom

    answers = []
    for arguments in json.load(sys.stdin):
        messages = _Messages()
        logging.getLogger().addHandler(messages)
        result = CliRunner().invoke(sssom, arguments)
        logging.getLogger().removeHandler(messages)
        texts = messages.texts + ([result.output] if result.output else [])
        answers.append({"exit_code": result.exit_code, "messages": texts})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
