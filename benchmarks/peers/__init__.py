"""Others who could answer the same question: a module a peer, all on the same program, and one registry.

Solvers get the very rows and tiers of `models.formulate`, tier after tier with the earlier ones capped; people working
by hand get the same rules; the bare flow gets the core alone and says how fast an answer could be at best.
"""
