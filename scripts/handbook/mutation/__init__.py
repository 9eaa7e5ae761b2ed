"""Breaking examples on purpose: in go pages, out come mutants and whether the runner notices."""
