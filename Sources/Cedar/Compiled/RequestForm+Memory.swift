/// What ids and places stand for, in whichever layer that is.
extension RequestForm {
    /// What is known of an entity.
    func row(_ id: UInt32) -> EntityRow {
        for index in local.amendments.indices where local.amendments[index].id == id {
            return local.amendments[index].row
        }
        let shared = entities.vocabulary.layer.rows.count
        return Int(id) < shared ? entities.vocabulary.layer.rows[Int(id)] : local.rows[Int(id) - shared]
    }

    /// An ancestor of an entity, by its position among all of the layer.
    func ancestor(_ index: Int, of row: EntityRow) -> UInt32 {
        row.isLocal ? local.ancestors[index] : entities.vocabulary.layer.ancestors[index]
    }

    /// Whether an entity is another or in it.
    func isEntity(_ id: UInt32, in other: UInt32) -> Bool {
        if id == other { return true }
        let row = row(id)
        return row.isLocal
            ? Self.contains(local.ancestors, row.ancestors, other)
            : Self.contains(entities.vocabulary.layer.ancestors, row.ancestors, other)
    }

    private static func contains(_ ids: [UInt32], _ range: Range<Int>, _ wanted: UInt32) -> Bool {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < range.upperBound && ids[low] == wanted
    }

    /// A member of a set or a field of a record.
    func cell(_ place: Place, _ index: Int, _ scratch: borrowing Scratch) -> Cell {
        switch place.layer {
        case .shared: entities.vocabulary.layer.cells[place.start + index]
        case .request: local.cells[place.start + index]
        case .scratch: scratch.cells[place.start + index]
        }
    }

    /// An address.
    func address(_ value: Datum, _ scratch: borrowing Scratch) -> IPAddressValue {
        let place = Place(value.payload)
        return switch place.layer {
        case .shared: entities.vocabulary.layer.addresses[place.start]
        case .request: local.addresses[place.start]
        case .scratch: scratch.addresses[place.start]
        }
    }

    /// The field of a record; a failure when it has none of that name.
    func field(_ name: UInt32, of record: Int64, _ scratch: borrowing Scratch) -> Datum {
        let place = Place(record)
        var low = 0
        var high = place.count
        while low < high {
            let middle = (low + high) / 2
            if cell(place, middle, scratch).name < name { low = middle + 1 } else { high = middle }
        }
        guard low < place.count else { return .failure }
        let found = cell(place, low, scratch)
        return found.name == name ? found.value : .failure
    }

    /// Whether two values are equal; values of different types never are, and failures must not come here.
    func areEqual(_ left: Datum, _ right: Datum, _ scratch: borrowing Scratch) -> Bool {
        guard left.tag == right.tag else { return false }
        if left.payload == right.payload { return true }
        switch left.tag {
        case .address: return address(left, scratch) == address(right, scratch)
        case .set:
            let (one, other) = (Place(left.payload), Place(right.payload))
            guard one.layer == .scratch || other.layer == .scratch else {
                return haveEqualCells(one, other, scratch)
            }
            // Computed sets hold no sets or records, so this goes no deeper.
            return isSubset(left, of: right, scratch) && isSubset(right, of: left, scratch)
        case .record: return haveEqualCells(Place(left.payload), Place(right.payload), scratch)
        default: return false
        }
    }

    private func haveEqualCells(_ left: Place, _ right: Place, _ scratch: borrowing Scratch) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count {
            let one = cell(left, index, scratch)
            let other = cell(right, index, scratch)
            guard one.name == other.name, areEqual(one.value, other.value, scratch) else { return false }
        }
        return true
    }

    /// Whether every member of a set is one of another.
    func isSubset(_ left: Datum, of right: Datum, _ scratch: borrowing Scratch) -> Bool {
        let place = Place(left.payload)
        for index in 0..<place.count
        where !set(right, contains: cell(place, index, scratch).value, scratch) { return false }
        return true
    }

    /// Whether some member of a set is one of another.
    func intersects(_ left: Datum, _ right: Datum, _ scratch: borrowing Scratch) -> Bool {
        let place = Place(left.payload)
        for index in 0..<place.count
        where set(right, contains: cell(place, index, scratch).value, scratch) { return true }
        return false
    }

    /// Whether a value is a member of a set.
    func set(_ set: Datum, contains value: Datum, _ scratch: borrowing Scratch) -> Bool {
        let place = Place(set.payload)
        // What was computed is not sorted, and what is no atom has no order.
        guard place.layer != .scratch, value.tag.isAtomic else {
            for index in 0..<place.count
            where areEqual(cell(place, index, scratch).value, value, scratch) { return true }
            return false
        }
        var low = 0
        var high = place.count
        while low < high {
            let middle = (low + high) / 2
            let member = cell(place, middle, scratch).value
            let isBefore =
                member.tag == value.tag
                ? member.payload < value.payload : member.tag.rawValue < value.tag.rawValue
            if isBefore { low = middle + 1 } else { high = middle }
        }
        guard low < place.count else { return false }
        let member = cell(place, low, scratch).value
        return member.tag == value.tag && member.payload == value.payload
    }
}
