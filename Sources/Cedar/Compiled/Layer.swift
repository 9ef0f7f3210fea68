/// The memory of values: flat arrays that places, ids and rows point into.
struct Layer: Sendable {
    /// Members of sets and fields of records.
    ///
    /// Fields stand by name id; members of sets atomic ones first, by tag and payload, then the others in the
    /// order of ``CedarValue``. So equal sets are equal member by member.
    var cells: [Cell] = []
    /// Addresses.
    var addresses: [IPAddressValue] = []
    /// All strings.
    var strings = TextTable()
    /// The ids of all entities, each beside the string id of its type.
    var entities = TextTable()
    /// What is known of each entity that is numbered here.
    var rows: [EntityRow] = []
    /// What is known here of entities that are numbered below.
    var amendments: [(id: UInt32, row: EntityRow)] = []
    /// The ancestors of all entities, each entity's sorted by id.
    var ancestors: [UInt32] = []

    /// Forgets everything and keeps the room that it took.
    mutating func removeAll() {
        cells.removeAll(keepingCapacity: true)
        addresses.removeAll(keepingCapacity: true)
        strings.removeAll()
        entities.removeAll()
        rows.removeAll(keepingCapacity: true)
        amendments.removeAll(keepingCapacity: true)
        ancestors.removeAll(keepingCapacity: true)
    }
}

/// What is known of an entity.
struct EntityRow: Sendable {
    /// The string id of its type.
    let type: UInt32
    /// Whether its ancestors stand in the layer of the request.
    var isLocal = false
    /// Where its ancestors stand, itself not among them.
    var ancestorsStart: UInt32 = 0
    /// How many ancestors it has.
    var ancestorsCount: UInt32 = 0
    /// The place of its attributes.
    var attributes: Int64 = 0
    /// The place of its tags.
    var tags: Int64 = 0

    var ancestors: Range<Int> { Int(ancestorsStart)..<(Int(ancestorsStart) + Int(ancestorsCount)) }
}
