"""The record of a year: one file that keeps every input, run, plan and step, and who did what, when and why."""
