// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ConsortToken } from "./ConsortToken.sol";
import { ModelRegistry } from "./ModelRegistry.sol";
import { RewardLedger } from "./RewardLedger.sol";
import { StakeVault } from "./StakeVault.sol";
import { Enrolment } from "./coordinator/Enrolment.sol";
import { Rounds } from "./coordinator/Rounds.sol";
import { SeedSource } from "./coordinator/SeedSource.sol";
import { ICoordinator } from "./interfaces/ICoordinator.sol";
import { IDisputes } from "./interfaces/IDisputes.sol";

/// @notice The contracts that judge, deployed before the coordinator and bound by it.
/// @param demands also one of the accusers
/// @param inputProofs also one of the accusers
/// @param others further contracts that verify proofs
struct Judges {
    IDisputes disputes;
    address demands;
    address inputProofs;
    address[] others;
}

/// @notice Times that a deployment fixes, in seconds and blocks.
/// @param maxRoundTime longest round that a task may schedule
/// @param maxExtension longest time by which demands can prolong a challenge window
/// @param exitBlocks blocks that an exit takes at least
struct Times {
    uint40 maxRoundTime;
    uint40 maxExtension;
    uint40 exitBlocks;
}

/// @title Coordinator
/// @notice Deploys the contracts that trust it, so that no wiring step can be forgotten or abused.
/// Nobody owns a deployment and nothing of it can be replaced.
contract Coordinator is Rounds, Enrolment {
    /// @inheritdoc ICoordinator
    uint32 public constant protocolVersion = 2;

    ConsortToken public immutable token;

    /// @param token_ stake and reward token
    constructor(
        ConsortToken token_,
        Judges memory judges,
        SeedSource seedSource_,
        Times memory times
    ) {
        token = token_;
        disputes = judges.disputes;
        demands = judges.demands;
        inputProofs = judges.inputProofs;
        seedSource = seedSource_;
        maxRoundTime = times.maxRoundTime;
        // I2: three rounds may stand undecided at once; an exit never outruns their slashes.
        uint40 exitDelay =
            3 * (times.maxRoundTime + times.maxExtension) + judges.disputes.slashDelay();
        vault = new StakeVault(
            token_,
            address(this),
            address(judges.disputes),
            judges.demands,
            exitDelay,
            times.exitBlocks
        );
        rewardLedger = address(new RewardLedger(token_, this));
        modelRegistry = new ModelRegistry(this);
        judges.disputes.bind(vault, _listAccusers(judges));
    }

    function _listAccusers(Judges memory judges) private pure returns (address[] memory accusers) {
        uint256 count = judges.others.length;
        accusers = new address[](count + 2);
        for (uint256 i = 0; i < count; ++i) {
            accusers[i] = judges.others[i];
        }
        accusers[count] = judges.demands;
        accusers[count + 1] = judges.inputProofs;
    }
}
