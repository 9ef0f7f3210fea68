/// What the type checker knows of extension functions.
extension ExtensionFunction {
    /// The types of a method's receiver and arguments; empty for constructors.
    var parameters: [ExtensionType] {
        switch self {
        case .decimal, .ip, .datetime, .duration: []
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual: [.decimal, .decimal]
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast: [.ipaddr]
        case .isInRange: [.ipaddr, .ipaddr]
        case .offset: [.datetime, .duration]
        case .durationSince: [.datetime, .datetime]
        case .toDate, .toTime: [.datetime]
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: [.duration]
        }
    }

    /// The type of what a call gives.
    var result: SchemaType {
        switch self {
        case .decimal: .ext(.decimal)
        case .ip: .ext(.ipaddr)
        case .datetime, .offset, .toDate: .ext(.datetime)
        case .duration, .durationSince, .toTime: .ext(.duration)
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: .long
        default: .bool(.any)
        }
    }
}
