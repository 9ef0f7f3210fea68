internal import Cryptography
internal import NIOCore
internal import TLS

/// The client of one established connection: who it is, what it may still do, and how its requests reach the handler.
///
/// Belongs to the connection's event loop. The same for HTTP/1.1 and HTTP/2.
final class ConnectedClient {
    let scope: ServerScope
    let origin: HTTPRequest.Origin

    private let account: OrganisationAccount
    private let loop: any EventLoop
    /// Whether the organisation has room for this connection.
    private let hasRoom: Bool
    /// The last judgement of the certificate, to be made again when it no longer stands.
    private var acceptance: ClientAcceptance?
    /// The room claimed for a request whose handler has not begun.
    private var claimed: RequestLedger.Claim?

    init(_ client: VerifiedClient, of channel: any Channel, in scope: ServerScope) {
        self.scope = scope
        loop = channel.eventLoop
        origin = HTTPRequest.Origin(
            client: client,
            peer: channel.remoteAddress.map(PeerAddress.text) ?? ""
        )
        let name =
            scope.configuration.organisation(client) ?? "certificate \(client.certificate.fingerprint)"
        account = scope.ledger.requests.account(
            name,
            limits: scope.limits,
            at: loop.now.uptimeNanoseconds
        )
        hasRoom = account.enter(limit: scope.limits.connectionsPerOrganisation)
    }

    /// Uncounts the connection; called once, when it has gone.
    func leave() {
        releaseClaim()
        account.leave()
    }

    /// What is asked about each request.
    var rules: RequestRules {
        RequestRules(
            route: scope.configuration.route,
            admit: { [unowned self] in admit() },
            pace: { [unowned self] in account.pace(at: loop.now.uptimeNanoseconds) },
            isKnown: { [unowned self] in scope.configuration.organisation(origin.client) != nil },
            claim: { [unowned self] in claim($0) }
        )
    }

    /// Seconds until the certificate's chain ends; none or fewer when it has.
    var secondsLeft: Int64 {
        origin.client.validUntil.seconds + 1 - scope.configuration.clock().seconds
    }

    /// Reports a refusal of the front end's own, and gives back what was claimed for the request.
    func report(_ refusal: FrontEndRefusal) {
        releaseClaim()
        scope.configuration.observe(
            .requestRefused(refusal, client: origin.client, peer: origin.peer)
        )
    }

    /// Takes over what has been claimed for the request in hand.
    func takeClaim() -> RequestLedger.Claim? { claimed.take() }

    /// Gives back what was claimed for a request that will not reach the handler.
    func release(_ claim: RequestLedger.Claim?) {
        if let claim { scope.ledger.requests.release(claim) }
    }

    /// Runs the handler; `answered` is called on the event loop, perhaps before this returns.
    ///
    /// The task outlives a client that leaves: what was begun is recorded to its end.
    func handle(
        _ head: RequestHead,
        body: [UInt8],
        exceeded: Int?,
        claim: RequestLedger.Claim?,
        answered: @escaping (HTTPAnswer) -> Void
    ) {
        let request = HTTPRequest(head: head, origin: origin, body: body, exceededBodyLimit: exceeded)
        let (scope, loop) = (scope, loop)
        let handler = scope.configuration.handler
        let bound = NIOLoopBound(answered, eventLoop: loop)
        let run: @Sendable () async -> Void = {
            let answer = await handler(request)
            if let claim { scope.ledger.requests.release(claim) }
            if loop.inEventLoop { bound.value(answer) } else { loop.execute { bound.value(answer) } }
        }
        if scope.configuration.beginsAtOnce(request) {
            Task.immediate { await run() }
        } else {
            Task(executorPreference: scope.configuration.executor) { await run() }
        }
    }

    private func admit() -> FrontEndRefusal? {
        guard hasRoom else {
            let limit = scope.limits.connectionsPerOrganisation
            return FrontEndRefusal(
                .tooManyConnections,
                "the organisation has \(limit) connections already"
            )
        }
        let generation = scope.configuration.contexts()
        if let acceptance, generation.upholds(acceptance) { return nil }
        do throws(CertificateRefusal) {
            acceptance = try generation.accept(origin.client)
            return nil
        } catch {
            acceptance = nil
            return FrontEndRefusal(.certificateRefused, error.description)
        }
    }

    private func claim(_ bytes: Int) -> FrontEndRefusal? {
        do throws(FrontEndRefusal) {
            claimed = try scope.ledger.requests.claim(bytes, for: account, limits: scope.limits)
            return nil
        } catch {
            return error
        }
    }

    private func releaseClaim() {
        if let claim = claimed.take() { scope.ledger.requests.release(claim) }
    }
}
