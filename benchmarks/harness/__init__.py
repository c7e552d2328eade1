"""Runs that cannot spoil each other: each in a process of its own, watched, killed at its limits, always a row."""
