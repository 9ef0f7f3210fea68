package import Cryptography
package import StrictJSON

/// The status lists in force: one for each issuer and URI, the newest that was ever accepted.
///
/// A value: whoever feeds it publishes the changed copy. A list that cannot be accepted leaves the one in force where it is; when
/// that grows older than a day, its warrants are refused.
package struct StatusLists: Sendable {
    private var lists: [Key: Entry] = [:]
    private var newest: [Key: Timestamp]
    /// The least times by URI, where nobody remembers whose list it was.
    private let floors: [ExactString: Timestamp]

    /// No lists; `newest` are the times of the newest lists that are known, and nothing older is accepted.
    package init(newest: [Key: Timestamp] = [:]) {
        self.newest = newest
        floors = [:]
    }

    /// No lists; `newest` are times by URI, as a log remembers them, and hold for whichever issuer's list it was.
    package init(newest: [ExactString: Timestamp]) {
        self.newest = [:]
        floors = newest
    }

    /// What a list is known by: two courts' lists at one URI are two lists, and a warrant is looked up in its own court's.
    package struct Key: Hashable, Sendable {
        /// Whose key signs the list, and whose warrants it is about.
        package let issuer: ExactString
        /// The URI that warrants name.
        package let uri: ExactString

        /// A list of an issuer at a URI.
        package init(issuer: ExactString, uri: ExactString) {
            self.issuer = issuer
            self.uri = uri
        }
    }

    /// A list that was taken into use.
    package struct Accepted: Hashable, Sendable {
        /// The list.
        package let list: StatusList
        /// SHA-256 of the token.
        package let digest: SHA256Digest
        /// Whether it says anything new: another token than the one in force before.
        package let isNew: Bool
    }

    /// Takes a signed list into use.
    ///
    /// Throws unless some issuer of the trust list signed it with the key for status lists, that key counts now, the list was not
    /// issued in the future (60 s of skew allowed), and it is not older than the newest one seen of its issuer and URI, nor another
    /// one of the same time.
    @discardableResult
    package mutating func accept(
        _ token: [UInt8],
        trust: TrustList,
        now: Timestamp
    ) throws(StatusListError) -> Accepted {
        let (issuer, list) = try Self.verified(token, trust: trust, now: now)
        let digest = SHA256Digest.of(token)
        guard list.issuedAt <= now.adding(seconds: Self.clockSkew) else {
            throw StatusListError(
                .fromFuture,
                "the list of `\(list.uri)` says it is issued at \(list.issuedAt)"
            )
        }
        let key = Key(issuer: issuer, uri: list.uri)
        if let newest = newestSeen(key), list.issuedAt < newest {
            throw StatusListError(
                .older,
                "a list of `\(list.uri)` issued at \(newest) has been seen; this one is older"
            )
        }
        let previous = lists[key]
        if let previous, previous.list.issuedAt == list.issuedAt, previous.list != list {
            throw StatusListError(
                .older,
                "two lists of `\(list.uri)` say they are issued at \(list.issuedAt)"
            )
        }
        lists[key] = Entry(list: list, digest: digest)
        newest[key] = list.issuedAt
        return Accepted(list: list, digest: digest, isNew: previous?.digest != digest)
    }

    /// The list in force for an issuer and URI.
    package func list(issuer: ExactString, uri: ExactString) -> StatusList? {
        lists[Key(issuer: issuer, uri: uri)]?.list
    }

    /// Every list in force, for status pages and checks.
    package var all: [(issuer: ExactString, list: StatusList)] {
        lists.map { ($0.key.issuer, $0.value.list) }.sorted { $0.list.uri < $1.list.uri }
    }

    private func newestSeen(_ key: Key) -> Timestamp? {
        [newest[key], floors[key.uri]].compactMap { $0 }.max()
    }

    private static func verified(
        _ token: [UInt8],
        trust: TrustList,
        now: Timestamp
    ) throws(StatusListError) -> (ExactString, StatusList) {
        var first: StatusListError?
        for issuer in trust.issuers where issuer.statusKey?.isValid(at: now) == true {
            do throws(StatusListError) {
                return (issuer.uri, try StatusList(token: token, issuer: issuer))
            } catch {
                // A malformed token is malformed for every issuer; a wrong signature may be another's.
                guard error.code == .badSignature else { throw error }
                first = first ?? error
            }
        }
        throw first
            ?? StatusListError(
                .unknownIssuer,
                "no issuer of the trust list names a key for status lists that counts now"
            )
    }

    private struct Entry {
        let list: StatusList
        let digest: SHA256Digest
    }

    private static let clockSkew: Int64 = 60
    private static let maximumAge: Int64 = 24 * 3_600
}

extension StatusLists: StatusSource {
    package func status(issuer: ExactString, list: ExactString, index: Int64, now: Timestamp) -> WarrantStatus
    {
        guard let list = self.list(issuer: issuer, uri: list) else {
            return .unknown("no status list is at hand for this warrant")
        }
        if let newest = newestSeen(Key(issuer: issuer, uri: list.uri)), list.issuedAt < newest {
            return .unknown("the status list at hand is older than one that was seen before")
        }
        guard now <= list.issuedAt.adding(seconds: Self.maximumAge) else {
            return .unknown("the status list at hand is older than 24 hours")
        }
        if let expires = list.expires, now >= expires {
            return .unknown("the status list at hand has expired")
        }
        switch list[index] {
        case 0: return .valid(issuedAt: list.issuedAt)
        case 1: return .revoked
        case 2: return .suspended
        case nil: return .unknown("the status list does not reach as far as this warrant's index")
        default: return .unknown("the status list says something of this warrant that is not known here")
        }
    }
}
