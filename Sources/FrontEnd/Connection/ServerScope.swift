/// What the connections of one server share.
final class ServerScope: Sendable {
    let configuration: FrontEndConfiguration
    let ledger: ConnectionLedger
    let dates = DateLine()

    init(configuration: FrontEndConfiguration, ledger: ConnectionLedger) {
        self.configuration = configuration
        self.ledger = ledger
    }

    var limits: HTTPLimits { configuration.limits }

    /// The date of an answer that leaves now.
    var date: String { dates.text(configuration.clock()) }
}
