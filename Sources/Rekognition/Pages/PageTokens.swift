internal import Cryptography
internal import StrictJSON

/// Makes and reads `NextToken`: opaque, authenticated, and good only for the list and the client it was made for.
package struct PageTokens: Sendable {
    private let key: Redacted<[UInt8]>

    /// Tokens under a key of 32 random bytes; after a restart with another key, lists begin again.
    package init(key: [UInt8]) { self.key = Redacted(key) }

    func make(_ position: PagePosition, list: [ExactString]) -> ExactString {
        let content = [UInt8(position.digest.count)] + position.digest + position.prefix.bytes
        return ExactString(Base64URL.encode(authenticator(content, list) + content))
    }

    func read(_ token: ExactString, list: [ExactString]) -> PagePosition? {
        guard let bytes = Base64URL.decode(token.value), bytes.count > Self.authenticatorBytes else {
            return nil
        }
        let content = Array(bytes.dropFirst(Self.authenticatorBytes))
        let expected = authenticator(content, list)
        // Every byte is looked at, so that the time taken tells nothing.
        let difference = zip(bytes, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { return nil }
        let digestCount = Int(content[0])
        guard digestCount == 0 || digestCount == PagePosition.digestBytes, content.count > 1 + digestCount,
            let prefix = String(validating: content.dropFirst(1 + digestCount), as: UTF8.self)
        else { return nil }
        return PagePosition(prefix: ExactString(prefix), digest: Array(content[1..<1 + digestCount]))
    }

    /// Over the content and the names of the list, each with its length before it.
    private func authenticator(_ content: [UInt8], _ list: [ExactString]) -> [UInt8] {
        var message = [UInt8]("abeyance/v1/page".utf8)
        for part in list.map(\.bytes) + [content] {
            message += [UInt8(truncatingIfNeeded: part.count >> 8), UInt8(truncatingIfNeeded: part.count)]
            message += part
        }
        return Array(HMACSHA256.authenticate(message, key: key.exposed).bytes.prefix(Self.authenticatorBytes))
    }

    private static let authenticatorBytes = 16
}

/// Tokens of one client and one operation.
struct BoundPageTokens {
    let tokens: PageTokens
    let operation: ExactString
    let client: ExactString

    func make(after name: ExactString, _ collection: ExactString?) -> ExactString {
        tokens.make(PagePosition(after: name), list: [operation, client, collection ?? ""])
    }

    func read(_ token: ExactString, _ collection: ExactString?) -> PagePosition? {
        tokens.read(token, list: [operation, client, collection ?? ""])
    }
}
