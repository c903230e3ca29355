"""Reason over the graph: is it consistent, is it OWL 2 DL, and what follows from it."""
