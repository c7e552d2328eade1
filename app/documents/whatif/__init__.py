"""The report of scenarios held side by side, and of a sweep: a page for people, a workbook, files for programs."""
