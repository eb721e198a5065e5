"""CoA and Disconnect: what goes over the wire (no ORM)."""
