"""Who holds the kiosk's own secrets: systemd's credentials, a desktop's Secret Service, or, loudly, plain files."""

from __future__ import annotations

from offline_cache.keeping.opening import Secrets, open_secrets
from offline_cache.keeping.secret import SecretUnusable

__all__ = ["SecretUnusable", "Secrets", "open_secrets"]
