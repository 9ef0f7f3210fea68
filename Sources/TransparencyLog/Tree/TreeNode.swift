/// The place of a node that is complete: `index` counts the nodes of its level from the left, leaves are level 0.
///
/// It covers the leaves from `index << level` up to but not including `(index + 1) << level`, and never changes once there.
package struct TreeNode: Hashable, Sendable {
    /// The height above the leaves, 0 to 62.
    package let level: Int
    /// The position in the level, from 0.
    package let index: Int64

    package init(level: Int, index: Int64) {
        self.level = level
        self.index = index
    }

    /// The complete nodes that together cover the leaves of `range`, from left to right.
    ///
    /// `range` starts where a subtree starts: at a multiple of the largest power of two within its length.
    static func covering(_ range: Range<Int64>) -> [TreeNode] {
        var nodes: [TreeNode] = []
        var start = range.lowerBound
        var rest = range.upperBound - range.lowerBound
        while rest > 0 {
            let level = Int64.bitWidth - 1 - rest.leadingZeroBitCount
            nodes.append(TreeNode(level: level, index: start >> level))
            start += 1 << level
            rest -= 1 << level
        }
        return nodes
    }
}
