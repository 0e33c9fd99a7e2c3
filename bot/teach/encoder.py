"""multilingual-e5-small as a small PyTorch module: word vectors in, one sentence vector out."""
from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.teach.base import Shape

EPSILON = 1e-12


class Dropout(nn.Module):
    """One mask a message for all its word pieces: as good here, and a third less time on processors."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, states: Tensor) -> Tensor:
        if not self.training:
            return states
        mask = torch.rand(states.shape[0], 1, states.shape[2]) >= self.share
        return states * (mask.to(states.dtype) / (1.0 - self.share))


class Layer(nn.Module):
    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.q, self.k, self.v, self.ao = (nn.Linear(shape.hidden, shape.hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(shape.hidden, shape.forward), nn.Linear(shape.forward, shape.hidden)
        self.aln, self.oln = nn.LayerNorm(shape.hidden, EPSILON), nn.LayerNorm(shape.hidden, EPSILON)
        self.dropout = Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        batch, length, hidden = states.shape
        width = hidden // self.heads

        def split(values: Tensor) -> Tensor:
            return values.view(batch, length, self.heads, width).transpose(1, 2)

        scores = split(self.q(states)) @ split(self.k(states)).transpose(2, 3) / math.sqrt(width) + bias
        mixed = scores.softmax(-1) @ split(self.v(states))
        states = self.aln(states + self.dropout(self.ao(mixed.transpose(1, 2).reshape(batch, length, hidden))))
        return self.oln(states + self.dropout(self.fo(functional.gelu(self.fi(states)))))


class Trunk(nn.Module):
    """The lower layers, the same for every encoder: word vectors in, word states out. Never taught."""

    def __init__(self, shape: Shape, layers: int) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(shape.positions, shape.hidden), requires_grad=False)
        self.eln = nn.LayerNorm(shape.hidden, EPSILON)
        self.layers = nn.ModuleList(Layer(shape, 0.0) for _ in range(layers))

    def forward(self, states: Tensor, attention_mask: Tensor) -> Tensor:
        states = self.eln(states + self.positions[: states.shape[1]][None])
        bias = attention_bias(attention_mask, states)
        for layer in self.layers:
            states = layer(states, bias)
        return states


class Crown(nn.Module):
    """The upper layers: word states in, one mean-pooled, L2-normalised sentence vector out."""

    def __init__(self, shape: Shape, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(layers))

    def forward(self, states: Tensor, attention_mask: Tensor) -> Tensor:
        bias = attention_bias(attention_mask, states)
        for layer in self.layers:
            states = layer(states, bias)
        share = attention_mask.to(states.dtype)
        pooled = (states * share[..., None]).sum(1) / share.sum(1, keepdim=True)
        return functional.normalize(pooled, dim=1)


def attention_bias(attention_mask: Tensor, states: Tensor) -> Tensor:
    return (1.0 - attention_mask.to(states.dtype))[:, None, None, :] * -1e4


def load_encoder(shape: Shape, arrays: dict[str, np.ndarray], trunk_layers: int) -> tuple[Trunk, Crown]:
    """The base encoder in two parts; the constant token-type vector is added to the positions."""
    trunk, crown = Trunk(shape, trunk_layers), Crown(shape, shape.layers - trunk_layers)
    hidden = shape.hidden
    trunk.positions.data = torch.from_numpy(arrays["emb.pos"].reshape(shape.positions, hidden)
                                            + arrays["emb.type"][:hidden][None])
    trunk.eln.load_state_dict({"weight": torch.from_numpy(arrays["emb.ln.w"]),
                               "bias": torch.from_numpy(arrays["emb.ln.b"])})
    for number, layer in enumerate([*trunk.layers, *crown.layers]):
        layer.load_state_dict(_layer_state(shape, arrays, number))
    return trunk.eval(), crown.eval()


def _layer_state(shape: Shape, arrays: dict[str, np.ndarray], number: int) -> dict[str, Tensor]:
    sizes = {"fi": (shape.forward, shape.hidden), "fo": (shape.hidden, shape.forward)}
    state = {}
    for part in ("q", "k", "v", "ao", "fi", "fo"):
        weight = arrays[f"l{number}.{part}.w"].reshape(sizes.get(part, (shape.hidden, shape.hidden)))
        state[f"{part}.weight"] = torch.from_numpy(weight)
        state[f"{part}.bias"] = torch.from_numpy(arrays[f"l{number}.{part}.b"])
    for part in ("aln", "oln"):
        state[f"{part}.weight"] = torch.from_numpy(arrays[f"l{number}.{part}.w"])
        state[f"{part}.bias"] = torch.from_numpy(arrays[f"l{number}.{part}.b"])
    return state
