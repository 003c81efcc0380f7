"""What happened, rebuilt from the chain's events alone: rounds, rewards and every amount.

Nothing here calls a chain or a store: events come in, facts and figures come out.
"""
