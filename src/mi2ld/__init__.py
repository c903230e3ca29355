"""mi2ld: what clinical documents say about myositis autoantibodies, as linked data."""

__version__ = "0.1.0"
