"""Pictures from families: re-encoded, without location, kept outside the database by content hash."""
from handoff.attachments.services import MOST_PICTURES, Picture, Store, re_encode

__all__ = ["MOST_PICTURES", "Picture", "Store", "re_encode"]
