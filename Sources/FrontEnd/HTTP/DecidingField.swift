/// Header fields that decide something, and so may come once only (`connection` is a list and may come often).
///
/// Every field whose name begins with `abeyance-` is one too.
enum DecidingField: UInt8, CaseIterable {
    case host
    case expect
    case connection
    case contentLength
    case transferEncoding
    case contentType
    case contentEncoding
    case authorization
    case target
    case date
    case contentDigest
    case securityToken
    case invocation

    /// The field of a name in lower case, or nil.
    init?(_ name: ArraySlice<UInt8>) {
        for (field, text) in zip(Self.allCases, Self.names)
        where text.count == name.count && text.elementsEqual(name) {
            self = field
            return
        }
        return nil
    }

    var bit: UInt32 { 1 << UInt32(rawValue) }

    /// Whether it says how long the body is.
    var framesBody: Bool { self == .contentLength || self == .transferEncoding }

    /// Whether the front end itself goes by its value.
    var isUsedHere: Bool { rawValue <= Self.transferEncoding.rawValue }

    static let factPrefix = Array("abeyance-".utf8)

    private static let names = [
        "host", "expect", "connection", "content-length", "transfer-encoding", "content-type",
        "content-encoding", "authorization", "x-amz-target", "x-amz-date", "x-amz-content-sha256",
        "x-amz-security-token", "amz-sdk-invocation-id",
    ].map { Array($0.utf8) }
}
