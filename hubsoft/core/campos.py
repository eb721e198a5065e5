"""Model fields of the house."""

from django.db import models


class CampoCifrado(models.TextField):
    """A column of ciphertext made by ``core.cripto``; marks it for the rotation of keys, never decrypts by itself."""

    description = "texto cifrado"
