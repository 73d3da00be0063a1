"""A dump and its posts as one self-contained page; needs the extra `report`."""

from .page import Report

__all__ = ["Report"]
