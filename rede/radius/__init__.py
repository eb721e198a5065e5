"""RADIUS: the SQL that FreeRADIUS calls (``sql/``) and the generator of its configuration."""
