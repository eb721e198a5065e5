"""What the product knows about each kind of NAS besides the SQL of its reply attributes."""

# Attributes of the reply that the NAS takes by CoA with the session open; anything else needs a Disconnect.
ATRIBUTOS_COA: dict[str, tuple[str, ...]] = {
    "mikrotik": ("Mikrotik-Rate-Limit",),
    "huawei": (
        "Huawei-Input-Average-Rate",
        "Huawei-Input-Peak-Rate",
        "Huawei-Output-Average-Rate",
        "Huawei-Output-Peak-Rate",
    ),
}
# Attributes that the NAS carries as a 32-bit number; the rest are text.
ATRIBUTOS_INTEIROS = frozenset(ATRIBUTOS_COA["huawei"])
# Incoming port that a new NAS of the kind is suggested.
PORTA_INCOMING: dict[str, int] = {"mikrotik": 3799, "huawei": 3799}
