package import Cryptography
package import Decisions
package import StrictJSON

/// A body in canonical form, cut where the log inserts its own members.
///
/// The expensive part of an entry (sorting, escaping, the body's digest) is done by whoever asks for the append, on
/// its own thread; the one committer only joins byte strings.
package struct LeafTemplate: Sendable {
    /// The body in canonical form, and where it is cut.
    private let body: CanonicalBody

    /// A template of a body that is written already.
    package init(_ body: CanonicalBody) { self.body = body }

    /// Writes a body; throws `notCanonical` outside the log's profile and `duplicateName` for a name that is the log's.
    package init(_ body: JSONObject) throws(JSONError) { self.init(try CanonicalBody(body)) }

    /// SHA-256 of the canonical body as it was given.
    package var bodyDigest: SHA256Digest { body.digest }

    /// The exact leaf bytes.
    package func leaf(_ envelope: Envelope) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.members.count + Self.envelopeReserve)
        var start = 0
        for (place, cut) in body.cuts.enumerated() {
            bytes.append(contentsOf: body.members[start..<cut])
            envelope.append(member: place, to: &bytes)
            start = cut
        }
        bytes.append(contentsOf: body.members[start...])
        bytes[bytes.count - 1] = UInt8(ascii: "}")
        return bytes
    }

    /// How large the leaf becomes at most.
    package var leafByteLimit: Int { body.members.count + Self.envelopeReserve }

    /// Room for the log's own members: an origin of 255 bytes and every other member at its longest.
    static let envelopeReserve = 512
}

/// The values of the log's own members of one entry.
package struct Envelope: Sendable {
    /// The origin as a JSON string, quoted and escaped.
    package let origin: [UInt8]
    package let index: Int64
    package let nonce: ArraySlice<UInt8>
    package let time: Timestamp
    package let type: EntryType
    package let use: CountedUse?

    /// An envelope from its members.
    package init(
        origin: [UInt8],
        index: Int64,
        nonce: ArraySlice<UInt8>,
        time: Timestamp,
        type: EntryType,
        use: CountedUse?
    ) {
        self.origin = origin
        self.index = index
        self.nonce = nonce
        self.time = time
        self.type = type
        self.use = use
    }

    /// Appends the log's member of a place in ``CanonicalBody/envelope``, with a comma; a use that is absent adds nothing.
    fileprivate func append(member place: Int, to bytes: inout [UInt8]) {
        switch place {
        case 0:
            bytes.append(contentsOf: "\"index\":".utf8)
            bytes.append(contentsOf: String(index).utf8)
            bytes.append(UInt8(ascii: ","))
        case 1:
            bytes.append(contentsOf: "\"nonce\":\"".utf8)
            for byte in nonce {
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            }
            bytes.append(contentsOf: "\",".utf8)
        case 2:
            bytes.append(contentsOf: "\"origin\":".utf8)
            bytes.append(contentsOf: origin)
            bytes.append(UInt8(ascii: ","))
        case 3:
            bytes.append(contentsOf: "\"time\":\"".utf8)
            TimeText.append(time, to: &bytes)
            bytes.append(contentsOf: "\",".utf8)
        case 4:
            bytes.append(contentsOf: "\"type\":\"".utf8)
            bytes.append(contentsOf: type.rawValue.utf8)
            bytes.append(contentsOf: "\",".utf8)
        case 5:
            if let use {
                bytes.append(contentsOf: "\"use\":{\"n\":\(use.number),\"of\":\(use.maximum)},".utf8)
            }
        default: bytes.append(contentsOf: "\"v\":1,".utf8)
        }
    }

    private static let hexDigits = [UInt8]("0123456789abcdef".utf8)
}
