"""Reading pages: in goes Markdown, out come answers, examples and what is wrong with them."""
