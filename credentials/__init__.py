"""Achievements, programs, awards and the signed documents that anybody can check."""
