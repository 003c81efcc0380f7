// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../contracts/ConsortToken.sol";
import { StakeVault } from "../../contracts/StakeVault.sol";
import { VaultTotals } from "../../contracts/interfaces/IStakeVault.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on what becomes of slashed stake
/// @dev This contract deposits, and is coordinator and disputes of the vault. The reporter is owed
/// without limit, which leaves least to burn.
contract ShareLemmas is Test {
    address private constant REPORTER = address(0xBEEF);
    uint96 private constant MOST = type(uint96).max;
    uint256 private constant UNLIMITED = type(uint256).max;

    StakeVault private _vault;

    function setUp() external {
        ConsortToken token = new ConsortToken(address(this), MOST);
        _vault = new StakeVault(token, address(this), address(this), address(0), 1, 1);
        token.approve(address(_vault), MOST);
        _vault.deposit(MOST);
    }

    /// @notice At least half of a forfeited bond is burned; bounty and burn are all of it. A slash
    /// is shared out by the same function.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_bondIsSharedOut(uint256 bond) external {
        vm.assume(bond <= MOST);
        _vault.lockBond(address(this), bond);
        uint256 bounty = _vault.forfeitBond(bond, REPORTER, UNLIMITED, UNLIMITED);

        VaultTotals memory totals = _vault.getTotals();
        vm.assertEq(totals.bonded, 0);
        vm.assertEq(_vault.freeOf(REPORTER), bounty);
        unchecked {
            vm.assertEq(totals.burnPending + bounty, bond);
            vm.assertGe(2 * uint256(totals.burnPending), bond);
        }
    }
}
