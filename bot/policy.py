"""A policy for what goes before and after a rule: 112 first, and what else a message held.

It decides nothing about subjects; it only orders actions around those that the rules have chosen.
"""
from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

EMERGENCY = ("utter_emergency", "action_after_emergency")
OFFER_MORE = "action_offer_more"
DOUBT = "action_offer_subjects"      # also what Rasa falls back to where no rule fits; once is enough
LANGUAGES = ("fi", "sv", "en")
ABOVE_RULES = 7                     # RulePolicy has 6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class OrderPolicy(Policy):
    """Puts the emergency card before everything, and the offer of a second matter after a plain answer."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"priority": ABOVE_RULES}

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """There is nothing to learn."""
        return self._resource

    def predict_action_probabilities(self, tracker: DialogueStateTracker, domain: Domain,
                                     rule_only_data: Optional[Dict[str, Any]] = None,
                                     **kwargs: Any) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        action = self.wanted(tracker)
        if action is not None:
            probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities)

    @staticmethod
    def wanted(tracker: DialogueStateTracker) -> Optional[str]:
        """The action that must come now, or None when the rules decide."""
        message = tracker.latest_message
        if message is None or tracker.active_loop_name:
            return None
        done = actions_of_turn(tracker)
        if is_alarm(message):
            missing = [name for name in EMERGENCY if name not in done]
            return missing[0] if missing else ACTION_LISTEN_NAME
        if OFFER_MORE in done or DOUBT in done:
            return ACTION_LISTEN_NAME
        intent = (message.intent or {}).get("name")
        if done == [f"utter_{intent}"] and holds_more(message):
            return OFFER_MORE
        return None


def actions_of_turn(tracker: DialogueStateTracker) -> List[str]:
    """Names of the actions run since the customer's latest message."""
    found: List[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name:
            found.append(event.action_name)
    return found[::-1]


def is_alarm(message: UserUttered) -> bool:
    """Words of danger in typed text, seen by the lexicon of the service or of the pipeline."""
    metadata = message.metadata or {}
    if metadata.get("choice") is not None:
        return (message.intent or {}).get("name") == "emergency"
    return bool((message.parse_data or {}).get("alarm") or (metadata.get("context") or {}).get("alarm")
                or (message.intent or {}).get("name") == "emergency")


def holds_more(message: UserUttered) -> bool:
    """Another matter in the same message, or clearly another language."""
    data, metadata = message.parse_data or {}, message.metadata or {}
    if metadata.get("choice") is not None:
        return False
    heard = data.get("language") or {}
    other = bool(heard.get("clear")) and heard.get("language") not in (None, metadata.get("language"))
    return bool(data.get("second")) or other
