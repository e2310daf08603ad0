"""The demo outlet: The Harbour Courier of Port Averil, a newsroom that we made up.

Nothing here is fetched from outside, and nothing here is a real person, place or outlet. The
outlet is served on loopback as a real site and as real YouTube answers, so that it goes through
the same connectors as any other outlet.
"""
