"""The XML namespaces of an ODK XForm."""

from __future__ import annotations

from typing import Final

XFORMS: Final = "http://www.w3.org/2002/xforms"
XHTML: Final = "http://www.w3.org/1999/xhtml"
JAVAROSA: Final = "http://openrosa.org/javarosa"
OPENROSA: Final = "http://openrosa.org/xforms"
ODK: Final = "http://www.opendatakit.org/xforms"
EVENTS: Final = "http://www.w3.org/2001/xml-events"
KIOSK: Final = "urn:parvis:kiosk:1"
XML: Final = "http://www.w3.org/XML/1998/namespace"
