internal import Synchronization

/// The accounts of all organisations, and the bytes of request bodies in all.
///
/// A request counts from the end of its head until its handler has returned, even when its connection is gone by then.
package final class RequestLedger: Sendable {
    private let accounts = Mutex<[String: OrganisationAccount]>([:])
    private let bytes = Atomic<Int>(0)

    /// A ledger without requests.
    package init() {}

    /// What one request holds; to be given back exactly once.
    package struct Claim: Sendable {
        let account: OrganisationAccount
        let bytes: Int
    }

    /// The account of an organisation; one that is not there yet begins with its whole burst.
    ///
    /// Accounts that hold nothing are forgotten when there are many, at `now` in nanoseconds.
    package func account(_ organisation: String, limits: HTTPLimits, at now: UInt64) -> OrganisationAccount {
        accounts.withLock { accounts in
            if let account = accounts[organisation] { return account }
            if accounts.count >= Self.keptAccounts { accounts = accounts.filter { !$1.isIdle(at: now) } }
            let account = OrganisationAccount(name: organisation, limits: limits)
            accounts[organisation] = account
            return account
        }
    }

    /// Claims room for a request with a body of at most `count` bytes.
    ///
    /// - Throws: which of the limits is reached.
    package func claim(
        _ count: Int,
        for account: OrganisationAccount,
        limits: HTTPLimits
    ) throws(FrontEndRefusal) -> Claim {
        try account.claim(count, limits: limits)
        guard count > 0 else { return Claim(account: account, bytes: 0) }
        guard bytes.add(count, ordering: .relaxed).newValue <= limits.bodyBytes else {
            bytes.subtract(count, ordering: .relaxed)
            account.release(count)
            throw FrontEndRefusal(.noRoomForBody, "the requests in hand leave no room for the body")
        }
        return Claim(account: account, bytes: count)
    }

    /// Gives a claim back.
    package func release(_ claim: Claim) {
        if claim.bytes > 0 { bytes.subtract(claim.bytes, ordering: .relaxed) }
        claim.account.release(claim.bytes)
    }

    /// Requests in hand and bytes of their bodies, in all.
    package var standing: (requests: Int, bytes: Int) {
        let requests = accounts.withLock { $0.values.reduce(0) { $0 + $1.standing.requests } }
        return (requests, bytes.load(ordering: .relaxed))
    }

    /// Accounts beyond which idle ones are forgotten.
    private static let keptAccounts = 1_024
}
