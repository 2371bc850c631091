"""The providers of this portal. Allauth's registry imports the `provider` module of each installed app.

Because allauth's own provider apps are not installed, no login can run through a provider that keeps every
attribute, the INSZ included, in `SocialAccount.extra_data`.
"""

from accounts.login.oidc import OidcProvider
from accounts.login.saml import SamlProvider

provider_classes = [SamlProvider, OidcProvider]
