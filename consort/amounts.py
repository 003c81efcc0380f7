"""Amounts as a person reads them."""

TOKEN_DIGITS = 18
GWEI_DIGITS = 9


def format_tokens(amount: int) -> str:
    """Return an amount of base units in tokens, all digits that count; wei in coins likewise."""
    return _format_decimal(amount, TOKEN_DIGITS)


def format_gwei(amount: int) -> str:
    """Return a price in wei as gwei, all digits that count."""
    return _format_decimal(amount, GWEI_DIGITS)


def _format_decimal(amount: int, digits: int) -> str:
    whole, rest = divmod(abs(amount), 10**digits)
    fraction = f"{rest:0{digits}}".rstrip("0")
    return f"{'-' if amount < 0 else ''}{whole}{'.' if fraction else ''}{fraction}"
