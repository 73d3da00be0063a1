"""A dump and its posts as one self-contained page; needs the extra `report`."""

from .page import Comparison, Difference, Report

__all__ = ["Comparison", "Difference", "Report"]
