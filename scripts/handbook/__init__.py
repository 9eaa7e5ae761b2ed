"""The library behind the commands and the site: it knows nothing of MkDocs.

`source` reads and corrects the scraped questions, `pages` reads topic pages, `running` executes
their examples, `rendering` turns pages and outcomes into Markdown and data.
"""
