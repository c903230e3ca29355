"""Runs the command line as ``python -m mi2ld``."""

from mi2ld.cli import run

run()
