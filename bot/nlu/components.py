"""The Rasa graph components, in pipeline order; each is a thin coat over a pure module of this folder."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import keys
from bot.nlu.clauses import clauses
from bot.nlu.clean import clean, data_folder, spoken_forms
from bot.nlu.decision import EMERGENCY, decide, read_settings
from bot.nlu.decision import PATH as DECISION_FILE
from bot.nlu.embedder import SHIPPED, open_embedder
from bot.nlu.examples import fingerprint, read_examples
from bot.nlu.language import LanguageModel, read_other
from bot.nlu.particulars import ParticularsFinder
from bot.nlu.subjects import SubjectModel, encoder_text
from bot.nlu.vectors import known_vectors
from safety import danger

RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Normaliser(GraphComponent):
    """Cleans the typed text in bounded time; the text itself stays as it came."""

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> Normaliser:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            message.set(keys.CLEAN, clean(message.get(TEXT) or ""))
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LanguageIdentifier(GraphComponent):
    """Sets `language`; trained on data/nlu by folder and on data/particulars/other_languages.yml."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: Optional[LanguageModel]) -> None:
        self._model_storage, self._resource, self._model = model_storage, resource, model

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> LanguageIdentifier:
        return cls(model_storage, resource, None)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        return fingerprint([data_folder() / "nlu", data_folder() / "particulars" / "other_languages.yml",
                            Path(__file__).with_name("language.py")])

    def train(self, training_data: TrainingData) -> Resource:
        model = train_language(data_folder())
        with self._model_storage.write_to(self._resource) as folder:
            model.save(folder)
        return self._resource

    @classmethod
    def load(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> LanguageIdentifier:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, LanguageModel.load(folder))

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            conversation = keys.conversation_language(message.get("metadata"))
            found = self._model.identify(message.get(keys.CLEAN) or "", conversation)
            message.set(keys.LANGUAGE, {"language": found.code, "clear": found.clear}, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Particulars(GraphComponent):
    """Sets `particulars`: what the message says about ages, weeks, temperature, times and places."""

    def __init__(self, finder: ParticularsFinder) -> None:
        self._finder = finder

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> Particulars:
        return cls(ParticularsFinder(data_folder() / "particulars"))

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            language = message.get(keys.LANGUAGE)["language"]
            now = (message.get("metadata") or {}).get("now")
            message.set(keys.PARTICULARS, self._finder.find(message.get(TEXT) or "", language, now),
                        add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DangerAlarm(GraphComponent):
    """Sets `alarm` by the reviewed lexicon of data/safety, in whatever language it was written."""

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> DangerAlarm:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            found = danger.find(message.get(keys.CLEAN), None, seconded=True)
            message.set(keys.ALARM, found is not None, add_to_output=True)
            message.set(keys.ALARM_INSTRUCTION, list(found.instructions) if found else [], add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SubjectClassifier(GraphComponent):
    """Weighs the 48 subjects for the message and its clauses."""

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
                 model: Optional[SubjectModel]) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage, self._resource, self._model = model_storage, resource, model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        # embeddings: "shipped", "off", or a folder with tokenizer.json and *.onnx
        return {"embeddings": "shipped", "threads": 1}

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> SubjectClassifier:
        return cls(config, model_storage, resource, None)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        here = Path(__file__).parent
        where = config.get("embeddings", "shipped")
        folders = [] if where == "off" else [SHIPPED if where == "shipped" else Path(where)]
        return fingerprint([data_folder() / "particulars" / "spoken.yml", here / "subjects.py", here / "linear.py",
                            here / "clean.py", here / "embedder.py", DECISION_FILE, *folders])

    def train(self, training_data: TrainingData) -> Resource:
        shown = [example for example in training_data.intent_examples if example.get(TEXT)]
        where = self._config["embeddings"]
        embedder = open_embedder(where, 2, read_settings().mixture.weighed)
        texts = [clean(example.get(TEXT)) for example in shown]
        vectors = known_vectors(SHIPPED if where == "shipped" else None, embedder, list(map(encoder_text, texts)))
        model = SubjectModel.train(texts, [example.get(INTENT) for example in shown],
                                   spoken_forms(data_folder()), embedder, vectors=vectors)
        with self._model_storage.write_to(self._resource) as folder:
            model.save(folder)
        return self._resource

    @classmethod
    def load(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> SubjectClassifier:
        config = {**cls.get_default_config(), **config}
        with model_storage.read_from(resource) as folder:
            settings = read_settings()
            embedder = open_embedder(config["embeddings"], config["threads"], settings.mixture.weighed)
            mixture = settings.mixture if embedder.names else settings.mixture_without
            model = SubjectModel.load(folder, embedder, mixture)
        return cls(config, model_storage, resource, model)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            whole, pieces = self.weigh(message.get(keys.CLEAN))
            message.set("subject_names", self._model.classes)
            message.set("subject_whole", whole)
            message.set("subject_pieces", pieces)
        return messages

    def weigh(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities of the whole (classes,) and of its clauses (n × classes)."""
        whole = self._model.probabilities([text])[0]
        pieces = clauses(text)
        if not pieces:
            return whole, np.zeros((0, len(whole)))
        return whole, self._model.piece_probabilities(pieces, int(whole.argmax()))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Decision(GraphComponent):
    """Sets intent, ranking, `asked`, `offered` and `second` by bot/nlu/decision.yml."""

    def __init__(self) -> None:
        self._settings = read_settings()

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> Decision:
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        return fingerprint([DECISION_FILE])

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            self._decide(message)
        return messages

    def _decide(self, message: Message) -> None:
        names = list(message.get("subject_names"))
        whole, pieces = message.get("subject_whole"), message.get("subject_pieces")
        brief = len(set(message.get(keys.CLEAN).split())) < self._settings.alarm_words
        if brief and not message.get(keys.ALARM):
            whole, pieces = np.array(whole), np.array(pieces)
            whole[names.index(EMERGENCY)] = 0.0
            if len(pieces):
                pieces[:, names.index(EMERGENCY)] = 0.0
        found = decide(names, whole, pieces, self._settings)
        ranking, asked, second = list(found.ranking), found.asked, found.second
        empty = not any(letter.isalnum() for letter in message.get(keys.CLEAN))
        alarm = message.get(keys.ALARM) or dict(ranking)[EMERGENCY] >= self._settings.alarm_from
        if alarm and not empty:
            second = second or (ranking[0][0] if ranking[0][0] != EMERGENCY and not asked else None)
            ranking = [(EMERGENCY, 1.0)] + [(name, score) for name, score in ranking if name != EMERGENCY]
            asked = False
        asked = asked or empty
        name, confidence = (keys.UNSURE, ranking[0][1]) if asked else ranking[0]
        message.set(keys.ALARM, bool(alarm and not empty), add_to_output=True)
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set("intent_ranking", [{"name": n, "confidence": c} for n, c in ranking[:RANKING_LENGTH]],
                    add_to_output=True)
        message.set(keys.ASKED, asked, add_to_output=True)
        message.set(keys.OFFERED, [] if empty else list(found.offered), add_to_output=True)
        message.set(keys.SECOND, second, add_to_output=True)


def train_language(data: Path) -> LanguageModel:
    """The language model from data/nlu (by folder) and the examples of other languages.

    out_of_scope holds messages in other languages too, so it tells nothing of the folder's language.
    """
    shown = [example for example in read_examples(data / "nlu") if example.intent != "out_of_scope"]
    other = read_other(data / "particulars" / "other_languages.yml")
    return LanguageModel.train(
        [clean(example.text) for example in shown] + [clean(text) for text in other],
        [example.language for example in shown] + [keys.OTHER] * len(other),
    )
