// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// A public notice board for the roots of transparency logs: it emits one event
/// and keeps nothing. No storage, no owner, no way to change or stop it. Anyone
/// may publish under any logId, so a reader counts only the events of the
/// publishers that the log's identity names.
contract AnchorLog {
    /// `publisher` has anchored the tree of `treeSize` leaves with RFC 6962 root
    /// `root` of the log whose origin has the SHA-256 digest `logId`.
    event Anchored(
        address indexed publisher,
        bytes32 indexed logId,
        bytes32 indexed root,
        uint64 treeSize
    );

    function anchor(bytes32 logId, bytes32 root, uint64 treeSize) external {
        emit Anchored(msg.sender, logId, root, treeSize);
    }
}
