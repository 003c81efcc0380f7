// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Head } from "../../contracts/interfaces/ICoordinator.sol";
import { SlotLib } from "../../contracts/libraries/SlotLib.sol";
import { Contributor, Vote } from "../../contracts/types/Enrolments.sol";
import { Commitments, Header, Progress } from "../../contracts/types/RoundRecord.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on packed slots: both ways of reading see what either way wrote
contract SlotLemmas is Test {
    using SlotLib for *;

    Head private _head;
    Header private _header;
    Commitments private _list;
    Progress private _progress;
    Vote private _vote;
    Contributor private _contributor;

    function check_headStores(Head calldata head) external {
        _head.store(head);
        _requireSame(abi.encode(_head), abi.encode(head));
    }

    function check_headLoads(Head calldata head) external {
        _head = head;
        _requireSame(abi.encode(_head.load()), abi.encode(head));
    }

    function check_headerStores(Header calldata header) external {
        _header.store(header);
        _requireSame(abi.encode(_header), abi.encode(header));
    }

    function check_headerLoads(Header calldata header) external {
        _header = header;
        _requireSame(abi.encode(_header.load()), abi.encode(header));
    }

    function check_progressStores(Progress calldata progress) external {
        _progress.store(progress);
        _requireSame(abi.encode(_progress), abi.encode(progress));
    }

    function check_progressLoads(Progress calldata progress) external {
        _progress = progress;
        _requireSame(abi.encode(_progress.load()), abi.encode(progress));
    }

    function check_commitmentsStore(Commitments calldata list) external {
        _list.store(list);
        _requireSame(abi.encode(_list), abi.encode(list));
    }

    function check_voteStores(Vote calldata vote) external {
        _vote.store(vote);
        _requireSame(abi.encode(_vote), abi.encode(vote));
    }

    function check_nextCommitLeavesTheRest(Contributor calldata held, uint24 nextCommit) external {
        _contributor = held;
        _contributor.setNextCommit(nextCommit);

        Contributor memory expected = held;
        expected.nextCommit = nextCommit;
        _requireSame(abi.encode(_contributor), abi.encode(expected));
    }

    function _requireSame(bytes memory actual, bytes memory expected) private pure {
        vm.assertEq(actual, expected);
    }
}
