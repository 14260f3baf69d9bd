"""From training checkpoints to the GGUF adapter that the embedded engine loads.

    python -m training.export --run runs/adapter [--run runs/later] --out adapter.gguf

Of several checkpoints of one training the mean is taken.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path

import gguf
import torch
from safetensors.torch import load_file

from training.config import ALPHA

_PARTS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_KEY = re.compile(r".*\.layers\.(\d+)\.(\w+\.\w+)\.lora_([AB])\.weight")


def tensor_name(key: str) -> str:
    """llama.cpp's name of a PEFT tensor.

    Raises:
        ValueError: not a LoRA tensor of a layer that the adapter covers.
    """
    match = _KEY.fullmatch(key)
    if not match or match[2] not in _PARTS:
        raise ValueError(f"no place in the GGUF adapter for the tensor {key!r}")
    return f"blk.{match[1]}.{_PARTS[match[2]]}.weight.lora_{match[3].lower()}"


def mean(runs: list[Path]) -> dict[str, torch.Tensor]:
    """The tensors of the runs' checkpoints, averaged in 32 bits."""
    loaded = [load_file(run / "adapter.safetensors") for run in runs]
    return {
        key: torch.stack([tensors[key].float() for tensors in loaded]).mean(0) for key in loaded[0]
    }


def export(runs: list[Path], out: Path) -> str:
    """Write the adapter in half precision; returns the file's SHA-256."""
    writer = gguf.GGUFWriter(out, "qwen2")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(ALPHA))
    writer.add_name("summarizer-brief")
    writer.add_license("CC-BY-2.5")
    for key, tensor in sorted(mean(runs).items()):
        writer.add_tensor(tensor_name(key), tensor.to(torch.float16).contiguous().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return hashlib.sha256(out.read_bytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--run", type=Path, required=True, action="append", help="folder of a training"
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    print(export(options.run, options.out), options.out.stat().st_size)


if __name__ == "__main__":
    main()
