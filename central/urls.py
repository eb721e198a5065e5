"""URLs of the subscriber's portal."""

from django.urls import URLPattern, URLResolver, path

from central.views import Aviso

app_name = "central"
urlpatterns: list[URLPattern | URLResolver] = [path("", Aviso.as_view(), name="aviso")]
