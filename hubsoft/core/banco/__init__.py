"""The database engine of the project: Django's PostgreSQL, told apart only where each page pays for it."""
