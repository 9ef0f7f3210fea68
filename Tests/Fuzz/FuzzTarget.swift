/// One reader that takes bytes from outside, and what must hold of it for any bytes.
protocol FuzzTarget {
    /// Small inputs that reach most of the reader, from which a run starts.
    static var seeds: [String] { get }
    /// Words that the reader knows, for mutations that keep them whole.
    static var words: [String] { get }

    /// Reads the bytes; whatever it reads must survive being written and read again.
    ///
    /// - Throws: `Violation` when it does not.
    static func run(_ bytes: [UInt8]) throws
}

/// A promise of a reader or writer that does not hold for some input.
struct Violation: Error {
    let what: String

    init(_ what: String) { self.what = what }

    /// Fails unless a promise holds.
    static func unless(_ holds: Bool, _ what: @autoclosure () -> String) throws {
        guard holds else { throw Violation(what()) }
    }
}

/// The targets by the names that they are asked for.
enum FuzzTargets {
    static func named(_ name: String) -> (any FuzzTarget.Type)? {
        switch name {
        case "policy": PolicyTextTarget.self
        case "schema": SchemaTextTarget.self
        case "policy-json": PolicyJSONTarget.self
        case "schema-json": SchemaJSONTarget.self
        case "entities-json": EntitiesJSONTarget.self
        default: nil
        }
    }
}
