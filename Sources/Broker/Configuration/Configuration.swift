/// Where the gate listens, where its files are, and how much it accepts.
///
/// Addresses, paths and limits only. Nothing here can loosen what the policy set forbids: who is known, what is a
/// collection and whose word counts are in the signed set.
package struct Configuration: Sendable, Equatable {
    /// The address the mutual-TLS listener binds to; loopback unless said otherwise.
    package var host = "127.0.0.1"

    /// The port; 0 lets the system choose, and `serve` prints what it chose.
    package var port = 8443

    /// The folder of everything the gate keeps: the log, keys, policy sets.
    package var state: String

    /// Where the copy of the newest checkpoint is kept, best on another disk: a restored state folder disagrees with it.
    package var checkpointCopy: String

    /// The server's certificate chain, PEM, leaf first.
    package var certificate: String

    /// The server's private key, PEM.
    package var key: String

    /// The authorities that client certificates may chain to, PEM; only those whose keys the policy set pins count.
    package var clientAuthorities: String

    /// The folder of the authorities' revocation lists (`*.pem`, `*.crl`, `*.der`); `nil` when there is none.
    package var revocationLists: String?

    /// Whether a changed file is noticed and loaded; otherwise only SIGHUP and `abeyance reload` load files.
    package var watchesFiles = true

    /// Where the admin listener listens; `nil` means `admin.sock` in the state folder.
    package var admin: AdminAddress?

    /// The matching core's program; `nil` means `abeyance-core` beside this program.
    package var coreProgram: String?

    /// The converted face model; `nil` means the one that `abeyance core install` keeps.
    package var coreModel: String?

    /// The folder of the core's own state: its collections.
    package var coreState: String

    /// Where the witnesses of the log are, and how often they are asked.
    package var witnesses = WitnessSettings()

    /// Connections in all, and for one organisation.
    package var maximumConnections = 4_096

    /// Connections that one organisation may hold at a time.
    package var maximumConnectionsPerOrganisation = 256

    /// Requests of one organisation in hand at a time: its share of the log's queue, where each has at most one entry.
    package var requestsPerOrganisation = 64

    /// Requests that one organisation may send in a second, on average.
    package var requestsPerSecond = 1_000

    /// Requests that one organisation may send at once before the rate counts.
    package var requestBurst = 2_000

    /// Entries that one organisation may cause in one day (UTC): its decisions, and the outcomes of those that permit.
    package var entriesPerDay = 2_000_000

    /// How long a stop waits for what is in flight, in seconds.
    package var drainSeconds = 20

    /// How long the core may take for one request, in seconds.
    package var coreDeadlineSeconds = 30

    /// A journal of the decision numbers that the core received, for crash tests; `nil` in ordinary use.
    package var coreJournal: String?
}

/// Where the admin listener listens: never beyond this machine.
package enum AdminAddress: Sendable, Hashable {
    /// A loopback address and a port; port 0 lets the system choose.
    case loopback(host: String, port: Int)
    /// A Unix socket, mode 0600.
    case socket(path: String)
}

/// What is wrong with a configuration, where, and what was expected.
package struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    /// The message: place first, lowercase, no full stop.
    package let description: String
}
