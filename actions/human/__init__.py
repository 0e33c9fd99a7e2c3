"""Passing the conversation to a human, and leaving a message when nobody is there. Never argues, never requires."""
# Not called handoff: Rasa's action server finds submodules by bare names and would walk into the service's package.
