"""Banks: one module each, found by COMPE code."""
