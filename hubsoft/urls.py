"""URLs: one prefix an app."""

from django.urls import path

from hubsoft.core.saude import saude

urlpatterns = [
    path("saude", saude, name="saude"),
]
