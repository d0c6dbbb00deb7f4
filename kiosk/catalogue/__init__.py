"""What the town offers: services, life events, evidence, costs and contacts, after CPSV-AP 3.2."""

from kiosk.catalogue.opening import open_pack

__all__ = ["open_pack"]
