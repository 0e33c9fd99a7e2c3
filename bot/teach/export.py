"""Writes parts of encoders as int8 ONNX files, one scale a channel."""
from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

OPSET = 17


def write_int8(part: nn.Module, hidden: int, path: Path) -> None:
    """states (n, t, hidden) and attention_mask (n, t) in; the part's output out.

    Weights have 7 bits (`reduce_range`): processors without VNNI would overflow with 8.
    """
    whole = path.with_suffix(".float.onnx")
    sample = (torch.randn(2, 7, hidden), torch.ones(2, 7, dtype=torch.int64))
    torch.onnx.export(part.eval(), sample, str(whole), opset_version=OPSET, dynamo=False,
                      input_names=["states", "attention_mask"], output_names=["output"],
                      dynamic_axes={"states": {0: "n", 1: "t"}, "attention_mask": {0: "n", 1: "t"},
                                    "output": {0: "n"}})
    onnx.checker.check_model(str(whole))
    quantize_dynamic(str(whole), str(path), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
                     op_types_to_quantize=["MatMul"])
    whole.unlink()
