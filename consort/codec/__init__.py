"""Models, updates and aggregates as bytes that every party can recompute.

Importing the package or any module but `tensors` and `tensor_values` does not load torch.
"""
