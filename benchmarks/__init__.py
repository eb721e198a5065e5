"""``make bench``: the product measured against floors taken in the same run, on the same machine."""
