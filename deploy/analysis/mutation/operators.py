"""The changes that make mutants, read off the compiler's syntax tree.

Comparisons move by one or turn round, arithmetic and logic take the neighbouring operator, numbers
differ by one, guards and other statements vanish, conditions are constant. Assembly included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from deploy.analysis.mutation.mutants import Mutant, make_mutant

Node = dict[str, Any]

BINARY = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
    "+": ("-",),
    "-": ("+",),
    "*": ("/",),
    "/": ("*",),
    "%": ("/",),
    "<<": (">>",),
    ">>": ("<<",),
    "&": ("|",),
    "|": ("&",),
    "^": ("|",),
}
ASSIGNMENT = {"+=": "-=", "-=": "+=", "|=": "&="}
YUL = {
    "add": "sub",
    "sub": "add",
    "lt": "gt",
    "gt": "lt",
    "slt": "sgt",
    "sgt": "slt",
    "shl": "shr",
    "shr": "shl",
    "sar": "shr",
    "and": "or",
    "or": "and",
    "xor": "or",
}
DELETED = {"ExpressionStatement", "EmitStatement", "YulExpressionStatement"}


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace these bytes by this text."""

    start: int
    length: int
    text: str


def find_mutants(unit: str, source: bytes, tree: Node) -> Iterator[Mutant]:
    """Yield every mutant of a source unit, given its syntax tree."""
    for function, node in _walk(tree, "file"):
        for edit in _edits_of(node, source):
            yield make_mutant(unit, function, source, edit.start, edit.length, edit.text)


def _walk(node: object, function: str) -> Iterator[tuple[str, Node]]:
    """Yield the nodes of code and constants, each with the function it is in."""
    if isinstance(node, list):
        for item in node:
            yield from _walk(item, function)
    elif isinstance(node, dict):
        kind = node.get("nodeType", "")
        if kind in {"FunctionDefinition", "ModifierDefinition"}:
            function = node["name"] or node.get("kind", "")
        if kind == "VariableDeclaration" and node.get("stateVariable"):
            function = node["name"]
        if kind:
            yield function, node
        for key, child in node.items():
            if key not in {"typeName", "typeDescriptions", "documentation", "externalReferences"}:
                yield from _walk(child, function)


def _edits_of(node: Node, source: bytes) -> Iterator[Edit]:
    kind = node["nodeType"]
    if kind == "BinaryOperation":
        yield from _swap(node, node["leftExpression"], node["rightExpression"], source)
    elif kind == "Assignment" and node["operator"] in ASSIGNMENT:
        left, right = node["leftHandSide"], node["rightHandSide"]
        yield _between(left, right, source, node["operator"], ASSIGNMENT[node["operator"]])
    elif kind == "UnaryOperation":
        yield from _invert(node, source)
    elif kind == "Literal":
        yield from _shift_literal(node)
    elif kind == "YulLiteral" and node["kind"] == "number":
        yield from _shift_number(node, node["value"])
    elif kind == "YulFunctionCall" and node["functionName"]["name"] in YUL:
        start, length = _place(node["functionName"])
        yield Edit(start, length, YUL[node["functionName"]["name"]])
    elif kind == "IfStatement":
        yield from _decide(node, source)
    elif kind == "Conditional":
        yield from _force(node["condition"])
    elif kind in DELETED:
        yield _delete(node, source)


def _swap(node: Node, left: Node, right: Node, source: bytes) -> Iterator[Edit]:
    for other in BINARY.get(node["operator"], ()):
        yield _between(left, right, source, node["operator"], other)


def _between(left: Node, right: Node, source: bytes, old: str, new: str) -> Edit:
    end = sum(_place(left))
    at = source.index(old.encode(), end, _place(right)[0])
    return Edit(at, len(old), new)


def _invert(node: Node, source: bytes) -> Iterator[Edit]:
    start, length = _place(node)
    operator = node["operator"]
    if operator == "!":
        yield Edit(start, 1, "")
    elif operator in {"++", "--"}:
        at = source.index(operator.encode(), start, start + length)
        yield Edit(at, 2, "--" if operator == "++" else "++")


def _shift_literal(node: Node) -> Iterator[Edit]:
    start, length = _place(node)
    if node["kind"] == "bool":
        yield Edit(start, length, "false" if node["value"] == "true" else "true")
    elif node["kind"] == "number" and not node.get("subdenomination"):
        yield from _shift_number(node, node["value"])


def _shift_number(node: Node, text: str) -> Iterator[Edit]:
    """A number one up and one down; a long hexadecimal one keeps its digits and so its type."""
    start, length = _place(node)
    digits = text.replace("_", "")
    hexadecimal = digits.startswith("0x")
    if not hexadecimal and not digits.isdigit():
        return
    value = int(digits, 16 if hexadecimal else 10)
    for other in (value + 1, value - 1):
        if other >= 0:
            yield Edit(
                start, length, f"0x{other:0{len(digits) - 2}x}" if hexadecimal else str(other)
            )


def _decide(node: Node, source: bytes) -> Iterator[Edit]:
    """A guard vanishes; any other choice is made once and for all."""
    if _is_guard(node):
        yield _delete(node, source)
    else:
        yield from _force(node["condition"])


def _force(condition: Node) -> Iterator[Edit]:
    start, length = _place(condition)
    yield Edit(start, length, "true")
    yield Edit(start, length, "false")


def _is_guard(node: Node) -> bool:
    body = node["trueBody"]
    if body["nodeType"] == "Block" and len(body["statements"]) == 1:
        body = body["statements"][0]
    return body["nodeType"] == "RevertStatement" and not node.get("falseBody")


def _delete(node: Node, source: bytes) -> Edit:
    start, length = _place(node)
    if source[start + length : start + length + 1] == b";":
        length += 1
    return Edit(start, length, "" if node["nodeType"].startswith("Yul") else "{ }")


def _place(node: Node) -> tuple[int, int]:
    start, length, _ = node["src"].split(":")
    return int(start), int(length)
