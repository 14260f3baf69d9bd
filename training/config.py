"""What training and export must agree on."""

RANK = 16
ALPHA = 32
TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
# Share of the articles that is never trained on, for early stopping.
HELD_BACK = 0.07
