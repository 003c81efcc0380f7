"""Aggregation and the model step over files, a window at a time, with compiled integer kernels.

Every result equals `consort.spec.aggregation` and `consort.spec.model_state` bit for bit.
"""
