/// One reader that takes bytes from outside, and what must hold of it for any bytes.
///
/// Each folder beside this one compiles these files with its own, and says in `FuzzTargets.named` which targets it has.
protocol FuzzTarget: SendableMetatype {
    /// Called once, before anything else.
    static func prepare()

    /// Small inputs that reach most of the reader, from which a run starts.
    static var seeds: [[UInt8]] { get }
    /// The same where they are text.
    static var texts: [String] { get }
    /// Words that the reader knows, for mutations that keep them whole.
    static var words: [String] { get }

    /// Reads the bytes; whatever it reads must survive being written and read again.
    ///
    /// - Throws: `Violation` when it does not.
    static func run(_ bytes: [UInt8]) throws
}

extension FuzzTarget {
    static func prepare() {}
    static var seeds: [[UInt8]] { texts.map { Array($0.utf8) } }
    static var texts: [String] { [] }
    static var words: [String] { [] }
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
