// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../contracts/ConsortToken.sol";
import { Coordinator, Judges, Times } from "../../contracts/Coordinator.sol";
import { Demands } from "../../contracts/Demands.sol";
import { Disputes } from "../../contracts/Disputes.sol";
import { SeedSource } from "../../contracts/coordinator/SeedSource.sol";
import { InputProofs } from "../../contracts/proofs/InputProofs.sol";
import { StubAccuser } from "./StubAccuser.sol";
import { Terms } from "./Terms.sol";

/// @title Deploys the contracts of a test
/// @dev Tests load its artifact instead of creating the contracts themselves: the compiler would
/// optimise all of them once more within every test.
contract Deployer is Terms {
    Coordinator public coordinator;
    Disputes public disputes;
    Demands public demands;
    InputProofs public inputProofs;
    StubAccuser public accuser;

    function deploy(ConsortToken token) external {
        disputes = new Disputes(GOVERNOR, SLASH_DELAY, GAS_PRICE);
        demands = new Demands(disputes, ANSWER_TIME, ANSWER_BLOCKS, REPLY_TIME, DEMAND_PRICE);
        inputProofs = new InputProofs(disputes);
        accuser = new StubAccuser(disputes);
        address[] memory others = new address[](1);
        others[0] = address(accuser);
        coordinator = new Coordinator(
            token,
            Judges(disputes, address(demands), address(inputProofs), others),
            new SeedSource(false),
            Times(MAX_ROUND_TIME, MAX_EXTENSION, EXIT_BLOCKS)
        );
    }
}
