"""Consort: federated learning without a conductor.

Importing it is cheap: torch and web3 are loaded only by what trains a model or talks to a chain.
"""

from consort.app import App, PartitionConfig, TrainingConfig

__all__ = ["App", "PartitionConfig", "TrainingConfig"]
