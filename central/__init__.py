"""The subscriber's portal."""
