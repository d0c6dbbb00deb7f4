"""The town's signed packs, as the courier takes them: from a TUF repository or a stick, to what the next visit opens.

Light here: a visit holds the pack it reads (`holding`), doctor asks for the `status`. What speaks TUF and HTTP is in
modules that only the courier and `parvis pack update` import.
"""

from offline_cache.packs.record import PackStatus, status

__all__ = ["PackStatus", "status"]
