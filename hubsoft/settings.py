"""Settings of the whole project, driven by environment variables.

Development and tests run with the defaults; with ``HUBSOFT_AMBIENTE=producao`` every unsafe default is
refused at start-up, naming the variable to set (see ``hubsoft.core.checagens``).
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

AMBIENTE = env("HUBSOFT_AMBIENTE", default="desenvolvimento")
PRODUCAO = AMBIENTE == "producao"
# Everything the running product writes on disk when no other place is configured.
VAR_DIR = Path(env("HUBSOFT_VAR", default=str(BASE_DIR / ".var")))

CHAVE_SECRETA_PADRAO = "somente-para-desenvolvimento-troque-em-producao-0123456789"
SECRET_KEY = env("HUBSOFT_SECRET_KEY", default=CHAVE_SECRETA_PADRAO)
DEBUG = env.bool("HUBSOFT_DEBUG", default=False)
ALLOWED_HOSTS = env.list("HUBSOFT_HOSTS", default=["localhost", "127.0.0.1", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("HUBSOFT_ORIGENS", default=[])

# Key ring for secrets at rest: "id:key,id:key", the first one encrypts, all decrypt (urlsafe base64, 32 bytes).
CHAVEIRO_PADRAO = "dev:aHVic29mdC1kZXNlbnZvbHZpbWVudG8tMzItYnl0ZXM="
CHAVEIRO = env("HUBSOFT_CHAVEIRO", default="" if PRODUCAO else CHAVEIRO_PADRAO)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_celery_beat",
    "axes",
    "csp",
    "hubsoft.core",
    "configuracao",
    "clientes",
    "financeiro",
    "rede",
    "estoque",
    "atendimento",
    "central",
    "importacao",
    "api",
    "demonstracao",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "hubsoft.core.middleware.UsuarioAtualMiddleware",
    "configuracao.middleware.SessaoVistaMiddleware",
    "configuracao.middleware.ExigenciasMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hubsoft.urls"
WSGI_APPLICATION = "hubsoft.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hubsoft.core.contexto.casa",
            ],
            "builtins": ["hubsoft.core.templatetags.enderecos"],
        },
    },
]
FORM_RENDERER = "hubsoft.core.telas.renderizador.Renderizador"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FILTERS_EMPTY_CHOICE_LABEL = "Todos"

DATABASES = {
    "default": {
        **env.db("DATABASE_URL", default="postgres://hubsoft@127.0.0.1:5432/hubsoft"),
        "ENGINE": "hubsoft.core.banco",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hubsoft",
    }
}

AUTH_USER_MODEL = "configuracao.Usuario"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "nome", "email")},
    },
    {"NAME": "configuracao.senhas.TamanhoMinimo"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "configuracao:entrar"
LOGIN_REDIRECT_URL = "core:inicio"
LOGOUT_REDIRECT_URL = "configuracao:entrar"
AXES_FAILURE_LIMIT = env.int("HUBSOFT_TENTATIVAS_DE_LOGIN", default=5)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "configuracao.views.acesso.responder_bloqueio"
# Trying while locked does not move the hour that the page announced.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# The product keeps its own login history (configuracao.AcessoUsuario).
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "hubsoft.core.middleware.ip_do_cliente"

SESSION_ENGINE = "configuracao.sessao"
COOKIES_SEGUROS = env.bool("HUBSOFT_COOKIES_SEGUROS", default=PRODUCAO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = COOKIES_SEGUROS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCAO else None
SECURE_SSL_REDIRECT = env.bool("HUBSOFT_FORCAR_HTTPS", default=False)
SECURE_HSTS_SECONDS = env.int("HUBSOFT_HSTS_SEGUNDOS", default=31_536_000 if PRODUCAO else 0)
X_FRAME_OPTIONS = "SAMEORIGIN"
# Tiles of maps, as "https://tiles.example/{z}/{x}/{y}.png"; without them maps show a grid of degrees.
MAPA_TILES = env("HUBSOFT_MAPA_TILES", default="")
MAPA_ATRIBUICAO = env("HUBSOFT_MAPA_ATRIBUICAO", default="© OpenStreetMap")
DE_ONDE_VEM_TILES = [f"https://{urlsplit(MAPA_TILES).netloc.replace('{s}', '*')}"] if MAPA_TILES else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *DE_ONDE_VEM_TILES],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "pt-br"
TIME_ZONE = "America/Sao_Paulo"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *(
        (f"lib/{nome}", NODE_MODULES / caminho)
        for nome, caminho in (
            ("tabler", "@tabler/core/dist"),
            ("icons", "@tabler/icons-webfont/dist"),
            ("htmx", "htmx.org/dist"),
            ("tom-select", "tom-select/dist"),
            ("imask", "imask/dist"),
            ("echarts", "echarts/dist"),
            ("leaflet", "leaflet/dist"),
            ("quill", "quill/dist"),
        )
        if (NODE_MODULES / caminho).is_dir()
    ),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = env.bool("HUBSOFT_ESTATICOS_PELOS_FINDERS", default=not PRODUCAO)
WHITENOISE_AUTOREFRESH = False
# Uploads and generated files: outside the web root, served only by views that check permission.
MEDIA_ROOT = Path(env("HUBSOFT_ARQUIVOS", default=str(VAR_DIR / "arquivos")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# The search of a Nominatim server that the geocoding routine asks (empty: off), and the seconds between two questions.
GEOCODIFICADOR_URL = env("HUBSOFT_GEOCODIFICADOR_URL", default="")
GEOCODIFICADOR_INTERVALO = env.float("HUBSOFT_GEOCODIFICADOR_INTERVALO", default=1.0)
# Backups of the database (configuracao.acoes.backup): the folder, the public keys of age ("age1…") that they are
# encrypted to, and where PostgreSQL's programs are when not in the PATH.
BACKUPS = Path(env("HUBSOFT_BACKUPS", default=str(VAR_DIR / "backups")))
BACKUP_CHAVES = env.list("HUBSOFT_BACKUP_CHAVES", default=[])
PG_BINARIOS = env("HUBSOFT_PG_BINARIOS", default="")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "padrao"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULER = "hubsoft.core.agendador:Agendador"
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
DJANGO_CELERY_BEAT_TZ_AWARE = True

EMAIL_BACKEND = env("HUBSOFT_EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
# What routines tell while there is no sender of the provider's own (see configuracao.acoes.notificar_rotina).
EMAIL_HOST = env("HUBSOFT_EMAIL_SERVIDOR", default="")
EMAIL_PORT = env.int("HUBSOFT_EMAIL_PORTA", default=587)
EMAIL_HOST_USER = env("HUBSOFT_EMAIL_USUARIO", default="")
EMAIL_HOST_PASSWORD = env("HUBSOFT_EMAIL_SENHA", default="")
EMAIL_USE_TLS = env.bool("HUBSOFT_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("HUBSOFT_EMAIL_REMETENTE", default="hubsoft@localhost")

# Networks of the proxies in front: only from them X-Forwarded-For says who asks (hubsoft.core.middleware).
PROXIES_CONFIAVEIS = env.list("HUBSOFT_PROXIES", default=[])
# Private networks that webhooks may reach all the same, and over http ("10.20.0.0/16"); else only public ones by https.
WEBHOOK_REDES = env.list("HUBSOFT_WEBHOOK_REDES", default=[])
# Where /saude asks the RADIUS server with a Status-Server packet; empty when there is none.
RADIUS_HOST = env("HUBSOFT_RADIUS_HOST", default="127.0.0.1")
RADIUS_PORTA_AUTH = env.int("HUBSOFT_RADIUS_PORTA_AUTH", default=1812)
RADIUS_PORTA_ACCT = env.int("HUBSOFT_RADIUS_PORTA_ACCT", default=1813)
RADIUS_PORTA_STATUS = env.int("HUBSOFT_RADIUS_PORTA_STATUS", default=18121)
RADIUS_SEGREDO_STATUS = env("HUBSOFT_RADIUS_SEGREDO_STATUS", default="")

PGHISTORY_APPEND_ONLY = True
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"linha": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "linha"}},
    "root": {"handlers": ["console"], "level": env("HUBSOFT_NIVEL_DE_LOG", default="INFO")},
}
