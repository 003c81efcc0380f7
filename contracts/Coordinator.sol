// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ConsortToken } from "./ConsortToken.sol";
import { ModelRegistry } from "./ModelRegistry.sol";
import { RewardLedger } from "./RewardLedger.sol";
import { StakeVault } from "./StakeVault.sol";
import { Enrolment } from "./coordinator/Enrolment.sol";
import { Rounds } from "./coordinator/Rounds.sol";
import { TaskLimits } from "./coordinator/TaskLimits.sol";

import { ICoordinator } from "./interfaces/ICoordinator.sol";

/// @title Coordinator
/// @notice Deploys the contracts that trust it, so that no wiring step can be forgotten or abused.
/// Nobody owns a deployment and nothing of it can be replaced.
contract Coordinator is Rounds, Enrolment {
    /// @inheritdoc ICoordinator
    uint32 public constant protocolVersion = 1;

    ConsortToken public immutable token;
    ModelRegistry public immutable modelRegistry;

    /// @param token_ stake and reward token
    /// @param maxRoundTime_ longest round in seconds that a task may schedule
    /// @param slashDelay seconds between the proof of a fault and its slash
    constructor(ConsortToken token_, uint40 maxRoundTime_, uint40 slashDelay) {
        token = token_;
        maxRoundTime = maxRoundTime_;
        // I2: three rounds may stand unfinished at once; an exit never outruns their slashes.
        uint40 exitDelay = 3 * maxRoundTime_ + slashDelay;
        taskLimits = new TaskLimits();
        vault = new StakeVault(token_, address(this), address(this), exitDelay);
        rewardLedger = address(new RewardLedger(token_, this));
        modelRegistry = new ModelRegistry(this);
    }
}
