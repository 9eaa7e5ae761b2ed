"""Rendering: in go pages and outcomes, out come Markdown for a site builder, figures and data."""
