// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Cohorts: which of a round's updates are aggregated together
/// @notice A keyed permutation of the sealed list's positions, seeded once the inputs are frozen,
/// deals them out to cohorts of nearly equal size. Up to 128 updates are one cohort, in list order,
/// whatever the seed. A slot of the member tree is cohort * 128 + place within the cohort.
/// @dev A Feistel network on x = left * b + right, with a * b >= n as square as possible, made to fit
/// n by walking its cycles. For n <= 16,384, beyond which there are more cohorts than slots.
library CohortLib {
    /// @dev The halves of a number, and how many values each of them has.
    struct Pair {
        uint256 left;
        uint256 right;
        uint256 a;
        uint256 b;
    }

    /// @dev Slots of a cohort.
    uint256 internal constant SIZE = 128;
    uint256 private constant ROUNDS = 12;

    /// @notice Cohorts that n updates form.
    function cohortCount(uint256 n) internal pure returns (uint256) {
        return (n + SIZE - 1) / SIZE;
    }

    /// @notice Updates that a cohort holds, at places 0 and up; 0 if there is no such cohort.
    function sizeOf(uint256 n, uint256 cohort) internal pure returns (uint256) {
        uint256 count = cohortCount(n);
        return cohort < count ? (n - 1 - cohort) / count + 1 : 0;
    }

    /// @notice Slot of a list position.
    /// @param seed seed of the round's cohorts
    /// @param n length of the list
    /// @param position below n: elsewhere the walk need not end
    function slotOf(bytes32 seed, uint256 n, uint256 position) internal pure returns (uint256) {
        uint256 count = cohortCount(n);
        uint256 y = n > SIZE ? _permute(seed, n, position) : position;
        return (y % count) * SIZE + y / count;
    }

    /// @notice List position of a slot.
    /// @param seed seed of the round's cohorts
    /// @param n length of the list
    /// @param slot any number
    /// @return exists false for a slot without a position
    /// @return position 0 for such a slot
    function positionOf(bytes32 seed, uint256 n, uint256 slot)
        internal
        pure
        returns (bool exists, uint256 position)
    {
        uint256 cohort = slot / SIZE;
        uint256 place = slot % SIZE;
        if (place >= sizeOf(n, cohort)) return (false, 0);
        uint256 y = place * cohortCount(n) + cohort;
        return (true, n > SIZE ? _unpermute(seed, n, y) : y);
    }

    function _permute(bytes32 seed, uint256 n, uint256 x) private pure returns (uint256) {
        Pair memory pair = _sides(n);
        do {
            _split(pair, x);
            _mix(seed, pair);
            x = pair.left * pair.b + pair.right;
        } while (x >= n);
        return x;
    }

    function _unpermute(bytes32 seed, uint256 n, uint256 y) private pure returns (uint256) {
        Pair memory pair = _sides(n);
        do {
            _split(pair, y);
            _unmix(seed, pair);
            y = pair.left * pair.b + pair.right;
        } while (y >= n);
        return y;
    }

    function _sides(uint256 n) private pure returns (Pair memory pair) {
        pair.a = Math.sqrt(n, Math.Rounding.Ceil);
        pair.b = Math.ceilDiv(n, pair.a);
    }

    function _split(Pair memory pair, uint256 x) private pure {
        pair.left = x / pair.b;
        pair.right = x % pair.b;
    }

    /// @dev Unchecked: a shift is below 2^64, a half below 128.
    function _mix(bytes32 seed, Pair memory pair) private pure {
        (uint256 left, uint256 right) = (pair.left, pair.right);
        (uint256 a, uint256 b) = (pair.a, pair.b);
        unchecked {
            for (uint256 i = 0; i < ROUNDS; i += 2) {
                left = (left + _shift(seed, i, right)) % a;
                right = (right + _shift(seed, i + 1, left)) % b;
            }
        }
        (pair.left, pair.right) = (left, right);
    }

    /// @dev Unchecked like `_mix`; what is subtracted has been reduced.
    function _unmix(bytes32 seed, Pair memory pair) private pure {
        (uint256 left, uint256 right) = (pair.left, pair.right);
        (uint256 a, uint256 b) = (pair.a, pair.b);
        unchecked {
            for (uint256 i = ROUNDS; i > 0; i -= 2) {
                right = (right + b - _shift(seed, i - 1, left) % b) % b;
                left = (left + a - _shift(seed, i - 2, right) % a) % a;
            }
        }
        (pair.left, pair.right) = (left, right);
    }

    /// @dev First 64 bits of keccak(seed || round, 1 byte || value, 8 bytes).
    function _shift(bytes32 seed, uint256 round, uint256 value)
        private
        pure
        returns (uint256 shift)
    {
        assembly ("memory-safe") {
            mstore(0, seed)
            mstore(32, or(shl(248, round), shl(184, value)))
            shift := shr(192, keccak256(0, 41))
        }
    }
}
