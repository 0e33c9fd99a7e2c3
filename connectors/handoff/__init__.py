"""Other chat systems behind Neuvo: a queue that names a connector is served there, all others at the nurses' desk.

The desk is the default and needs no delivery: it reads the log. A connector is told of each event, in order and until
it has taken it (`interface.py`, `courier.py`); what its nurses do comes back through `incoming.py`. docs/connectors.md.
"""
