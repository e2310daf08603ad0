"""The pages: what is on them, top to bottom. Nothing here knows SQL or the network."""
