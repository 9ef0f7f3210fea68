/// What a connection asks about each request, whatever carries it; the same for HTTP/1.1 and HTTP/2.
package struct RequestRules {
    /// What to do with a request, decided from its head.
    let route: (RequestHead) -> Route
    /// Why the connection's certificate is not good enough now, or nil; asked at a request's head and at its end.
    let admit: () -> FrontEndRefusal?
    /// Why the organisation has to wait with its next request, or nil; asked once for each.
    let pace: () -> FrontEndRefusal?
    /// Whether the client is somebody's; asked when a head is complete, before anything of the body is taken.
    let isKnown: () -> Bool
    /// Claims room for one request with a body of so many bytes; a refusal when there is none.
    let claim: (Int) -> FrontEndRefusal?

    /// The rules of one connection; without `pace`, `isKnown` and `claim` nothing is limited and everybody is known.
    package init(
        route: @escaping (RequestHead) -> Route,
        admit: @escaping () -> FrontEndRefusal?,
        pace: @escaping () -> FrontEndRefusal? = { nil },
        isKnown: @escaping () -> Bool = { true },
        claim: @escaping (Int) -> FrontEndRefusal? = { _ in nil }
    ) {
        self.route = route
        self.admit = admit
        self.pace = pace
        self.isKnown = isKnown
        self.claim = claim
    }

    /// What becomes of a request whose head is complete.
    enum Verdict {
        /// Take its body, of at most so many bytes, and hand it over.
        case take(limit: Int)
        /// Hand it over at once: its body is larger than so many bytes, or nobody's, and is not taken.
        case leave(limit: Int)
        /// Refuse it; the connection may go on.
        case decline(FrontEndRefusal)
        /// Refuse it, and with it the connection.
        case end(FrontEndRefusal)
    }

    /// Judges a head; for `take` and `leave` room has been claimed.
    func verdict(on head: RequestHead) -> Verdict {
        if let refusal = admit() { return .end(refusal) }
        if let refusal = pace() { return .decline(refusal) }
        switch route(head) {
        case .refuse(let refusal): return .decline(refusal)
        case .accept(let limit):
            let most =
                switch head.framing {
                case .length(let count): count
                case .chunked: limit
                }
            // Nobody's body is not taken, nor one that is too large: the handler says so.
            let isTaken = most == 0 || most <= limit && isKnown()
            if let refusal = claim(isTaken ? most : 0) { return .end(refusal) }
            return isTaken ? .take(limit: limit) : .leave(limit: limit)
        }
    }
}
