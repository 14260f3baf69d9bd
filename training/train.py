"""Train the LoRA adapter of the embedded model on the CPU, in as many sittings as it takes.

    python -m training.train --data wikinews.jsonl --weights model.gguf --out runs/adapter

The frozen base is read from the quantized GGUF itself, so the adapter learns to
correct the very weights it will run on. Progress is saved after every
``--save-every`` updates; the same command goes on from there.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Large tensors come from mmap and go back at once; glibc's arenas otherwise keep
# a copy of every sequence length that was ever seen.
os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", "1048576")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from summarizer.prompts import Message, load_prompt, load_taxonomy
from training.config import ALPHA, HELD_BACK, RANK, TARGETS
from training.examples import TrainingExample, epoch, held_back, read_lines

PAD_TO = 64


@dataclass(frozen=True)
class Tokens:
    """A conversation as token ids; ``learned`` marks the positions that are targets."""

    ids: list[int]
    learned: list[bool]


def tokenize(messages: tuple[Message, ...], tokenizer: Any) -> Tokens:
    """ChatML as the model's own template writes it; only answers are learned."""
    ids: list[int] = []
    learned: list[bool] = []
    for message in messages:
        head = tokenizer(f"<|im_start|>{message.role}\n")["input_ids"]
        body = tokenizer(f"{message.content}<|im_end|>")["input_ids"]
        tail = tokenizer("\n")["input_ids"]
        answer = message.role == "assistant"
        ids += head + body + tail
        learned += [False] * len(head) + [answer] * len(body) + [False] * len(tail)
    return Tokens(ids, learned)


def loss_of(model: Any, tokens: Tokens) -> tuple[torch.Tensor, int]:
    """Summed cross-entropy of the learned positions, and how many there are.

    The output layer is applied to those positions only: it is a sixth of the work.
    """
    length = len(tokens.ids)
    padded = -(-length // PAD_TO) * PAD_TO
    ids = torch.zeros(1, padded, dtype=torch.long)
    ids[0, :length] = torch.tensor(tokens.ids)
    positions = torch.tensor([i - 1 for i, wanted in enumerate(tokens.learned) if wanted])
    base = model.get_base_model()
    # Padding stands behind the text; causal attention never looks at it.
    hidden = base.model(input_ids=ids).last_hidden_state[0, positions]
    logits = base.lm_head(hidden).float()
    loss = torch.nn.functional.cross_entropy(logits, ids[0, positions + 1], reduction="sum")
    return loss, len(positions)


def evaluate(model: Any, examples: list[TrainingExample], tokenizer: Any) -> float:
    """Mean loss per learned token over the held-back examples."""
    if not examples:
        raise SystemExit("no article is held back: give more of them, or a larger share (config)")
    model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for example in examples:
            loss, number = loss_of(model, tokenize(example.messages, tokenizer))
            total, count = total + float(loss), count + number
    model.train()
    return total / count


def batches(examples: Iterator[TrainingExample], size: int) -> Iterator[list[TrainingExample]]:
    batch: list[TrainingExample] = []
    for example in examples:
        batch.append(example)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="the base model's GGUF file")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--prompt", default="adapter")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument(
        "--updates", type=int, help="stop after so many; the learning rate falls towards it"
    )
    parser.add_argument("--batch", type=int, default=2, help="articles an update")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--most", type=int, help="train on so many articles only (learning curve)")
    parser.add_argument("--save-every", type=int, default=10, help="updates")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    options.out.mkdir(parents=True, exist_ok=True)
    taxonomy = load_taxonomy()
    prompt = load_prompt(options.prompt, taxonomy.codes)
    lines = read_lines(options.data)
    train = [line for line in lines if not held_back(line, HELD_BACK)][: options.most]
    dev_lines = [line for line in lines if held_back(line, HELD_BACK)]
    dev = list(epoch(dev_lines, prompt, taxonomy, 0))

    folder, file = options.weights.parent, options.weights.name
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=file)
    base = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.bfloat16)
    base.config.use_cache = False
    config = LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=list(TARGETS), lora_dropout=0.0)
    model = get_peft_model(base, config, autocast_adapter_dtype=False)
    # The optimizer works on 32-bit masters: updates of 1e-4 vanish in bfloat16.
    weights = [p for p in model.parameters() if p.requires_grad]
    masters = [p.detach().float().clone().requires_grad_() for p in weights]
    optimizer = torch.optim.AdamW(masters, lr=options.rate, weight_decay=0.0, betas=(0.9, 0.98))

    updates_an_epoch = math.ceil(len(train) / options.batch)
    planned = min(updates_an_epoch * options.epochs, options.updates or 10**9)
    done = 0
    state_file = options.out / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        done = state["done"]
        optimizer.load_state_dict(state["optimizer"])
        for master, saved in zip(masters, state["masters"], strict=True):
            master.data.copy_(saved)
        for weight, master in zip(weights, masters, strict=True):
            weight.data.copy_(master.data)

    def save() -> None:
        save_file(get_peft_model_state_dict(model), options.out / "adapter.safetensors")
        partial = state_file.with_suffix(".partial")
        torch.save(
            {
                "done": done,
                "optimizer": optimizer.state_dict(),
                "masters": [m.detach() for m in masters],
            },
            partial,
        )
        partial.replace(state_file)

    def note(**values: Any) -> None:
        with (options.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(values) + "\n")
        print(json.dumps(values), flush=True)

    note(articles=len(train), held_back=len(dev), planned=planned, done=done)
    model.train()
    started, seen = time.monotonic(), 0
    step = 0
    for number in range(options.epochs):
        for batch in batches(epoch(train, prompt, taxonomy, number), options.batch):
            step += 1
            if step <= done or step > planned:
                continue
            progress = step / planned
            warm = min(1.0, step / 10)
            for group in optimizer.param_groups:
                group["lr"] = options.rate * warm * max(0.05, 1 - progress)
            conversations = [tokenize(example.messages, tokenizer) for example in batch]
            learned = sum(sum(tokens.learned) for tokens in conversations)
            total = 0.0
            for tokens in conversations:
                loss, _ = loss_of(model, tokens)
                (loss / learned).backward()
                total += float(loss)
                seen += len(tokens.ids)
            for weight, master in zip(weights, masters, strict=True):
                assert weight.grad is not None
                master.grad = weight.grad.float()
                weight.grad = None
            torch.nn.utils.clip_grad_norm_(masters, 1.0)
            optimizer.step()
            for weight, master in zip(weights, masters, strict=True):
                weight.data.copy_(master.data)
                master.grad = None
            done = step
            rate = seen / (time.monotonic() - started)
            note(update=step, loss=round(total / learned, 4), tokens_a_second=round(rate, 1))
            if step % options.save_every == 0 or step == planned:
                save()
    note(held_back_loss=round(evaluate(model, dev, tokenizer), 4), updates=done)


if __name__ == "__main__":
    main()
