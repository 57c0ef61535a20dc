"""Who may sign in and how: passwords, second factor, OpenID Connect."""

from weald.settings.environment import MODE, Mode, everything, flag, number, text
from weald.settings.openid import providers

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:today"
LOGOUT_REDIRECT_URL = "home:front"

PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if MODE is Mode.TEST
    else [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 3

# The prefix makes browsers refuse the cookie unless it is secure and this host's own.
SESSION_COOKIE_NAME = "__Host-weald" if MODE is Mode.PRODUCTION else "weald"

ACCOUNT_ADAPTER = "weald.people.adapters.account.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if MODE is Mode.PRODUCTION else "http"
# A whole school comes from one address: what is limited tightly is failing, and guessing at one account.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/h/key",
    "invitation": "30/m/ip",
    "join": "10/m/ip,3/h/key",
    "openid": "120/m/ip",
}
ACCOUNT_FORMS = {
    "login": "weald.people.forms.sign_in.SignInForm",
    "reset_password": "weald.people.forms.sign_in.ForgottenForm",
    "reset_password_from_key": "weald.people.forms.sign_in.NewPasswordForm",
    "change_password": "weald.people.forms.sign_in.ChangePasswordForm",
    "set_password": "weald.people.forms.sign_in.FirstPasswordForm",
    "add_email": "weald.people.forms.sign_in.ChangeEmailForm",
    "reauthenticate": "weald.people.forms.sign_in.AgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("WEALD_BEHIND_PROXY", default=False) else 0

MFA_ADAPTER = "weald.people.adapters.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "weald.people.forms.sign_in.CodeForm",
    "reauthenticate": "weald.people.forms.sign_in.CodeAgainForm",
    "add_webauthn": "weald.people.forms.sign_in.AddKeyForm",
    "authenticate_webauthn": "weald.people.forms.sign_in.KeyForm",
    "login_webauthn": "weald.people.forms.sign_in.PasskeySignInForm",
    "reauthenticate_webauthn": "weald.people.forms.sign_in.KeyAgainForm",
    "activate_totp": "weald.people.forms.sign_in.AddAppForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Weald"
# The clock of a phone may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE is not Mode.PRODUCTION

WEALD_OIDC = providers(everything())
SOCIALACCOUNT_ADAPTER = "weald.people.adapters.openid.OpenIDAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [provider.as_app() for provider in WEALD_OIDC if not provider.problems]}
}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# Letters go by the queue to the mail server, so that no page waits for it; without one they are printed.
WEALD_MAIL_CARRIER = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_BACKEND = (
    "weald.people.adapters.mail.QueueBackend"
    if text("WEALD_EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = text("WEALD_EMAIL_HOST")
EMAIL_PORT = number("WEALD_EMAIL_PORT", 25)
EMAIL_HOST_USER = text("WEALD_EMAIL_USER")
EMAIL_HOST_PASSWORD = text("WEALD_EMAIL_PASSWORD")
EMAIL_USE_TLS = flag("WEALD_EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 10
# Where letters come in; addresses of its own for everybody are made of it with a plus sign.
WEALD_MAIL_IN = text("WEALD_MAIL_IN")
DEFAULT_FROM_EMAIL = text("WEALD_EMAIL_FROM", "Weald <weald@localhost>")
