/// The targets by the names that they are asked for.
enum FuzzTargets {
    static func named(_ name: String) -> (any FuzzTarget.Type)? {
        switch name {
        case "http": HTTPTarget.self
        case "http2": HTTP2Target.self
        default: nil
        }
    }
}
