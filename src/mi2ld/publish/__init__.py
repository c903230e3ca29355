"""The room that publishes: a checked graph to a release folder."""
