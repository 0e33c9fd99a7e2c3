"""A new model without a break: trained beside the old, tried with the scripted conversations, then switched to."""
