package import Witnessing
import Yams

/// Where the witnesses are that the policy set names, and how often they are asked.
///
/// Addresses only: whose cosignature counts is in the signed set, and an address can send the gate nowhere but to somebody
/// who lacks that key.
package struct WitnessSettings: Sendable, Equatable {
    /// Where each witness is asked, by its name.
    package var addresses: [String: WitnessAddress] = [:]

    /// How long to wait from one round to the next, in seconds.
    package var intervalSeconds = 300

    /// No addresses, and the usual interval.
    package init() {}

    /// Reads the section `witnesses` of a configuration: an interval, and addresses by name.
    ///
    /// - Throws: `ConfigurationError` naming the file, the key and what was expected.
    init(_ section: Node, file: String) throws {
        func refuse(_ words: String) -> ConfigurationError {
            ConfigurationError(description: "\(file): \(words)")
        }
        guard let mapping = section.mapping else {
            throw refuse("`witnesses` holds keys of its own: `addresses` and `interval_seconds`")
        }
        for (key, value) in mapping {
            switch key.string ?? "" {
            case "interval_seconds":
                guard let seconds = value.scalar.flatMap({ Int($0.string) }), (1...86_400).contains(seconds)
                else { throw refuse("`witnesses.interval_seconds` is a whole number from 1 to 86400") }
                intervalSeconds = seconds
            case "addresses":
                guard let list = value.mapping else {
                    throw refuse("`witnesses.addresses` holds an address for each name of a witness")
                }
                for (name, address) in list {
                    let name = name.string ?? ""
                    do throws(WitnessFault) {
                        addresses[name] = try WitnessAddress(address.string ?? "")
                    } catch {
                        throw refuse("`witnesses.addresses`, `\(name)`: \(error)")
                    }
                }
            case let other:
                throw refuse(
                    "unknown key `witnesses.\(other)` (known: addresses, interval_seconds)"
                )
            }
        }
    }
}
