"""Rules of Configuração: plain values in and out."""
