"""Batches on a Ray cluster; see :func:`brief_dataset`."""
