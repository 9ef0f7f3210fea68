/// One step of a compiled expression; its operands are other nodes, by position.
struct Node: Sendable {
    /// What is done.
    let operation: Operation
    /// The first operand, or what the operation says.
    let first: Int32
    /// The second operand, or what the operation says.
    let second: Int32
    /// The third operand, or what the operation says.
    let third: Int32

    init(_ operation: Operation, _ first: Int32 = 0, _ second: Int32 = 0, _ third: Int32 = 0) {
        self.operation = operation
        self.first = first
        self.second = second
        self.third = third
    }

    /// What nodes do.
    ///
    /// "List" stands for a start in the program's operands and a count.
    enum Operation: UInt8, Sendable {
        /// The constant at `first`.
        case constant
        case principal, action, resource, context
        /// `if first then second else third`.
        case conditional
        /// The list at `first`, `second` long.
        case and, or
        case not, negate, isEmpty
        case equal, notEqual
        case less, lessOrEqual, greater, greaterOrEqual
        case add, subtract, multiply
        case isIn, contains, containsAll, containsAny, getTag, hasTag
        /// `first` in one of the list at `second`, `third` long.
        case isInList
        /// `first` like the pattern at `second`.
        case like
        /// `first` of the type whose string id is `second`.
        case isType
        /// As `isType`, and in `third`.
        case isTypeIn
        /// The list of string ids at `second`, `third` long, each an attribute of the one before.
        case has
        /// The attribute of `first` whose string id is `second`.
        case attribute
        /// The attribute of the principal, the resource or the context whose string id is `second`.
        case principalAttribute, resourceAttribute, contextAttribute
        /// A set of the list at `first`, `second` long.
        case set
        /// A record of the list at `first`: `second` pairs of a string id and a node, by string id.
        case record
        /// A method of an extension type: the function at `third`; one operand stands twice.
        case call
        /// A constructor of an extension type: the function at `third`.
        case construct
    }
}

/// What the expressions of all policies compile to.
struct Program: Sendable {
    var nodes: [Node] = []
    /// The lists of nodes.
    var operands: [Int32] = []
    var constants: [Datum] = []
    var functions: [ExtensionFunction] = []
    /// The literal runs of all patterns, one behind the other in `patternBytes`.
    var segments: [Range<Int>] = []
    var patterns: [Range<Int>] = []
    var patternBytes: [UInt8] = []
}
