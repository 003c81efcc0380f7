// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Burnable } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import { ERC20Votes } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import { Nonces } from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title Consort token: stake, reward and voting power
/// @notice Fixed supply, minted once; nobody can mint more. Tokens in the vault carry no votes,
/// because the vault never delegates.
contract ConsortToken is ERC20, ERC20Burnable, ERC20Permit, ERC20Votes {
    /// @param holder receives the whole supply
    /// @param supply base units, 18 decimals
    constructor(address holder, uint256 supply) ERC20("Consort", "CSRT") ERC20Permit("Consort") {
        _mint(holder, supply);
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner)
        public
        view
        override(ERC20Permit, Nonces)
        returns (uint256 nonce)
    {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}
