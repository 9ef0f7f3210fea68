import StrictJSON

/// The functions of the four extension types.
package enum ExtensionFunction: String, Sendable, CaseIterable {
    case decimal, lessThan, lessThanOrEqual, greaterThan, greaterThanOrEqual
    case ip, isIpv4, isIpv6, isLoopback, isMulticast, isInRange
    case datetime, offset, durationSince, toDate, toTime
    case duration, toMilliseconds, toSeconds, toMinutes, toHours, toDays

    /// Whether it is written `name(argument)` and makes a value from a string; the others are methods.
    package var isConstructor: Bool {
        switch self {
        case .decimal, .ip, .datetime, .duration: true
        default: false
        }
    }

    /// How many arguments it takes, the receiver of a method included.
    package var argumentCount: Int {
        switch self {
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual, .isInRange, .offset,
            .durationSince:
            2
        default: 1
        }
    }

    /// Why a call has no value.
    package enum Failure: Error, Sendable {
        /// The number or the types of the arguments do not fit.
        case wrongArguments
        /// The text is not a value of the type, or the result is out of range.
        case invalid(String)
    }

    /// The value of a call.
    package func call(_ arguments: [CedarValue]) throws(Failure) -> CedarValue {
        guard arguments.count == argumentCount, let first = arguments.first else { throw .wrongArguments }
        if isConstructor {
            guard case .string(let text) = first else { throw .wrongArguments }
            return try construct(text.value)
        }
        switch (first, arguments.dropFirst().first) {
        case (.decimal(let left), .decimal(let right)): return .bool(try compare(left, right))
        case (.ip(let left), .ip(let right)) where self == .isInRange: return .bool(left.isInRange(right))
        case (.ip(let address), nil): return .bool(try test(address))
        case (.datetime(let moment), .duration(let length)) where self == .offset:
            return try checked(moment.offset(by: length).map(CedarValue.datetime))
        case (.datetime(let moment), .datetime(let other)) where self == .durationSince:
            return try checked(moment.durationSince(other).map(CedarValue.duration))
        case (.datetime(let moment), nil) where self == .toDate:
            return try checked(moment.startOfDay.map(CedarValue.datetime))
        case (.datetime(let moment), nil) where self == .toTime: return .duration(moment.timeOfDay)
        case (.duration(let length), nil): return .long(try count(length))
        default: throw .wrongArguments
        }
    }

    private func construct(_ text: String) throws(Failure) -> CedarValue {
        let value: CedarValue? =
            switch self {
            case .decimal: DecimalValue(text).map(CedarValue.decimal)
            case .ip: IPAddressValue(text).map(CedarValue.ip)
            case .datetime: DatetimeValue(text).map(CedarValue.datetime)
            case .duration: DurationValue(text).map(CedarValue.duration)
            default: nil
            }
        guard let value else { throw .invalid("\(Quoting.quoted(text)) is not \(expectedForm)") }
        return value
    }

    private var expectedForm: String {
        switch self {
        case .decimal: "a decimal, expected digits, a point and 1 to 4 digits such as `12.5`"
        case .ip: "an IP address, expected a form such as `10.0.0.0/8` or `2001:db8::1`"
        case .datetime: "a datetime, expected a form such as `2026-01-31` or `2026-01-31T23:59:59Z`"
        default: "a duration, expected a form such as `1d12h` or `90s`"
        }
    }

    private func compare(_ left: DecimalValue, _ right: DecimalValue) throws(Failure) -> Bool {
        switch self {
        case .lessThan: left < right
        case .lessThanOrEqual: left <= right
        case .greaterThan: left > right
        case .greaterThanOrEqual: left >= right
        default: throw .wrongArguments
        }
    }

    private func test(_ address: IPAddressValue) throws(Failure) -> Bool {
        switch self {
        case .isIpv4: !address.isIPv6
        case .isIpv6: address.isIPv6
        case .isLoopback: address.isLoopback
        case .isMulticast: address.isMulticast
        default: throw .wrongArguments
        }
    }

    private func count(_ length: DurationValue) throws(Failure) -> Int64 {
        switch self {
        case .toMilliseconds: length.milliseconds
        case .toSeconds: length.seconds
        case .toMinutes: length.minutes
        case .toHours: length.hours
        case .toDays: length.days
        default: throw .wrongArguments
        }
    }

    private func checked(_ value: CedarValue?) throws(Failure) -> CedarValue {
        guard let value else { throw .invalid("the result of `\(rawValue)` is out of range") }
        return value
    }
}

extension ExtensionFunction {
    /// The types of the arguments as messages say them.
    package var signature: String {
        switch self {
        case .decimal, .ip, .datetime, .duration: "(string)"
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual: "(decimal, decimal)"
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast: "(ipaddr)"
        case .isInRange: "(ipaddr, ipaddr)"
        case .offset: "(datetime, duration)"
        case .durationSince: "(datetime, datetime)"
        case .toDate, .toTime: "(datetime)"
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: "(duration)"
        }
    }
}
