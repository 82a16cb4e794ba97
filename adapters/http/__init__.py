"""The HTTP doors: partners, back offices and operators come in here; our own messages leave here."""
