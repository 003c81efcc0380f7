// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { TaskSetup } from "../../contracts/coordinator/TaskSetup.sol";
import { RewardProof } from "../../contracts/interfaces/IRewardLedger.sol";
import { CommitmentLib } from "../../contracts/libraries/CommitmentLib.sol";
import { MerkleLib } from "../../contracts/libraries/MerkleLib.sol";
import { PhaseLib } from "../../contracts/libraries/PhaseLib.sol";
import { RewardLib } from "../../contracts/libraries/RewardLib.sol";
import { SumNode } from "../../contracts/libraries/SumTreeLib.sol";
import { VoteLib } from "../../contracts/libraries/VoteLib.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import { Proposal, ProposalLib } from "../../contracts/types/Proposal.sol";
import { Header, Progress, RoundRecord } from "../../contracts/types/RoundRecord.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import {
    InputTerms,
    ResultTerms,
    TaskParams,
    TermsLib
} from "../../contracts/types/TaskParams.sol";
import { VectorHarness } from "./VectorHarness.sol";
import { VectorReader } from "./VectorReader.sol";

/// @title The libraries agree with the executable specification on its test vectors
/// @dev A case whose function the contracts have no twin of is skipped by name; any other unknown
/// function fails the test.
contract VectorsTest is VectorReader {
    bytes32 private constant COHORT_EMPTY = keccak256(hex"0204");

    VectorHarness private harness = new VectorHarness();

    function test_commitments() public {
        string[] memory cases = readCases("commitments");
        for (uint256 i = 0; i < cases.length; ++i) {
            _checkCommitments(cases[i], functionOf(cases[i]));
        }
    }

    function test_votes() public {
        string[] memory cases = readCases("votes");
        for (uint256 i = 0; i < cases.length; ++i) {
            _checkVotes(cases[i], functionOf(cases[i]));
        }
    }

    function test_trees() public {
        string[] memory cases = readCases("trees");
        for (uint256 i = 0; i < cases.length; ++i) {
            _checkTrees(cases[i], functionOf(cases[i]));
        }
    }

    function test_proposals() public {
        string[] memory cases = readCases("proposals");
        for (uint256 i = 0; i < cases.length; ++i) {
            _checkProposals(cases[i], functionOf(cases[i]));
        }
    }

    function test_rewards() public {
        string[] memory cases = readCases("rewards");
        for (uint256 i = 0; i < cases.length; ++i) {
            _checkRewards(cases[i], functionOf(cases[i]));
        }
    }

    function test_phases() public {
        string[] memory cases = readCases("phases");
        for (uint256 i = 0; i < cases.length; ++i) {
            _checkPhases(cases[i], functionOf(cases[i]));
        }
    }

    function test_limits() public {
        string[] memory cases = readCases("limits");
        for (uint256 i = 0; i < cases.length; ++i) {
            _checkLimits(cases[i]);
        }
    }

    // ------------------------------------------------------------------ commitments

    function _checkCommitments(string memory json, bytes32 name) private {
        if (name == keccak256("hash_list_leaf")) return _checkListLeaf(json);
        if (name == keccak256("compute_chain_start")) return _checkChainStart(json);
        if (name == keccak256("append_leaves")) return _checkAppend(json);
        if (name == keccak256("compute_block_roots")) return _checkBlockRoots(json);
        if (name == keccak256("prepend_blocks")) return _checkPrepend(json);
        if (name == keccak256("compute_list_root")) return _checkListRoot(json);
        if (name == keccak256("compute_list_path")) return _checkListPath(json);
        if (name == keccak256("compute_root_of")) return _checkRootOf(json);
        _requireWithoutTwin(json, name);
    }

    function _checkListLeaf(string memory json) private {
        ListLeaf memory leaf = abi.decode(input(json, "ListLeafJson leaf", LIST_LEAF), (ListLeaf));
        vm.assertEq(CommitmentLib.hash(leaf), postWord(json), nameOf(json));
        if (leaf.signatureHash != 0) return;
        bytes32 direct = CommitmentLib.directLeaf(
            leaf.index,
            leaf.contributor,
            leaf.weight,
            leaf.updateRoot,
            leaf.contentDigest,
            leaf.contentSize
        );
        vm.assertEq(direct, postWord(json), nameOf(json));
    }

    function _checkChainStart(string memory json) private {
        (uint256 chainId, address coordinator, TaskId task, uint24 round) = abi.decode(
            input(json, "uint256 chain_id,address coordinator,uint32 task,uint24 round_"),
            (uint256, address, TaskId, uint24)
        );
        vm.chainId(chainId);
        vm.etch(coordinator, address(harness).code);
        _assertChain(json, VectorHarness(coordinator).chainStart(task, round));
    }

    function _checkAppend(string memory json) private {
        (bytes24 chain, bytes32[] memory leaves) =
            abi.decode(input(json, "bytes24 chain,bytes32[] leaves"), (bytes24, bytes32[]));
        _assertChain(json, harness.appendAll(chain, leaves));
        for (uint256 i = 0; i < leaves.length; ++i) {
            chain = CommitmentLib.append(chain, leaves[i]);
        }
        _assertChain(json, chain);
    }

    function _checkBlockRoots(string memory json) private {
        bytes32[] memory roots =
            CommitmentLib.blockRoots(abi.decode(input(json, "bytes32[] leaves"), (bytes32[])));
        bytes32[] memory expected = vm.parseJsonBytes32Array(json, ".post");
        vm.assertEq(abi.encode(roots), abi.encode(expected), nameOf(json));
    }

    function _checkPrepend(string memory json) private {
        (bytes32[] memory roots, bytes32 chain) =
            abi.decode(input(json, "bytes32[] roots,bytes32 chain"), (bytes32[], bytes32));
        vm.assertEq(CommitmentLib.prependBlocks(roots, chain), postWord(json), nameOf(json));
    }

    function _checkListRoot(string memory json) private {
        bytes32[] memory roots = abi.decode(input(json, "bytes32[] block_roots"), (bytes32[]));
        bytes32 root = CommitmentLib.listRoot(roots, new bytes32[](0));
        vm.assertEq(root, postWord(json), nameOf(json));
    }

    function _checkListPath(string memory json) private {
        (bytes32[] memory leaves, uint256 position) =
            abi.decode(input(json, "bytes32[] leaves,uint256 position"), (bytes32[], uint256));
        bytes32[] memory path = vm.parseJsonBytes32Array(json, ".post");
        bytes32 reached = MerkleLib.rootOf(leaves[position], position, path);
        bytes32 root = CommitmentLib.listRoot(CommitmentLib.blockRoots(leaves), new bytes32[](0));
        vm.assertEq(reached, root, nameOf(json));
    }

    function _assertChain(string memory json, bytes24 chain) private {
        bytes24 expected = abi.decode(post(json, "bytes24"), (bytes24));
        vm.assertEq(bytes32(chain), bytes32(expected), nameOf(json));
    }

    // ------------------------------------------------------------------ votes

    function _checkVotes(string memory json, bytes32 name) private {
        if (name == keccak256("compute_word_count")) return _checkWordCount(json);
        if (name == keccak256("is_well_shaped")) return _checkShape(json);
        if (name == keccak256("hash_word")) return _checkWord(json);
        if (name == keccak256("compute_vote_root")) return _checkVoteRoot(json);
        if (name == keccak256("compute_vote_path")) return _checkVotePath(json);
        if (name == keccak256("compute_root_of")) return _checkRootOf(json);
        _requireWithoutTwin(json, name);
    }

    function _checkWordCount(string memory json) private {
        uint256 count = abi.decode(input(json, "uint256 count"), (uint256));
        vm.assertEq(VoteLib.wordCount(count), postNumber(json), nameOf(json));
    }

    function _checkShape(string memory json) private {
        (uint256[] memory words, uint256 count) =
            abi.decode(input(json, "uint256[] words,uint256 count"), (uint256[], uint256));
        bool expected = abi.decode(post(json, "bool"), (bool));
        vm.assertTrue(harness.isWellShaped(words, count) == expected, nameOf(json));
    }

    function _checkWord(string memory json) private {
        uint256 word = abi.decode(input(json, "uint256 word"), (uint256));
        vm.assertEq(VoteLib.leafOf(word), postWord(json), nameOf(json));
    }

    function _checkVoteRoot(string memory json) private {
        uint256[] memory words = abi.decode(input(json, "uint256[] words"), (uint256[]));
        bytes23 expected = abi.decode(post(json, "bytes23"), (bytes23));
        vm.assertEq(bytes32(harness.voteRoot(words)), bytes32(expected), nameOf(json));
    }

    function _checkVotePath(string memory json) private {
        (uint256[] memory words, uint256 position) =
            abi.decode(input(json, "uint256[] words,uint256 position"), (uint256[], uint256));
        uint256 place = position / 256;
        bytes32[] memory path = vm.parseJsonBytes32Array(json, ".post");
        bytes32 root = MerkleLib.rootOf(VoteLib.leafOf(words[place]), place, path);
        vm.assertEq(bytes32(bytes23(root)), bytes32(harness.voteRoot(words)), nameOf(json));
    }

    // ------------------------------------------------------------------ trees

    function _checkTrees(string memory json, bytes32 name) private {
        if (name == keccak256("compute_root")) return _checkRoot(json);
        if (name == keccak256("compute_path")) return _checkPath(json);
        if (name == keccak256("compute_root_of")) return _checkRootOf(json);
        if (name == keccak256("join_sums")) return _checkJoin(json);
        if (name == keccak256("compute_sum_root_of")) return _checkSumRootOf(json);
        _requireWithoutTwin(json, name);
    }

    function _checkRoot(string memory json) private {
        (bytes32[] memory leaves, uint256 depth, bytes32 empty) = abi.decode(
            input(json, "bytes32[] leaves,uint256 depth,bytes32 empty"),
            (bytes32[], uint256, bytes32)
        );
        // The library asks for at least one leaf and leaves the upper bound to its callers.
        if (isRefused(json) || leaves.length == 0) return;
        vm.assertEq(MerkleLib.root(leaves, depth, empty), postWord(json), nameOf(json));
    }

    function _checkPath(string memory json) private {
        (bytes32[] memory leaves, uint256 depth, bytes32 empty, uint256 position) = abi.decode(
            input(json, "bytes32[] leaves,uint256 depth,bytes32 empty,uint256 position"),
            (bytes32[], uint256, bytes32, uint256)
        );
        bytes32[] memory path = vm.parseJsonBytes32Array(json, ".post");
        bytes32 reached = MerkleLib.rootOf(leaves[position], position, path);
        vm.assertEq(reached, MerkleLib.root(leaves, depth, empty), nameOf(json));
    }

    function _checkRootOf(string memory json) private {
        (bytes32 leaf, uint256 position, bytes32[] memory path) = abi.decode(
            input(json, "bytes32 leaf,uint256 position,bytes32[] path"),
            (bytes32, uint256, bytes32[])
        );
        vm.assertEq(MerkleLib.rootOf(leaf, position, path), postWord(json), nameOf(json));
    }

    function _checkJoin(string memory json) private {
        bytes memory args = input(json, "SumNodeJson left,SumNodeJson right", SUM_NODE);
        _assertSumNode(json, bytes.concat(VectorHarness.joinSums.selector, args));
    }

    function _checkSumRootOf(string memory json) private {
        bytes memory args = input(
            json,
            "SumNodeJson leaf,uint256 position,uint256 depth,bytes32 empty,uint256 mask,SumNodeJson[] siblings",
            SUM_NODE
        );
        _assertSumNode(json, bytes.concat(VectorHarness.sumRootOf.selector, args));
    }

    function _assertSumNode(string memory json, bytes memory data) private {
        (bool isDone, bytes memory result) = address(harness).staticcall(data);
        vm.assertTrue(isDone != isRefused(json), nameOf(json));
        if (isDone) vm.assertEq(result, post(json, SUM_NODE), nameOf(json));
    }

    // ------------------------------------------------------------------ proposals

    function _checkProposals(string memory json, bytes32 name) private {
        if (name == keccak256("hash_proposal")) return _checkProposal(json);
        if (name == keccak256("compute_genesis")) return _checkGenesis(json);
        if (name == keccak256("compute_cohorts_root")) return _checkCohorts(json);
        if (name == keccak256("compute_sum_root_of")) return _checkSumRootOf(json);
        _requireWithoutTwin(json, name);
    }

    function _checkProposal(string memory json) private {
        Proposal memory proposal =
            abi.decode(input(json, "ProposalJson proposal", PROPOSAL), (Proposal));
        vm.assertEq(harness.hashProposal(proposal), postWord(json), nameOf(json));
    }

    function _checkGenesis(string memory json) private {
        (uint256 chainId, address coordinator, uint32 task, bytes32 modelRoot) = abi.decode(
            input(json, "uint256 chain_id,address coordinator,uint32 task,bytes32 model_root"),
            (uint256, address, uint32, bytes32)
        );
        bytes32 parent = keccak256(abi.encode("consort.genesis.1", chainId, coordinator, task));
        bytes32 actual = ProposalLib.genesisHash(parent, modelRoot, RewardLib.EMPTY_ROOT);
        Proposal memory expected = abi.decode(post(json, PROPOSAL), (Proposal));
        vm.assertEq(actual, harness.hashProposal(expected), nameOf(json));
    }

    function _checkCohorts(string memory json) private {
        bytes32[] memory leaves = new bytes32[](3);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = _cohortLeaf(json, string.concat(".input.cohorts[", vm.toString(i), "]"));
        }
        vm.assertEq(MerkleLib.root(leaves, 7, COHORT_EMPTY), postWord(json), nameOf(json));
    }

    function _cohortLeaf(string memory json, string memory key) private view returns (bytes32) {
        if (!vm.keyExistsJson(json, key)) return COHORT_EMPTY;
        bytes32 root = vm.parseJsonBytes32(json, string.concat(key, "[0]"));
        uint256 weight = vm.parseJsonUint(json, string.concat(key, "[1]"));
        return weight == 0 ? COHORT_EMPTY : keccak256(abi.encode(4, root, weight));
    }

    // ------------------------------------------------------------------ rewards

    function _checkRewards(string memory json, bytes32 name) private {
        if (name == keccak256("compute_root_of_proof")) return _checkRewardProof(json);
        _requireWithoutTwin(json, name);
    }

    function _checkRewardProof(string memory json) private {
        bytes memory data = input(json, "RewardProofJson proof", REWARD_PROOF);
        _assertSumNode(json, bytes.concat(VectorHarness.rewardRootOf.selector, data));
    }

    // ------------------------------------------------------------------ phases

    function _checkPhases(string memory json, bytes32 name) private {
        if (name == keccak256("compute_phase")) return _checkPhase(json);
        if (name == keccak256("is_proposable")) return _checkProposable(json);
        if (name == keccak256("has_quorum")) return _checkQuorum(json);
        if (name == keccak256("compute_longest")) return _checkTerms(json, TermsLib.longest);
        if (name == keccak256("compute_cost")) return _checkTerms(json, TermsLib.cost);
        _requireWithoutTwin(json, name);
    }

    function _checkPhase(string memory json) private {
        (RoundRecord memory record, uint256 time, uint256 number) = abi.decode(
            input(json, "RoundRecordJson record,uint256 time,uint256 block", recordTypes()),
            (RoundRecord, uint256, uint256)
        );
        vm.warp(time);
        vm.roll(number);
        vm.assertEq(uint8(harness.phaseOf(record)), postNumber(json), nameOf(json));
    }

    function _checkProposable(string memory json) private {
        string memory fields = "HeaderJson header,ProgressJson progress,uint256 time,uint256 block";
        (Header memory header, Progress memory progress, uint256 time, uint256 number) = abi.decode(
            input(json, fields, string.concat(HEADER, PROGRESS)),
            (Header, Progress, uint256, uint256)
        );
        vm.warp(time);
        vm.roll(number);
        bool expected = abi.decode(post(json, "bool"), (bool));
        vm.assertTrue(PhaseLib.isProposable(header, progress) == expected, nameOf(json));
    }

    function _checkQuorum(string memory json) private {
        (Header memory header, Progress memory progress) = abi.decode(
            input(json, "HeaderJson header,ProgressJson progress", string.concat(HEADER, PROGRESS)),
            (Header, Progress)
        );
        bool expected = abi.decode(post(json, "bool"), (bool));
        vm.assertTrue(PhaseLib.hasQuorum(header, progress) == expected, nameOf(json));
    }

    function _checkTerms(
        string memory json,
        function(InputTerms memory, ResultTerms memory) internal pure returns (uint256) compute
    ) private {
        (InputTerms memory inputs, ResultTerms memory results) = abi.decode(
            input(json, "InputTermsJson inputs,ResultTermsJson results", TERMS),
            (InputTerms, ResultTerms)
        );
        vm.assertEq(compute(inputs, results), postNumber(json), nameOf(json));
    }

    // ------------------------------------------------------------------ limits

    function _checkLimits(string memory json) private {
        string memory form = "TaskParamsJson params,uint256 max_round_time,uint256 exit_blocks";
        (TaskParams memory params, uint256 maxRoundTime, uint256 exitBlocks) =
            abi.decode(input(json, form, paramsTypes()), (TaskParams, uint256, uint256));
        if (isRefused(json)) {
            bytes memory values = parse(
                json,
                ".error.values",
                "Values(string name,uint256 value,uint256 minimum,uint256 maximum)"
            );
            vm.expectRevert(bytes.concat(TaskSetup.ParameterOutOfRange.selector, values));
        }
        harness.createTask(params, maxRoundTime, exitBlocks);
    }

    // ------------------------------------------------------------------ no twin on chain

    /// @dev These build what the contracts only check: trees, paths, words, rewards, elections, parents.
    function _requireWithoutTwin(string memory json, bytes32 name) private pure {
        bool isKnown = name == keccak256("compute_words_of") || name == keccak256("is_excepted")
            || name == keccak256("compute_included") || name == keccak256("compute_sum_root")
            || name == keccak256("compute_sum_path") || name == keccak256("compute_member_tree")
            || name == keccak256("compute_member_path") || name == keccak256("compute_reward")
            || name == keccak256("compute_reward_leaves")
            || name == keccak256("compute_reward_tree") || name == keccak256("prove_reward")
            || name == keccak256("compute_elected") || name == keccak256("compute_pointer")
            || name == keccak256("is_decided");
        vm.assertTrue(isKnown, nameOf(json));
    }
}
