"""Caixa Econômica Federal (104), CNAB 240 SIGCB."""
