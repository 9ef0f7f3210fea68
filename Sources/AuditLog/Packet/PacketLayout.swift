/// Where things lie in a packet.
///
/// - `README.txt`: what it is, what it shows and what it does not, and how to check it.
/// - `decision.json`, `outcome.json`, `policies.json`: the exact bytes of three entries: the decision, what came of it
///   (only of a permit), and the one that put the policies in force. No line end follows.
/// - `decision.proof`, `outcome.proof`, `policies.proof`: a tlog-proof of each, all up to one checkpoint.
/// - `checkpoint`: that checkpoint.
/// - `policies/PATH`: every file of the policy set that decided.
enum PacketLayout {
    static let readme = "README.txt"
    static let checkpoint = "checkpoint"
    static let policies = "policies"

    /// Which entries a packet holds.
    enum Part: String, CaseIterable {
        case decision
        case outcome
        case policies

        var entry: String { rawValue + ".json" }
        var proof: String { rawValue + ".proof" }
    }
}
