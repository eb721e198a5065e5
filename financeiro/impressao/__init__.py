"""What is printed: boletos and receipts drawn as PDF; plain values in, bytes out, no ORM (ADR 0009)."""
