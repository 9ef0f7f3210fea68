/// The methods and constructors of the extension types.
extension RequestForm {
    /// The value of a method; one with a single operand is given it twice.
    func call(
        _ function: ExtensionFunction,
        _ left: Datum,
        _ right: Datum,
        _ scratch: borrowing Scratch
    ) -> Datum {
        switch function {
        case .lessThan: decimals(left, right) ? .bool(left.payload < right.payload) : .failure
        case .lessThanOrEqual: decimals(left, right) ? .bool(left.payload <= right.payload) : .failure
        case .greaterThan: decimals(left, right) ? .bool(left.payload > right.payload) : .failure
        case .greaterThanOrEqual: decimals(left, right) ? .bool(left.payload >= right.payload) : .failure
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast, .isInRange:
            addresses(function, left, right, scratch)
        case .offset, .durationSince, .toDate, .toTime: moments(function, left, right)
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: counts(function, left)
        case .decimal, .ip, .datetime, .duration: .failure
        }
    }

    private func decimals(_ left: Datum, _ right: Datum) -> Bool {
        left.tag == .decimal && right.tag == .decimal
    }

    private func addresses(
        _ function: ExtensionFunction,
        _ left: Datum,
        _ right: Datum,
        _ scratch: borrowing Scratch
    ) -> Datum {
        guard left.tag == .address, right.tag == .address else { return .failure }
        let address = address(left, scratch)
        return switch function {
        case .isIpv4: .bool(!address.isIPv6)
        case .isIpv6: .bool(address.isIPv6)
        case .isLoopback: .bool(address.isLoopback)
        case .isMulticast: .bool(address.isMulticast)
        default: .bool(address.isInRange(self.address(right, scratch)))
        }
    }

    private func moments(_ function: ExtensionFunction, _ left: Datum, _ right: Datum) -> Datum {
        guard left.tag == .datetime else { return .failure }
        let moment = DatetimeValue(milliseconds: left.payload)
        switch function {
        case .offset where right.tag == .duration:
            let result = moment.offset(by: DurationValue(milliseconds: right.payload))
            return result.map { Datum(.datetime, $0.milliseconds) } ?? .failure
        case .durationSince where right.tag == .datetime:
            let result = moment.durationSince(DatetimeValue(milliseconds: right.payload))
            return result.map { Datum(.duration, $0.milliseconds) } ?? .failure
        case .toDate: return moment.startOfDay.map { Datum(.datetime, $0.milliseconds) } ?? .failure
        case .toTime: return Datum(.duration, moment.timeOfDay.milliseconds)
        default: return .failure
        }
    }

    private func counts(_ function: ExtensionFunction, _ operand: Datum) -> Datum {
        guard operand.tag == .duration else { return .failure }
        let length = DurationValue(milliseconds: operand.payload)
        return switch function {
        case .toMilliseconds: Datum(.long, length.milliseconds)
        case .toSeconds: Datum(.long, length.seconds)
        case .toMinutes: Datum(.long, length.minutes)
        case .toHours: Datum(.long, length.hours)
        default: Datum(.long, length.days)
        }
    }

    /// A constructor given a computed text, which strict validation refuses; the one operation that allocates.
    func construct(_ node: Node, _ scratch: inout Scratch) -> Datum {
        let operand = evaluate(node.first, &scratch)
        guard operand.tag == .string else { return .failure }
        let text = text(operand.id)
        switch entities.policies.program.functions[Int(node.third)] {
        case .decimal: return DecimalValue(text).map { Datum(.decimal, $0.tenThousandths) } ?? .failure
        case .datetime: return DatetimeValue(text).map { Datum(.datetime, $0.milliseconds) } ?? .failure
        case .duration: return DurationValue(text).map { Datum(.duration, $0.milliseconds) } ?? .failure
        default:
            guard let address = IPAddressValue(text) else { return .failure }
            scratch.addresses.append(address)
            return Datum(.address, Place(.scratch, start: scratch.addresses.count - 1, count: 1).payload)
        }
    }
}
