"""What the product knows about each kind of NAS besides the SQL of its reply attributes."""

# Attributes of the reply that the NAS takes by CoA with the session open; anything else needs a Disconnect.
ATRIBUTOS_COA: dict[str, tuple[str, ...]] = {"mikrotik": ("Mikrotik-Rate-Limit",)}
# Incoming port that a new NAS of the kind is suggested.
PORTA_INCOMING: dict[str, int] = {"mikrotik": 3799}
