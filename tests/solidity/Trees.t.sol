// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { RewardProof } from "../../contracts/interfaces/IRewardLedger.sol";
import { CommitmentLib } from "../../contracts/libraries/CommitmentLib.sol";
import { MerkleLib } from "../../contracts/libraries/MerkleLib.sol";
import { RewardLib } from "../../contracts/libraries/RewardLib.sol";
import { SumNode, SumTreeLib } from "../../contracts/libraries/SumTreeLib.sol";
import { VoteLib } from "../../contracts/libraries/VoteLib.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import { Test } from "./Test.sol";

/// @title Trees and chains against their plain definitions
contract TreesTest is Test {
    using CommitmentLib for bytes24;

    bytes32 private constant EMPTY = keccak256(hex"0201");

    // ------------------------------------------------------------------ Merkle trees

    function testFuzz_rootIsThatOfTheFullTreePaddedWithEmptyLeaves(
        bytes32 seed,
        uint256 count,
        uint256 depth
    ) public pure {
        depth = bound(depth, 0, 6);
        count = bound(count, 1, 1 << depth);
        bytes32[] memory leaves = _leaves(seed, count);
        bytes32 expected = _plainRoot(leaves, depth, EMPTY);

        vm.assertEq(MerkleLib.root(leaves, depth, EMPTY), expected);
    }

    function testFuzz_climbingInTwoStepsGivesTheSameRoot(bytes32 seed, uint256 count, uint256 first)
        public
        pure
    {
        first = bound(first, 0, 6);
        count = bound(count, 1, 64);
        bytes32 expected = _plainRoot(_leaves(seed, count), 6, EMPTY);
        bytes32[] memory leaves = _leaves(seed, count);

        MerkleLib.climb(leaves, first, EMPTY);
        bytes32 blank = _plainRoot(new bytes32[](0), first, EMPTY);

        vm.assertEq(MerkleLib.root(leaves, 6 - first, blank), expected);
    }

    function testFuzz_leafIsProvedAtItsPositionOnly(bytes32 seed, uint256 count, uint256 position)
        public
        pure
    {
        count = bound(count, 2, 64);
        position = bound(position, 0, count - 1);
        bytes32[] memory leaves = _leaves(seed, count);
        bytes32 root = _plainRoot(leaves, 6, EMPTY);
        bytes32[] memory path = _path(leaves, position, 6);

        vm.assertEq(MerkleLib.rootOf(leaves[position], position, path), root);
        vm.assertNotEq(MerkleLib.rootOf(leaves[position], position ^ 1, path), root);
    }

    function test_innerNodeCannotPassForALeaf() public pure {
        bytes32[] memory leaves = _leaves("seed", 4);
        bytes32[] memory pairs = new bytes32[](2);
        pairs[0] = MerkleLib.node(leaves[0], leaves[1]);
        pairs[1] = MerkleLib.node(leaves[2], leaves[3]);
        vm.assertNotEq(MerkleLib.root(pairs, 2, EMPTY), _plainRoot(leaves, 2, EMPTY));
    }

    // ------------------------------------------------------------------ commitments

    function testFuzz_chainOfABatchIsThatOfItsLeaves(bytes24 start, bytes32[] calldata leaves)
        public
        pure
    {
        bytes24 chain = start;
        bytes24 plain = start;
        for (uint256 i = 0; i < leaves.length; ++i) {
            chain = chain.append(leaves[i]);
            plain = bytes24(keccak256(abi.encodePacked(plain, leaves[i])));
        }
        vm.assertEq(bytes32(chain), bytes32(plain));
        vm.assertEq(bytes32(start.appendAll(leaves)), bytes32(plain));
    }

    function testFuzz_directLeafIsTheListLeafWithoutSignature(ListLeaf memory leaf) public pure {
        leaf.signatureHash = 0;
        bytes32 direct = CommitmentLib.directLeaf(
            leaf.index,
            leaf.contributor,
            leaf.weight,
            leaf.updateRoot,
            leaf.contentDigest,
            leaf.contentSize
        );
        vm.assertEq(direct, keccak256(abi.encode(uint256(1), leaf)));
        vm.assertEq(direct, CommitmentLib.hash(leaf));
    }

    function test_emptyBlockIsTheRootOfABlockOfEmptyLeaves() public pure {
        vm.assertEq(
            CommitmentLib.EMPTY_BLOCK,
            _plainRoot(new bytes32[](0), CommitmentLib.BLOCK_DEPTH, EMPTY)
        );
    }

    function testFuzz_listSealedInBatchesHasTheRootOfTheWhole(
        bytes32 seed,
        uint256 count,
        uint256 blocksPerBatch
    ) public pure {
        count = bound(count, 1, 300);
        blocksPerBatch = bound(blocksPerBatch, 1, 4);
        bytes32[] memory leaves = _leaves(seed, count);
        bytes32 expected = _plainRoot(leaves, CommitmentLib.LIST_DEPTH, EMPTY);

        vm.assertEq(_sealInBatches(leaves, blocksPerBatch), expected);
    }

    function test_fullListOf16384LeavesSealsInBatches() public {
        vm.pauseGasMetering();
        bytes32[] memory leaves = _leaves("full", 16_384);
        bytes32 expected = MerkleLib.root(_leaves("full", 16_384), 14, EMPTY);
        vm.assertEq(_sealInBatches(leaves, 64), expected);
    }

    // ------------------------------------------------------------------ votes

    function testFuzz_voteRootIsThatOfItsWords(bytes32 seed, uint256 count) public view {
        bytes32[] memory leaves = new bytes32[](bound(count, 1, 64));
        uint256[] memory words = new uint256[](leaves.length);
        for (uint256 i = 0; i < words.length; ++i) {
            words[i] = uint256(keccak256(abi.encode(seed, i)));
            leaves[i] = keccak256(abi.encode(uint256(2), words[i]));
        }
        bytes32 expected = _plainRoot(leaves, 6, keccak256(hex"0202"));
        vm.assertEq(bytes32(this.voteRoot(words)), bytes32(bytes23(expected)));
    }

    function testFuzz_bitBeyondTheListIsSeen(uint256 count, uint256 bit) public view {
        count = bound(count, 1, 512);
        bit = bound(bit, 0, VoteLib.wordCount(count) * 256 - 1);
        uint256[] memory words = new uint256[](VoteLib.wordCount(count));
        words[bit >> 8] = 1 << (bit & 255);
        vm.assertEq(this.exceedsList(words, count), bit >= count);
    }

    // ------------------------------------------------------------------ sum trees

    function testFuzz_rewardProofLeadsToTheRootAndTheSum(uint64[8] memory amounts, uint256 position)
        public
        view
    {
        position = bound(position, 0, 7);
        SumNode[] memory layer = new SumNode[](8);
        uint128 total = 0;
        for (uint256 i = 0; i < 8; ++i) {
            layer[i] = _rewardLeaf(amounts[i]);
            total += amounts[i];
        }
        RewardProof memory proof = _proofOf(layer, position, amounts[position]);
        SumNode memory top = this.rewardRoot(proof);
        vm.assertEq(top.sum, total);
        vm.assertEq(top.hash, _plainSumRoot(layer));
    }

    function test_emptyRewardRootIsTheRootOfEmptyLeaves() public pure {
        vm.assertEq(RewardLib.EMPTY_ROOT, _plainSumRoot(new SumNode[](0)));
    }

    /// A sum that wraps around would let a tree promise more than its total.
    function test_sumThatDoesNotFitReverts() public {
        vm.expectRevert();
        this.join(SumNode(0, type(uint128).max), SumNode(0, 1));
    }

    function testFuzz_nodeIsTheHashOfHashesAndSums(
        bytes32 left,
        uint64 leftSum,
        bytes32 right,
        uint64 rightSum
    ) public pure {
        SumNode memory top = SumTreeLib.node(SumNode(left, leftSum), SumNode(right, rightSum));
        bytes memory packed =
            abi.encodePacked(hex"01", left, uint128(leftSum), right, uint128(rightSum));
        vm.assertEq(top.hash, keccak256(packed));
        vm.assertEq(top.sum, uint256(leftSum) + rightSum);
    }

    // ------------------------------------------------------------------ calldata doors

    function voteRoot(uint256[] calldata words) external pure returns (bytes23) {
        return VoteLib.root(words);
    }

    function exceedsList(uint256[] calldata words, uint256 count) external pure returns (bool) {
        return VoteLib.exceedsList(words, count);
    }

    function rewardRoot(RewardProof calldata proof) external pure returns (SumNode memory) {
        return RewardLib.rootOf(proof);
    }

    function join(SumNode memory left, SumNode memory right)
        external
        pure
        returns (SumNode memory)
    {
        return SumTreeLib.node(left, right);
    }

    // ------------------------------------------------------------------ plain twins

    function _plainRoot(bytes32[] memory leaves, uint256 depth, bytes32 empty)
        private
        pure
        returns (bytes32)
    {
        bytes32[] memory layer = new bytes32[](1 << depth);
        for (uint256 i = 0; i < layer.length; ++i) {
            layer[i] = i < leaves.length ? leaves[i] : empty;
        }
        for (uint256 width = layer.length / 2; width > 0; width /= 2) {
            for (uint256 i = 0; i < width; ++i) {
                layer[i] = keccak256(abi.encodePacked(hex"01", layer[2 * i], layer[2 * i + 1]));
            }
        }
        return layer[0];
    }

    function _path(bytes32[] memory leaves, uint256 position, uint256 depth)
        private
        pure
        returns (bytes32[] memory path)
    {
        path = new bytes32[](depth);
        for (uint256 level = 0; level < depth; ++level) {
            path[level] = _subtree(leaves, (position >> level) ^ 1, level);
        }
    }

    function _subtree(bytes32[] memory leaves, uint256 place, uint256 level)
        private
        pure
        returns (bytes32)
    {
        bytes32[] memory part = new bytes32[](1 << level);
        for (uint256 i = 0; i < part.length; ++i) {
            uint256 index = (place << level) + i;
            part[i] = index < leaves.length ? leaves[index] : EMPTY;
        }
        return _plainRoot(part, level, EMPTY);
    }

    function _plainSumRoot(SumNode[] memory leaves) private pure returns (bytes32) {
        SumNode memory blank = SumNode(keccak256(hex"0205"), 0);
        SumNode[] memory layer = leaves;
        for (uint256 level = 0; level < 20; ++level) {
            SumNode[] memory next = new SumNode[]((layer.length + 1) / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                SumNode memory right = 2 * i + 1 < layer.length ? layer[2 * i + 1] : blank;
                next[i] = SumTreeLib.node(layer[2 * i], right);
            }
            blank = SumTreeLib.node(blank, blank);
            layer = next;
        }
        return layer.length == 0 ? blank.hash : layer[0].hash;
    }

    function _proofOf(SumNode[] memory layer, uint256 position, uint128 amount)
        private
        pure
        returns (RewardProof memory)
    {
        SumNode[] memory siblings = new SumNode[](3);
        SumNode[] memory row = layer;
        for (uint256 level = 0; level < 3; ++level) {
            siblings[level] = row[(position >> level) ^ 1];
            SumNode[] memory next = new SumNode[](row.length / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                next[i] = SumTreeLib.node(row[2 * i], row[2 * i + 1]);
            }
            row = next;
        }
        return RewardProof(uint32(position), amount, 65_536, 0, 7, siblings);
    }

    function _rewardLeaf(uint128 amount) private pure returns (SumNode memory) {
        return SumNode(keccak256(abi.encode(uint256(5), amount, 65_536, 0)), amount);
    }

    /// @dev Batches from the last block to the first, as `seal` takes them.
    function _sealInBatches(bytes32[] memory leaves, uint256 blocksPerBatch)
        private
        pure
        returns (bytes32)
    {
        bytes32[] memory roots = new bytes32[]((leaves.length + 31) / 32);
        uint256 end = leaves.length;
        bytes32 chain = 0;
        while (true) {
            uint256 blocks = (end + 31) / 32;
            uint256 firstBlock = blocks > blocksPerBatch ? blocks - blocksPerBatch : 0;
            bytes32[] memory batch = _slice(leaves, firstBlock * 32, end);
            MerkleLib.climb(batch, CommitmentLib.BLOCK_DEPTH, CommitmentLib.EMPTY);
            for (uint256 i = 0; i < batch.length; ++i) {
                roots[firstBlock + i] = batch[i];
            }
            if (firstBlock == 0) {
                bytes32[] memory later = _slice(roots, batch.length, roots.length);
                vm.assertEq(CommitmentLib.prependBlocks(later, 0), chain);
                return CommitmentLib.listRoot(batch, later);
            }
            chain = CommitmentLib.prependBlocks(batch, chain);
            end = firstBlock * 32;
        }
        return 0;
    }

    function _slice(bytes32[] memory items, uint256 start, uint256 end)
        private
        pure
        returns (bytes32[] memory part)
    {
        part = new bytes32[](end - start);
        for (uint256 i = 0; i < part.length; ++i) {
            part[i] = items[start + i];
        }
    }

    function _leaves(bytes32 seed, uint256 count) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }
}
