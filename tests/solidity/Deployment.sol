// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../contracts/ConsortToken.sol";
import { Coordinator } from "../../contracts/Coordinator.sol";
import { Demands } from "../../contracts/Demands.sol";
import { Disputes } from "../../contracts/Disputes.sol";
import { ModelRegistry } from "../../contracts/ModelRegistry.sol";
import { RewardLedger } from "../../contracts/RewardLedger.sol";
import { StakeVault } from "../../contracts/StakeVault.sol";
import { InputProofs } from "../../contracts/proofs/InputProofs.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import {
    Arithmetic,
    InputTerms,
    ResultTerms,
    Rule,
    StakeTerms,
    TaskParams
} from "../../contracts/types/TaskParams.sol";
import { Deployer } from "./Deployer.sol";
import { StubAccuser } from "./StubAccuser.sol";
import { Terms } from "./Terms.sol";
import { Test } from "./Test.sol";

/// @title A deployment with one funded task and those who take part in it
/// @dev This contract holds all tokens and owns the task; accounts are made by `contributorAt` and
/// `validatorAt`. Convictions that need no evidence come from `accuser`.
abstract contract Deployment is Test, Terms {
    uint256 internal constant SUPPLY = 1e9 * TOKEN;
    uint96 internal constant BUDGET = uint96(1_000_000 * TOKEN);
    uint256 internal constant STAKE = 50 * TOKEN;
    /// @dev Bond of the first proposal that needs one, in base units.
    uint256 internal constant BOND = 5 * TOKEN;
    uint24 internal constant WEIGHT = 300;
    TaskId internal constant TASK = TaskId.wrap(0);

    ConsortToken internal token;
    Coordinator internal coordinator;
    StakeVault internal vault;
    RewardLedger internal ledger;
    ModelRegistry internal registry;
    Disputes internal disputes;
    Demands internal demands;
    InputProofs internal inputProofs;
    StubAccuser internal accuser;

    function deploy() internal {
        vm.warp(1_700_000_000);
        vm.roll(1000);
        token = makeToken();
        Deployer deployer = Deployer(vm.deployCode("Deployer.sol:Deployer"));
        deployer.deploy(token);
        coordinator = deployer.coordinator();
        disputes = deployer.disputes();
        demands = deployer.demands();
        inputProofs = deployer.inputProofs();
        accuser = deployer.accuser();
        vault = StakeVault(address(coordinator.vault()));
        ledger = RewardLedger(coordinator.rewardLedger());
        registry = ModelRegistry(address(coordinator.modelRegistry()));
        token.approve(address(ledger), type(uint256).max);
    }

    /// @dev Attacks bring tokens of their own.
    function makeToken() internal virtual returns (ConsortToken) {
        bytes memory args = abi.encode(address(this), SUPPLY);
        return ConsortToken(vm.deployCode("ConsortToken.sol:ConsortToken", args));
    }

    /// @notice Deploys, opens and funds task 0 and enrols these many.
    function deployTask(uint256 contributors, uint256 validators) internal {
        deploy();
        coordinator.createTask(taskParams());
        ledger.fund(TASK, BUDGET);
        enrolAll(contributors, validators);
    }

    function enrolAll(uint256 contributors, uint256 validators) internal {
        for (uint256 i = 0; i < contributors; ++i) {
            enrolContributor(contributorAt(i), STAKE);
        }
        for (uint256 i = 0; i < validators; ++i) {
            enrolValidator(validatorAt(i), STAKE);
        }
    }

    function taskParams() internal pure virtual returns (TaskParams memory params) {
        params.manifestHash = bytes32(uint256(1));
        params.genesisModelRoot = bytes32(uint256(2));
        params.inputs = InputTerms(100, 100, 100, uint80(70 * TOKEN));
        params.results = ResultTerms(10, 3, 100, 10, 5, uint80(1000 * TOKEN), uint80(10 * TOKEN));
        params.stakes = StakeTerms(1000, 0, 1e6, 1e6, 3, uint48(BOND / 1e12));
        params.arithmetic = Arithmetic(Rule.TRIMMED_MEAN, 1000, 8, 8, 20, 100, 100);
    }

    // ------------------------------------------------------------------ accounts

    function contributorAt(uint256 i) internal pure returns (address) {
        return address(uint160(0xC0000 + i));
    }

    function validatorAt(uint256 i) internal pure returns (address) {
        return address(uint160(0xF0000 + i));
    }

    /// @notice Gives an account tokens and deposits them as free stake.
    function deposit(address who, uint256 amount) internal {
        token.transfer(who, amount);
        vm.startPrank(who);
        token.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }

    function enrolContributor(address who, uint256 stake) internal {
        deposit(who, stake);
        vm.prank(who);
        coordinator.enrolContributor(TASK, stake);
    }

    function enrolValidator(address who, uint256 stake) internal {
        deposit(who, stake);
        vm.prank(who);
        coordinator.enrolValidator(TASK, stake);
    }
}
