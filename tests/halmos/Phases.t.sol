// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { PhaseLib } from "../../contracts/libraries/PhaseLib.sol";
import {
    Commitments,
    Header,
    Phase,
    Progress,
    SealStage
} from "../../contracts/types/RoundRecord.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on phases
contract PhaseLemmas is Test {
    Header private _header;
    Commitments private _list;

    /// @notice While nobody acts a round only ever moves on.
    function check_phaseNeverFlipsBack(
        Header memory header,
        Commitments memory list,
        Progress memory progress,
        uint64[2] memory time,
        uint64[2] memory number
    ) external {
        vm.assume(time[0] <= time[1] && number[0] <= number[1]);
        Phase before = _phaseAt(header, list, progress, time[0], number[0]);
        Phase afterwards = _phaseAt(header, list, progress, time[1], number[1]);

        vm.assertLe(uint256(before), uint256(afterwards));
    }

    /// @notice What a round may be asked for is what its phase says.
    function check_gatesAgreeWithPhase(
        Header memory header,
        Commitments memory list,
        Progress memory progress,
        uint64 time,
        uint64 number
    ) external {
        vm.assume(header.commitEnds <= header.sealEnds && header.commitEnds <= header.voteEnds);
        vm.assume(progress.lead == 0 || list.stage == SealStage.SEALED);
        vm.assume(progress.lead == 0 || time >= header.voteEnds);
        Phase phase = _phaseAt(header, list, progress, time, number);

        _header = header;
        _list = list;
        vm.assertEq(PhaseLib.isSealable(_header, _list), phase == Phase.SEAL);
        if (phase != Phase.COMMIT && list.count != 0) {
            vm.assertEq(PhaseLib.isVotable(_header, _list), phase == Phase.VOTE);
        }
        vm.assertEq(PhaseLib.isContestable(progress), phase == Phase.CHALLENGE);
        vm.assertEq(PhaseLib.isFinalisable(progress), phase == Phase.FINALISE);
        if (phase == Phase.PROPOSE) vm.assertTrue(PhaseLib.isProposable(header, progress));
    }

    /// @notice Whatever the record says, nothing is proposed without half of the stake.
    function check_proposableNeedsQuorum(Header memory header, Progress memory progress)
        external
        view
    {
        vm.assume(PhaseLib.isProposable(header, progress));

        vm.assertGe(2 * uint256(progress.votedStake), header.validatorStake);
        vm.assertGt(progress.votedStake, 0);
    }

    function _phaseAt(
        Header memory header,
        Commitments memory list,
        Progress memory progress,
        uint64 time,
        uint64 number
    ) private returns (Phase) {
        vm.warp(time);
        vm.roll(number);
        return PhaseLib.phaseOf(header, list, progress);
    }
}
