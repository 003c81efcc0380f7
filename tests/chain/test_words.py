"""Words of fixed size are decoded, and refused, as the general decoder does."""

from dataclasses import replace
from enum import IntEnum
from typing import Any

import pytest
from eth_abi import abi
from eth_abi.exceptions import DecodingError
from hypothesis import given, settings
from hypothesis import strategies as st

from consort.chain.interface import Entry, Param, decode, list_entries
from consort.chain.words import WORD, make_decoder

EVENTS = [entry for _, entry in list_entries("event")]


def draw_value(data: st.DataObject, param: Param) -> Any:
    """Return a raw value of a type."""
    if param.form.endswith("]"):
        return data.draw(st.lists(st.integers(0, 2**256 - 1), max_size=3))
    if param.fields:
        return tuple(draw_value(data, field) for field in param.fields)
    if param.form == "address":
        return f"0x{data.draw(st.binary(min_size=20, max_size=20)).hex()}"
    if param.form.startswith("bytes"):
        size = param.form.removeprefix("bytes")
        return data.draw(st.binary(min_size=int(size or 0), max_size=int(size or 70)))
    is_choice = param.python and issubclass(param.python, IntEnum)
    most = 0 if is_choice else 2 ** int(param.form.removeprefix("uint")) - 1
    return data.draw(st.sampled_from([0, most // 3, most]))  # 0 is in every enumeration


@settings(max_examples=60)
@given(entry=st.sampled_from(EVENTS), data=st.data())
def test_events_as_the_general_decoder(entry: Entry, data: st.DataObject) -> None:
    values = [draw_value(data, param) for param in entry.inputs]
    words = abi.encode([param.form for param in entry.inputs], values)
    assert make_decoder(entry.inputs)(words) == decode(entry.inputs, words)


@settings(max_examples=60)
@given(entry=st.sampled_from(EVENTS), words=st.binary(max_size=20 * WORD))
def test_nonsense_as_the_general_decoder(entry: Entry, words: bytes) -> None:
    try:
        expected = decode(entry.inputs, words)
    except (DecodingError, ValueError, OverflowError):
        with pytest.raises((DecodingError, ValueError, OverflowError)):
            make_decoder(entry.inputs)(words)
    else:
        assert make_decoder(entry.inputs)(words) == expected


@pytest.mark.parametrize(
    ("form", "filled"), [("uint8", 30), ("address", 11), ("bytes4", 4), ("bool", 30)]
)
def test_a_word_filled_beyond_its_type_is_refused(form: str, filled: int) -> None:
    param = Param("x", form, None, (), False)
    word = bytes(filled) + b"\x01" + bytes(WORD - filled - 1)
    for read in (make_decoder([param]), lambda words: decode([param], words)):
        with pytest.raises(DecodingError):
            read(word)


def test_structures_within_structures() -> None:
    entry = next(entry for entry in EVENTS if entry.name == "TaskCreated")
    params = [param for param in entry.inputs if param.name == "params"]
    words = b"".join(int(at == 0).to_bytes(WORD, "big") for at in range(40))
    assert make_decoder(params)(words) == decode(params, words)
    assert replace(entry, inputs=tuple(params)).encode(decode(params, words)) in words
