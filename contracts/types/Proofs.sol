// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ListLeaf } from "./ListLeaf.sol";
import { Proposal } from "./Proposal.sol";
import { TaskId } from "./TaskId.sol";

/// @notice The trees behind a proposal's roots.
/// @dev OUTPUT is one cohort's, named by a leaf of COHORTS; UPDATE one member's, named by a leaf of
/// MEMBERS. MEMBERS and REWARDS are Merkle-sum trees; OUTPUT, AGGREGATE, MODEL and UPDATE use SHA-256.
enum Tree {
    MEMBERS,
    COHORTS,
    OUTPUT,
    AGGREGATE,
    MODEL,
    REWARDS,
    UPDATE
}

/// @notice What a conviction rests on.
enum Proof {
    BAD_MEMBER,
    BAD_PADDING,
    BAD_SUM,
    BAD_COHORT,
    BAD_TOP,
    BAD_STEP,
    BAD_REWARD,
    BAD_INPUT,
    SILENCE
}

/// @notice The proposal that evidence is about.
/// @param number which proposal of the round, counted from 0
struct Target {
    TaskId task;
    uint24 round;
    uint8 number;
    Proposal proposal;
}

/// @notice What of a round is frozen before anybody can propose; proofs read nothing else of it.
/// @param listRoot first 192 bits of the sealed list's root
/// @param count commitments in the list
/// @param votedStake stake units that voted
/// @param seed seed of the cohorts; 0 where there is one cohort
struct Frozen {
    bytes24 listRoot;
    uint16 count;
    uint48 votedStake;
    bytes32 seed;
}

/// @notice What a round builds on, frozen since it was opened.
/// @param parent hash of the proposal before
/// @param base root of an older model that the round trains on; 0: the parent's
struct Basis {
    bytes32 parent;
    bytes32 base;
}

/// @notice A node's place in one of the trees.
/// @param owner cohort of OUTPUT, tree slot of UPDATE, else 0
/// @param height levels above the leaves
/// @param position counted from the left within its height
struct NodePlace {
    Tree tree;
    uint16 owner;
    uint8 height;
    uint32 position;
}

/// @notice A node and its path.
/// @param hash the node
/// @param sum its stated sum; 0 in trees without sums
/// @param siblings nearest first
/// @param sums sums of the siblings; empty in trees without sums
/// @param root OUTPUT and UPDATE: root of the tree, as the owner's leaf names it
/// @param weight OUTPUT and UPDATE: weight in the owner's leaf
/// @param ownerSiblings OUTPUT and UPDATE: path of the owner's leaf in COHORTS or MEMBERS
/// @param ownerSums UPDATE: sums of those siblings
struct NodeProof {
    bytes32 hash;
    uint128 sum;
    bytes32[] siblings;
    uint128[] sums;
    bytes32 root;
    uint64 weight;
    bytes32[] ownerSiblings;
    uint128[] ownerSums;
}

/// @notice One validator's vote, opened at one word.
/// @param validatorIndex index of the validator
/// @param word the word of exceptions that holds the position in question
/// @param path siblings of that word, nearest first
struct OpenedVote {
    uint16 validatorIndex;
    uint256 word;
    bytes32[] path;
}

/// @notice A member leaf that is not what list and votes say.
/// @param slot tree slot
/// @param hash what the proposal has there
/// @param sum and its stated sum
/// @param siblings its path in MEMBERS, nearest first
/// @param sums sums of the siblings
/// @param leaf the commitment whose place this is
/// @param listPath its path in the sealed list
/// @param votes enough stake's votes, by ascending validator index
struct MemberProof {
    uint16 slot;
    bytes32 hash;
    uint128 sum;
    bytes32[] siblings;
    uint128[] sums;
    ListLeaf leaf;
    bytes32[] listPath;
    OpenedVote[] votes;
}

/// @notice One coordinate of an output that the inputs do not allow.
/// @param cohort cohort whose output it is; unused at the top level
/// @param leaf leaf of the model state, which is update leaf `leaf` + 1
/// @param coordinate place within that leaf
/// @param isHigh absent inputs count as the largest value and the output is too large; else they
/// count as 0 and it is too small
/// @param low value at which the trimmed weight ends from below; unused by the mean
/// @param high value at which it ends from above; unused by the mean
struct CoordinateClaim {
    uint8 cohort;
    uint32 leaf;
    uint16 coordinate;
    bool isHigh;
    uint32 low;
    uint32 high;
}

/// @notice An output leaf and what leads from it to the proposal.
/// @param leaf bytes of the leaf, 64 uint32 if it is well formed
/// @param path its SHA-256 path
/// @param siblings badCohort: path of the cohort's subtree in MEMBERS
/// @param sums badCohort: sums of those siblings
/// @param cohortPath badCohort: path of the cohort's leaf in COHORTS
struct OutputProof {
    bytes leaf;
    bytes32[] path;
    bytes32[] siblings;
    uint128[] sums;
    bytes32[] cohortPath;
}

/// @notice One leaf of the model state before and after, and the aggregate between.
/// @param leaf leaf of the model state
/// @param before its bytes in the parent's model
/// @param aggregates bytes of the four (two with 16-bit codes) aggregate leaves that belong to it
/// @param aggregatesPath path of the node above these
/// @param afterwards its hash in the proposal's model
struct StepProof {
    uint32 leaf;
    bytes before;
    bytes32[] beforePath;
    bytes aggregates;
    bytes32[] aggregatesPath;
    bytes32 afterwards;
    bytes32[] afterwardsPath;
}

/// @notice What an enrolment index has earned.
/// @param cumulative base units
/// @param lastMultiplier score multiplier when last included, 65,536 = 1
/// @param listPosition position + 1 in the list of the proposal's round, 0 if it is not in it
struct RewardLeaf {
    uint128 cumulative;
    uint32 lastMultiplier;
    uint32 listPosition;
}

/// @notice A reward leaf that is not what the inputs earn.
/// @param index enrolment index
/// @param hash what the proposal has there
/// @param sum and its stated sum
/// @param siblings its path in REWARDS, nearest first
/// @param sums sums of the siblings
/// @param claimed what `hash` stands for; needed where `isListed` is false
/// @param before the leaf in the parent's tree
/// @param beforeSiblings its path there
/// @param beforeSums sums of those siblings
/// @param isListed whether the commitment at `position` has this index
/// @param position place in the sealed list
/// @param leaf the commitment there
/// @param listPath its path
/// @param weight effective weight of that commitment
/// @param memberSiblings path of its leaf in MEMBERS
/// @param memberSums sums of those siblings
struct RewardCheck {
    uint32 index;
    bytes32 hash;
    uint128 sum;
    bytes32[] siblings;
    uint128[] sums;
    RewardLeaf claimed;
    RewardLeaf before;
    bytes32[] beforeSiblings;
    uint128[] beforeSums;
    bool isListed;
    uint16 position;
    ListLeaf leaf;
    bytes32[] listPath;
    uint64 weight;
    bytes32[] memberSiblings;
    uint128[] memberSums;
}

/// @notice An update with a false header, and a vote that let it in.
/// @param parent the proposal that the round builds on
/// @param position place in the sealed list
/// @param leaf the commitment there
/// @param listPath its path
/// @param header bytes of the update's first leaf
/// @param headerPath its SHA-256 path
/// @param vote the vote, opened at the word that holds the position
struct InputFault {
    Proposal parent;
    uint16 position;
    ListLeaf leaf;
    bytes32[] listPath;
    bytes header;
    bytes32[] headerPath;
    OpenedVote vote;
}
