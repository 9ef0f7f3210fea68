import Broker
import Warrants

/// The courts that a policy set trusts, in a file.
enum TrustListFile {
    /// Reads `courts.json` of a policy set.
    static func read(_ path: String) throws -> TrustList {
        let content = try FileBytes.read(path, atMost: 1 << 20)
        do {
            return try TrustList(parsing: content)
        } catch {
            throw UnusableInput(description: "\(path): not a trust list: \(error)")
        }
    }
}
