"""Import from other systems: clients, services and open faturas from CSV and XLSX (G07)."""
