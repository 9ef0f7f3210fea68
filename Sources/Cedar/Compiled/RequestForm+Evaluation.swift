/// The meaning of nodes; agrees with ``Evaluator`` in every value, and in whether there is one.
extension RequestForm {
    /// The value of a node; a failure when it has none.
    func evaluate(_ index: Int32, _ scratch: inout Scratch) -> Datum {
        let node = entities.policies.program.nodes[Int(index)]
        switch node.operation {
        case .constant: return entities.policies.program.constants[Int(node.first)]
        case .principal: return .entity(principal)
        case .action: return .entity(action)
        case .resource: return .entity(resource)
        case .context: return Datum(.record, context)
        case .conditional:
            let test = evaluate(node.first, &scratch)
            guard test.tag == .bool else { return .failure }
            return evaluate(test.isTrue ? node.second : node.third, &scratch)
        case .and: return connective(node, stopsAt: false, &scratch)
        case .or: return connective(node, stopsAt: true, &scratch)
        case .not:
            let operand = evaluate(node.first, &scratch)
            return operand.tag == .bool ? .bool(!operand.isTrue) : .failure
        case .negate:
            let operand = evaluate(node.first, &scratch)
            guard operand.tag == .long, operand.payload != .min else { return .failure }
            return Datum(.long, -operand.payload)
        case .isEmpty:
            let operand = evaluate(node.first, &scratch)
            return operand.tag == .set ? .bool(Place(operand.payload).count == 0) : .failure
        case .principalAttribute: return attribute(UInt32(node.second), ofEntity: principal, scratch)
        case .resourceAttribute: return attribute(UInt32(node.second), ofEntity: resource, scratch)
        case .contextAttribute: return field(UInt32(node.second), of: context, scratch)
        case .attribute: return attribute(UInt32(node.second), of: evaluate(node.first, &scratch), scratch)
        case .has: return has(node, &scratch)
        case .like:
            let operand = evaluate(node.first, &scratch)
            return operand.tag == .string ? .bool(matches(operand.id, pattern: Int(node.second))) : .failure
        case .isType:
            let operand = evaluate(node.first, &scratch)
            return operand.tag == .entity ? .bool(row(operand.id).type == UInt32(node.second)) : .failure
        case .isTypeIn:
            let operand = evaluate(node.first, &scratch)
            guard operand.tag == .entity else { return .failure }
            guard row(operand.id).type == UInt32(node.second) else { return .bool(false) }
            return isIn(operand, evaluate(node.third, &scratch), scratch)
        case .isInList: return isInList(node, &scratch)
        case .set, .record: return collection(node, &scratch)
        case .construct: return construct(node, &scratch)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .multiply,
            .isIn,
            .contains, .containsAll, .containsAny, .getTag, .hasTag, .call:
            let left = evaluate(node.first, &scratch)
            guard left.tag != .failure else { return .failure }
            // A method without arguments names its operand twice.
            let right = node.second == node.first ? left : evaluate(node.second, &scratch)
            guard right.tag != .failure else { return .failure }
            return binary(node, left, right, scratch)
        }
    }

    private func connective(_ node: Node, stopsAt end: Bool, _ scratch: inout Scratch) -> Datum {
        for index in Int(node.first)..<Int(node.first + node.second) {
            let part = evaluate(entities.policies.program.operands[index], &scratch)
            guard part.tag == .bool else { return .failure }
            if part.isTrue == end { return part }
        }
        return .bool(!end)
    }

    private func binary(_ node: Node, _ left: Datum, _ right: Datum, _ scratch: borrowing Scratch) -> Datum {
        switch node.operation {
        case .equal: .bool(areEqual(left, right, scratch))
        case .notEqual: .bool(!areEqual(left, right, scratch))
        case .less: areOrdered(left, right) ? .bool(left.payload < right.payload) : .failure
        case .lessOrEqual: areOrdered(left, right) ? .bool(left.payload <= right.payload) : .failure
        case .greater: areOrdered(left, right) ? .bool(left.payload > right.payload) : .failure
        case .greaterOrEqual: areOrdered(left, right) ? .bool(left.payload >= right.payload) : .failure
        case .add, .subtract, .multiply: arithmetic(node.operation, left, right)
        case .isIn: left.tag == .entity ? isIn(left, right, scratch) : .failure
        case .contains: left.tag == .set ? .bool(set(left, contains: right, scratch)) : .failure
        case .containsAll: areSets(left, right) ? .bool(isSubset(right, of: left, scratch)) : .failure
        case .containsAny: areSets(left, right) ? .bool(intersects(left, right, scratch)) : .failure
        case .getTag:
            left.tag == .entity && right.tag == .string
                ? field(right.id, of: row(left.id).tags, scratch) : .failure
        case .hasTag:
            left.tag == .entity && right.tag == .string
                ? .bool(field(right.id, of: row(left.id).tags, scratch).tag != .failure) : .failure
        case .call: call(entities.policies.program.functions[Int(node.third)], left, right, scratch)
        default: .failure
        }
    }

