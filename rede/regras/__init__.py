"""Pure rules of the network: no ORM, no clock."""
