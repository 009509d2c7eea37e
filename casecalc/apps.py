from django.apps import AppConfig


class CasecalcConfig(AppConfig):
    name = "casecalc"
    default_auto_field = "django.db.models.BigAutoField"
