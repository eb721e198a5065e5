"""Pure rules of Financeiro: plain values in and out."""
