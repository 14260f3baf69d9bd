"""When two texts say the same and two names mean the same actor; pure, without any model.

The scorers compare a brief with gold by these rules, the pipeline joins the
pieces of a long article by them: what counts as the same is decided once.
"""
