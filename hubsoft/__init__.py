"""Hubsoft: open ERP for Brazilian internet providers."""

from hubsoft.celery import app as celery_app

__all__ = ("celery_app",)
