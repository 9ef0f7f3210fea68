import ArgumentParser
import Cryptography
import TransparencyLog

/// Which witnesses must have cosigned, and how many of them.
struct WitnessArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A witness that must have cosigned, from its operator. May be repeated.",
            valueName: "file|vkey"
        )
    )
    var witness: [String] = []

    @Option(help: ArgumentHelp("How many of the witnesses suffice; all when not given.", valueName: "count"))
    var quorum: Int?

    func validate() throws {
        guard (1...max(1, witness.count)).contains(quorum ?? 1), quorum == nil || !witness.isEmpty else {
            throw ValidationError("`--quorum` is a number from 1 to that of `--witness`")
        }
    }

    /// The keys.
    func keys() throws -> [WitnessVerifier] { try witness.map { try WitnessKey.read($0) } }

    /// How many must have cosigned.
    var needed: Int { quorum ?? witness.count }

    /// Who cosigned and when, in words; empty when nobody was asked for.
    static func words(_ cosignatures: [Cosignature]) -> String {
        cosignatures.map { ", cosigned by \($0.witness.name) at \(Self.time($0.time))" }.joined()
    }

    /// A time in seconds since 1970 as people read it.
    static func time(_ seconds: Int64) -> String {
        let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? "\(seconds)" : Timestamp(microseconds: microseconds).rfc3339
    }
}
