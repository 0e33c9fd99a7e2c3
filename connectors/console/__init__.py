"""The nurses' side: login, queues, conversations, streams. Every opening leaves a trace in the audit log."""
