"""Measuring builds: in go commands, out come medians, ratios and the memory that they take."""
