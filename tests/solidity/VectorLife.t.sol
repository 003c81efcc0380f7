// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../contracts/ConsortToken.sol";
import { Coordinator, Judges, Times } from "../../contracts/Coordinator.sol";
import { Demands } from "../../contracts/Demands.sol";
import { Disputes } from "../../contracts/Disputes.sol";
import { RewardLedger } from "../../contracts/RewardLedger.sol";
import { StakeVault } from "../../contracts/StakeVault.sol";
import { SeedSource } from "../../contracts/coordinator/SeedSource.sol";
import { Head, ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { IDemands } from "../../contracts/interfaces/IDemands.sol";
import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { IInputProofs } from "../../contracts/interfaces/IInputProofs.sol";
import { IRewardLedger } from "../../contracts/interfaces/IRewardLedger.sol";
import { IStakeVault } from "../../contracts/interfaces/IStakeVault.sol";
import { AggregationProofs } from "../../contracts/proofs/AggregationProofs.sol";
import { InputProofs } from "../../contracts/proofs/InputProofs.sol";
import { RecordProofs } from "../../contracts/proofs/RecordProofs.sol";
import { RoundRecord } from "../../contracts/types/RoundRecord.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { VectorReader } from "./VectorReader.sol";

/// @title The contracts live the life of a task that the executable specification wrote down
/// @dev Every case is one call on the state that the cases before it left; it gives the facts that
/// can be looked up afterwards, or the error with its values.
contract VectorLifeTest is VectorReader {
    /// @dev How a function of the specification is called here.
    struct EntryPoint {
        address target;
        bytes4 selector;
        string fields;
        string structures;
    }

    TaskId private constant TASK = TaskId.wrap(0);
    string private constant CONTENT_ID = "ContentIdJson(bytes32 digest,uint64 size)";
    string private constant OPENED_VOTE =
        "OpenedVoteJson(uint16 validator_index,uint256 word,bytes32[] path)";
    string private constant TARGET =
        "TargetJson(uint32 task,uint24 round,uint8 number,ProposalJson proposal)";
    string private constant NODE_PLACE =
        "NodePlaceJson(uint8 tree,uint16 owner,uint8 height,uint32 position)";
    string private constant NODE_PROOF =
        "NodeProofJson(bytes32 hash,uint128 sum,bytes32[] siblings,uint128[] sums,bytes32 root,uint64 weight,bytes32[] owner_siblings,uint128[] owner_sums)";

    /// @dev Every error of the vectors with its fields, named as in the specification.
    string private constant REFUSALS = "Panic(uint256 code);"
        "FreeStakeTooLow(address account,uint256 required,uint256 free);" "NoExit(address account);"
        "ExitPending(uint40 release_at,uint256 time);"
        "ExitBlocksPending(uint40 release_block,uint256 block);"
        "NotHead(bytes32 expected,bytes32 actual);"
        "NotInRewardTree(uint32 index,bytes32 expected,bytes32 actual);"
        "NothingToClaim(uint32 index,uint256 cumulative,uint256 claimed);"
        "NoCredit(address account);" "NothingToFund();"
        "NotTaskOwner(address owner,address sender);" "TaskIsClosed(uint32 task);"
        "RoundStillRunning(uint24 round,uint8 phase);"
        "BudgetTooSmall(uint256 required,uint256 unspent);"
        "NobodyEnrolled(uint256 contributors,uint256 validators);"
        "WrongRound(uint24 expected,uint24 actual);" "WrongPhase(uint8 expected,uint8 actual);"
        "StakeNotInUnits(uint256 amount,uint256 unit);"
        "StakeTooLow(uint256 minimum,uint256 actual);" "AlreadyEnrolled(address account);"
        "NotEnrolled(address account);" "AlreadyCommitted(address contributor,uint24 round);"
        "CoolingDown(uint24 round,uint24 until_round);"
        "WeightOutOfRange(uint256 weight,uint256 limit);"
        "SealMisaligned(uint256 leaves,uint256 unsealed);"
        "SealMismatch(bytes24 expected,bytes24 actual);"
        "SealedBlocksMismatch(bytes32 expected,bytes32 actual);"
        "NotValidator(uint16 index,address account,address sender);"
        "AlreadyVoted(uint16 index,uint24 round);"
        "VoteMisshapen(uint256 expected_words,uint256 actual_words);"
        "SeedNotReady(uint32 anchor,uint256 block);" "SeedNotNeeded(bytes32 seed);"
        "NotYourTurn(uint16 elected,uint16 index);" "WrongParent(bytes32 expected,bytes32 actual);"
        "ParentNotHead(uint8 parent,uint8 head);"
        "RewardTotalOutOfRange(uint256 total,uint256 minimum,uint256 maximum);" "EmptyAggregate();"
        "AlreadyProposed(bytes32 proposal_hash);" "AllocationBehindAnother(uint16 validator_index);"
        "TooManyProposals(uint256 maximum);" "NotContestable(uint24 round,uint8 number);"
        "NoBond(uint24 round,uint8 number);" "BondHeld(uint24 round,uint8 number);"
        "NotAccuser(address sender);" "NotGovernor(address governor,address sender);"
        "AlreadyPrecommitted(bytes32 commitment,uint40 block);"
        "NotPrecommitted(bytes32 commitment,uint40 block);"
        "ProofIsDisabled(uint8 proof,uint40 since);" "NoSlash(uint256 slash);"
        "SlashPending(uint40 execute_at,uint256 time);"
        "NotInProposal(uint8 tree,bytes32 expected,bytes32 actual);" "NotAnswered(uint256 demand);"
        "NotOpen(uint256 demand);" "WrongAnswer(bytes32 expected,bytes32 actual);"
        "AnswerMisshapen(uint256 expected,uint256 actual);"
        "AnswerPending(uint40 deadline,uint40 deadline_block);" "NotInList(uint256 position);"
        "VoteNotShown(uint16 validator_index);" "VotesNotAscending(uint16 previous,uint16 index);"
        "NotExcepted(uint256 excepted_stake,uint48 voted_stake);"
        "AlreadyCoolingDown(uint24 until_round)";

    ConsortToken private token;
    Coordinator private coordinator;
    StakeVault private vault;
    RewardLedger private ledger;
    Disputes private disputes;
    Demands private demands;
    InputProofs private inputProofs;
    mapping(bytes32 name => EntryPoint) private entryPoints;
    string[] private refusals;

    function test_lifeOfATask() public {
        string[] memory cases = readCases("transition");
        _deploy(cases[0]);
        _nameEntryPoints();
        refusals = vm.split(REFUSALS, ";");
        for (uint256 i = 1; i < cases.length; ++i) {
            _replay(cases[i]);
        }
    }

    function _replay(string memory json) private {
        (address sender, uint256 time, uint256 number) = abi.decode(
            parse(json, ".input.call", "Call(address sender,uint256 time,uint256 block)"),
            (address, uint256, uint256)
        );
        EntryPoint memory entry = entryPoints[functionOf(json)];
        string memory types = string.concat("Args(", entry.fields, ")", entry.structures);
        bytes memory data = bytes.concat(entry.selector, parse(json, ".input.args", types));
        vm.warp(time);
        vm.roll(number);
        _knowHashes(json);
        vm.prank(sender);
        (bool isDone, bytes memory result) = entry.target.call(data);

        vm.assertTrue(isDone != isRefused(json), nameOf(json));
        if (isDone) _checkFacts(json, sender);
        else vm.assertEq(result, _expectedRefusal(json), nameOf(json));
    }

    function _knowHashes(string memory json) private {
        string[] memory numbers = vm.parseJsonKeys(json, ".input.call.hashes");
        for (uint256 i = 0; i < numbers.length; ++i) {
            string memory key = string.concat(".input.call.hashes.", numbers[i]);
            vm.setBlockhash(vm.parseUint(numbers[i]), vm.parseJsonBytes32(json, key));
        }
    }

    function _expectedRefusal(string memory json) private returns (bytes memory) {
        string memory types = _typesOf(vm.parseJsonString(json, ".error.name"));
        bytes4 selector = _selectorOf(types);
        if (vm.contains(types, "()")) return bytes.concat(selector);
        return bytes.concat(selector, parse(json, ".error.values", types));
    }

    function _typesOf(string memory name) private view returns (string memory) {
        for (uint256 i = 0; i < refusals.length; ++i) {
            string memory start = vm.split(refusals[i], "(")[0];
            if (keccak256(bytes(start)) == keccak256(bytes(name))) return refusals[i];
        }
        revert(string.concat("add the fields of ", name));
    }

    function _checkFacts(string memory json, address sender) private {
        (Head memory head, bytes32 proposalHash) = coordinator.getHead(TASK);
        RoundRecord memory record;
        if (head.nextRound != 0) record = coordinator.getRound(TASK, head.nextRound - 1);
        bytes memory task = abi.encode(
            head, proposalHash, coordinator.getUnspent(TASK), coordinator.getRoster(TASK), record
        );
        bytes memory money = abi.encode(
            vault.getTotals(),
            ledger.claimedIn(TASK),
            demands.demandCount(),
            coordinator.getCredit(sender),
            vault.freeOf(sender),
            token.balanceOf(sender)
        );
        vm.assertEq(bytes.concat(task, money), post(json, _factsTypes()), nameOf(json));
    }

    function _factsTypes() private pure returns (string memory) {
        return string.concat(
            "FactsJson(HeadJson head,bytes32 proposal_hash,uint256 unspent,RosterJson roster,RoundRecordJson record,VaultTotalsJson totals,uint256 claimed,uint256 demands,uint256 credit,uint256 free,uint256 balance)",
            "HeadJson(uint88 unspent,uint88 allocated,uint24 version,uint24 next_round,uint24 round,uint8 tip)",
            "RosterJson(uint32 contributor_indices,uint16 validator_indices,uint16 contributors,uint16 validators,uint48 validator_stake,bool closed)",
            recordTypes(),
            "VaultTotalsJson(uint128 free,uint128 active,uint128 exiting,uint128 bonded,uint128 burn_pending)"
        );
    }

    // ------------------------------------------------------------------ deployment

    function _deploy(string memory json) private {
        vm.chainId(vm.parseJsonUint(json, ".input.chain_id"));
        uint256 tokens = vm.parseJsonUint(json, ".input.tokens");
        address[] memory accounts = vm.parseJsonAddressArray(json, ".input.accounts");
        address deployer = _addressAt(json, ".input.deployer");

        vm.startPrank(deployer);
        token = new ConsortToken(deployer, tokens * accounts.length);
        _deployContracts(json);
        for (uint256 i = 0; i < accounts.length; ++i) {
            token.transfer(accounts[i], tokens);
        }
        vm.stopPrank();
        for (uint256 i = 0; i < accounts.length; ++i) {
            _approve(accounts[i]);
        }
        vm.assertEq(address(token), _addressAt(json, ".input.token"));
        vm.assertEq(address(coordinator), _addressAt(json, ".input.coordinator"));
        vm.assertEq(address(vault), _addressAt(json, ".input.vault"));
        vm.assertEq(address(ledger), _addressAt(json, ".input.ledger"));
    }

    /// @dev In the order of a deployment, so that addresses are those of the vectors.
    function _deployContracts(string memory json) private {
        SeedSource seeds = new SeedSource(false);
        disputes = new Disputes(
            _addressAt(json, ".input.governor"),
            uint40(_numberAt(json, "slash_delay")),
            uint64(_numberAt(json, "gas_price"))
        );
        demands = new Demands(
            disputes,
            uint32(_numberAt(json, "answer_time")),
            uint32(_numberAt(json, "answer_blocks")),
            uint32(_numberAt(json, "reply_time")),
            uint96(_numberAt(json, "demand_price"))
        );
        new AggregationProofs(disputes);
        new RecordProofs(disputes);
        inputProofs = new InputProofs(disputes);
        address[] memory others = vm.parseJsonAddressArray(json, ".input.judges.others");
        coordinator = new Coordinator(
            token,
            Judges(disputes, address(demands), address(inputProofs), others),
            seeds,
            Times(
                uint40(_numberAt(json, "max_round_time")),
                uint40(_numberAt(json, "max_extension")),
                uint40(_numberAt(json, "exit_blocks"))
            )
        );
        vault = StakeVault(address(coordinator.vault()));
        ledger = RewardLedger(coordinator.rewardLedger());
    }

    function _numberAt(string memory json, string memory name) private pure returns (uint256) {
        return vm.parseJsonUint(json, string.concat(".input.", name));
    }

    function _approve(address account) private {
        vm.startPrank(account);
        token.approve(address(vault), type(uint256).max);
        token.approve(address(ledger), type(uint256).max);
        vm.stopPrank();
    }

    function _addressAt(string memory json, string memory key) private returns (address) {
        return abi.decode(parse(json, key, "address"), (address));
    }

    // ------------------------------------------------------------------ names

    function _nameEntryPoints() private {
        address target = address(coordinator);
        _name("create_task", target, ICoordinator.createTask.selector, "TaskParamsJson params");
        entryPoints[keccak256("process_create_task")].structures = paramsTypes();
        _name("close_task", target, ICoordinator.closeTask.selector, "uint32 task");
        bytes4 enrol = ICoordinator.enrolContributor.selector;
        _name("enrol_contributor", target, enrol, "uint32 task,uint256 stake");
        enrol = ICoordinator.enrolValidator.selector;
        _name("enrol_validator", target, enrol, "uint32 task,uint256 stake");
        _name("request_exit", target, ICoordinator.requestExit.selector, "uint32 task,uint8 role");
        _name("open_round", target, ICoordinator.openRound.selector, "uint32 task");
        _nameRoundEntryPoints(target);
        _nameMoneyEntryPoints();
        _nameDisputeEntryPoints(address(disputes));
        _nameDemandEntryPoints(address(demands));
    }

    function _nameRoundEntryPoints(address target) private {
        _name(
            "commit",
            target,
            ICoordinator.commit.selector,
            "uint32 task,uint24 round_,bytes32 update_root,bytes32 content_digest,uint64 content_size,uint24 weight"
        );
        _name(
            "seal",
            target,
            ICoordinator.seal.selector,
            "uint32 task,uint24 round_,bytes24 before,bytes32[] leaves,bytes32[] later_blocks"
        );
        _name(
            "vote",
            target,
            ICoordinator.vote.selector,
            "uint32 task,uint24 round_,uint16 validator_index,uint256[] exceptions"
        );
        _name(
            "propose",
            target,
            ICoordinator.propose.selector,
            "uint32 task,uint24 round_,uint16 validator_index,ProposalJson proposal,ContentIdJson model,ContentIdJson trees"
        );
        entryPoints[keccak256("process_propose")].structures = string.concat(PROPOSAL, CONTENT_ID);
        _name("finalise", target, ICoordinator.finalise.selector, "uint32 task,uint24 round_");
        string memory fields = "uint32 task,uint24 round_,bytes block_header";
        _name("draw", target, ICoordinator.draw.selector, fields);
        fields = "uint32 task,uint24 round_,uint8 number";
        _name("release_bond", target, ICoordinator.releaseBond.selector, fields);
        _name(
            "cool_down",
            address(inputProofs),
            IInputProofs.coolDown.selector,
            "uint32 task,uint24 round_,uint256 position,ListLeafJson leaf,bytes32[] path,OpenedVoteJson[] votes"
        );
        entryPoints[keccak256("process_cool_down")].structures =
            string.concat(LIST_LEAF, OPENED_VOTE);
    }

    function _nameMoneyEntryPoints() private {
        address target = address(vault);
        _name("deposit", target, IStakeVault.deposit.selector, "uint256 amount");
        _name("withdraw", target, IStakeVault.withdraw.selector, "uint256 amount");
        _name("release", target, IStakeVault.release.selector, "uint32 task,uint8 role");
        _name("burn", target, IStakeVault.burn.selector, "");
        target = address(ledger);
        _name("fund", target, IRewardLedger.fund.selector, "uint32 task,uint96 amount");
        _name("withdraw_credit", target, IRewardLedger.withdrawCredit.selector, "address account");
        string memory types = string.concat(PROPOSAL, REWARD_PROOF);
        string memory fields = "uint32 task,ProposalJson head,RewardProofJson proof";
        _name("claim", target, IRewardLedger.claim.selector, fields);
        entryPoints[keccak256("process_claim")].structures = types;
        fields = "uint32 task,ProposalJson head,RewardProofJson[] proofs";
        _name("claim_batch", target, IRewardLedger.claimBatch.selector, fields);
        entryPoints[keccak256("process_claim_batch")].structures = types;
    }

    function _nameDisputeEntryPoints(address target) private {
        _name("precommit", target, IDisputes.precommit.selector, "bytes32 commitment");
        _name(
            "convict",
            target,
            IDisputes.convict.selector,
            "uint32 task,uint24 round_,uint8 number,uint8 proof,address accuser,bytes32 evidence"
        );
        _name("execute_slash", target, IDisputes.executeSlash.selector, "uint256 slash");
        _name("disable_proof", target, IDisputes.disableProof.selector, "uint8 proof");
    }

    function _nameDemandEntryPoints(address target) private {
        string memory fields =
            "TargetJson target,NodePlaceJson place,NodeProofJson node,uint256 previous";
        _name("demand", target, IDemands.demand.selector, fields);
        entryPoints[keccak256("process_demand")].structures =
            string.concat(TARGET, NODE_PLACE, NODE_PROOF, PROPOSAL);
        fields = "uint256 demand,NodePlaceJson place,bytes32 hash_,uint128 sum_,bytes data";
        _name("answer", target, IDemands.answer.selector, fields);
        entryPoints[keccak256("process_answer")].structures = NODE_PLACE;
        _name("pay_answer", target, IDemands.payAnswer.selector, "uint256 demand");
        _name("punish_silence", target, IDemands.punishSilence.selector, "uint256 demand");
        _name("drop_demand", target, IDemands.dropDemand.selector, "uint256 demand");
    }

    function _name(string memory name, address target, bytes4 selector, string memory fields)
        private
    {
        bytes32 key = keccak256(bytes(string.concat("process_", name)));
        entryPoints[key] = EntryPoint(target, selector, fields, "");
    }

    /// @notice Selector of an error, whose name and fields are given like a structure's.
    function _selectorOf(string memory types) private pure returns (bytes4) {
        string[] memory parts = vm.split(types, "(");
        string[] memory fields = vm.split(vm.split(parts[1], ")")[0], ",");
        bytes memory signature = bytes.concat(bytes(parts[0]), "(");
        for (uint256 i = 0; i < fields.length; ++i) {
            signature = bytes.concat(signature, i == 0 ? bytes("") : bytes(","));
            signature = bytes.concat(signature, bytes(vm.split(fields[i], " ")[0]));
        }
        return bytes4(keccak256(bytes.concat(signature, ")")));
    }
}
