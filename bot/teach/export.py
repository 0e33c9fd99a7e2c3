"""Writes parts of encoders as int8 ONNX files, one scale a channel, and reads such files back."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
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


def read_int8(path: Path) -> dict[str, torch.Tensor]:
    """The weights of a file that `write_int8` made, as the part's state: teaching goes on from what ships.

    What the rounding to int8 took away stays away; a round of teaching makes up for it.
    """
    graph = onnx.load(str(path)).graph
    arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    state = {name: torch.from_numpy(array.copy()) for name, array in arrays.items() if name.startswith("layers.")}
    for node in graph.node:
        stored = next((name for name in node.input if name.endswith("_quantized") and name in arrays), None)
        if node.op_type != "MatMulInteger" or stored is None:
            continue
        name = stored[: -len("_quantized")]
        layer, part, _ = node.name.strip("/").split("/")
        steps = arrays[stored].astype(np.float32) - arrays[f"{name}_zero_point"].astype(np.float32)
        state[f"{layer}.{part}.weight"] = torch.from_numpy((steps * arrays[f"{name}_scale"]).T.copy())
    return state
