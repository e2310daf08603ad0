"""Newsletters: issues from a mailbox (``connector``, over IMAP), or from files (``files``)."""
