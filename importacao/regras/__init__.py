"""Pure rules of the import: files, fields, values."""
