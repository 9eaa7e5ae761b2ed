"""Labs, `docs/labs/*.ipynb`: in go notebooks, out come their cells and what is wrong with them."""
