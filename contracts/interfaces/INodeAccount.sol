// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice A call that a node account makes.
/// @param target contract to call
/// @param data selector and arguments
struct Action {
    address target;
    bytes data;
}

/// @title Node account: a cold key owns, a hot key acts
/// @notice A participant's account as a contract: it is enrolled, holds stake and receives rewards.
/// Its owner does anything with it. Its operator sends calls of a round, evidence, demands, claims
/// and announcements to it as if it were the contract they are for; it passes them on unchanged.
///
/// No call of the operator moves money out of the account or into another enrolment, and none ends
/// an enrolment. Bonds and deposits of demands come from free stake and may end with somebody else:
/// the operator uses as much free stake for them as the owner allows.
interface INodeAccount {
    // ------------------------------------------------------------------ errors

    /// @notice Only the operator's calls are passed on.
    error NotOperator(address operator, address sender);
    /// @notice This function is the owner's.
    error NotForOperator(bytes4 selector);
    /// @notice The call would take more free stake than the owner left to the operator.
    error StakeAllowanceTooLow(uint256 required, uint256 allowance);
    /// @notice There are no such tokens here.
    error NothingToSweep(IERC20 token);
    /// @notice An account without an owner would lose what it holds.
    error OwnerNeeded();

    // ------------------------------------------------------------------ events

    /// @notice Another key acts from now on.
    event OperatorChanged(address indexed previous, address indexed operator);
    /// @notice The operator may use so much free stake from now on.
    event StakeAllowanceChanged(uint256 amount);
    /// @notice Tokens went to the owner.
    event Swept(IERC20 indexed token, address indexed owner, uint256 amount);

    // ------------------------------------------------------------------ functions

    /// @notice Makes calls one after the other, all or none; the owner only.
    /// @return results what each returned
    function execute(Action[] calldata actions) external returns (bytes[] memory results);

    /// @notice Lets another key act, or with address 0 none, at once; the owner only.
    function setOperator(address operator) external;

    /// @notice Lets the operator use so much more free stake for bonds and demands; the owner only.
    /// @dev Each use lowers it. What comes back is free stake again, and does not raise it.
    function setStakeAllowance(uint96 amount) external;

    /// @notice Sends all tokens of a kind to the owner; anybody may call.
    function sweep(IERC20 token) external;

    /// @notice The key that acts.
    function operator() external view returns (address);

    /// @notice Free stake that the operator may still use.
    function stakeAllowance() external view returns (uint96);

    /// @notice The contract that gets an operator's call of this function; 0 if it may not call it.
    function targetOf(bytes4 selector) external view returns (address target);
}