    private func areOrdered(_ left: Datum, _ right: Datum) -> Bool {
        left.tag == right.tag && (left.tag == .long || left.tag == .datetime || left.tag == .duration)
    }

    private func areSets(_ left: Datum, _ right: Datum) -> Bool { left.tag == .set && right.tag == .set }

    private func arithmetic(_ operation: Node.Operation, _ left: Datum, _ right: Datum) -> Datum {
        guard left.tag == .long, right.tag == .long else { return .failure }
        let (result, overflow) =
            switch operation {
            case .add: left.payload.addingReportingOverflow(right.payload)
            case .subtract: left.payload.subtractingReportingOverflow(right.payload)
            default: left.payload.multipliedReportingOverflow(by: right.payload)
            }
        return overflow ? .failure : Datum(.long, result)
    }

    // MARK: Hierarchy

    private func isIn(_ member: Datum, _ container: Datum, _ scratch: borrowing Scratch) -> Datum {
        switch container.tag {
        case .entity: return .bool(isEntity(member.id, in: container.id))
        case .set:
            let place = Place(container.payload)
            var isFound = false
            for index in 0..<place.count {
                let other = cell(place, index, scratch).value
                // One member that is no entity leaves the whole without a value.
                guard other.tag == .entity else { return .failure }
                isFound = isFound || isEntity(member.id, in: other.id)
            }
            return .bool(isFound)
        default: return .failure
        }
    }

    private func isInList(_ node: Node, _ scratch: inout Scratch) -> Datum {
        let member = evaluate(node.first, &scratch)
        guard member.tag == .entity else { return .failure }
        var isFound = false
        for index in Int(node.second)..<Int(node.second + node.third) {
            let other = evaluate(entities.policies.program.operands[index], &scratch)
            guard other.tag == .entity else { return .failure }
            isFound = isFound || isEntity(member.id, in: other.id)
        }
        return .bool(isFound)
    }

    // MARK: Attributes

    private func attribute(_ name: UInt32, of target: Datum, _ scratch: borrowing Scratch) -> Datum {
        switch target.tag {
        case .record: field(name, of: target.payload, scratch)
        case .entity: attribute(name, ofEntity: target.id, scratch)
        default: .failure
        }
    }

    /// An entity that is not known has the empty record, so that it has no attribute either.
    private func attribute(_ name: UInt32, ofEntity id: UInt32, _ scratch: borrowing Scratch) -> Datum {
        field(name, of: row(id).attributes, scratch)
    }

    private func has(_ node: Node, _ scratch: inout Scratch) -> Datum {
        var target = evaluate(node.first, &scratch)
        for index in Int(node.second)..<Int(node.second + node.third) {
            guard target.tag == .record || target.tag == .entity else { return .failure }
            let name = UInt32(entities.policies.program.operands[index])
            target = attribute(name, of: target, scratch)
            if target.tag == .failure { return .bool(false) }
        }
        return .bool(true)
    }

    // MARK: Sets and records

    private func collection(_ node: Node, _ scratch: inout Scratch) -> Datum {
        let isRecord = node.operation == .record
        let mark = scratch.pending.count
        var index = Int(node.first)
        for _ in 0..<node.second {
            var name: UInt32 = 0
            if isRecord {
                name = UInt32(entities.policies.program.operands[index])
                index += 1
            }
            let value = evaluate(entities.policies.program.operands[index], &scratch)
            index += 1
            guard value.tag != .failure else {
                scratch.pending.removeLast(scratch.pending.count - mark)
                return .failure
            }
            if !isRecord, value.tag == .set || value.tag == .record {
                // Without an order among them, comparing such sets could take time without bounds.
                scratch.needsReference = true
                scratch.pending.removeLast(scratch.pending.count - mark)
                return .failure
            }
            scratch.pending.append(Cell(value: value, name: name))
        }
        let start = scratch.cells.count
        for index in mark..<scratch.pending.count { scratch.cells.append(scratch.pending[index]) }
        scratch.pending.removeLast(scratch.pending.count - mark)
        let place = Place(.scratch, start: start, count: Int(node.second))
        return Datum(isRecord ? .record : .set, place.payload)
    }
}
