"""Banco Inter (077), CNAB 400."""
