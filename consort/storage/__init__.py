"""Published files by content id: one port, `Store`, over a directory of blocks or Kubo.

Whatever a store returns was written by strangers: every read is checked against the file's CID
and size here, on this machine, before anybody sees a byte of it. IPFS never leaves this package.
"""
