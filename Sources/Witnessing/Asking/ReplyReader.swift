internal import FrontEnd
internal import NIOCore

/// Reads one answer of HTTP/1.1 strictly: CR LF, one length or chunks or the end of the connection, small.
struct ReplyReader {
    private enum Body {
        case length(Int)
        case chunks(ChunkedBody)
        case untilEnd
    }

    private var bytes: [UInt8] = []
    private var head: (status: Int, mediaType: String, body: Body)?

    /// Takes bytes; the reply once it is whole.
    mutating func take(_ more: [UInt8]) throws(WitnessFault) -> WitnessReply? {
        bytes += more
        guard bytes.count <= Self.most else {
            throw Self.malformed("more than \(Self.most) bytes")
        }
        if head == nil { try readHead() }
        guard let head else { return nil }
        switch head.body {
        case .length(let count):
            guard bytes.count >= count else { return nil }
            return reply(Array(bytes[..<count]))
        case .chunks(var chunks):
            do throws(FrontEndRefusal) {
                let (progress, used) = try chunks.take(ByteBuffer(bytes: bytes).readableBytesView)
                bytes.removeFirst(used)
                self.head?.body = .chunks(chunks)
                switch progress {
                case .complete: return reply(chunks.bytes)
                case .incomplete: return nil
                case .tooLong: throw FrontEndRefusal(.malformedRequest, "more than \(Self.most) bytes")
                }
            } catch {
                throw Self.malformed(error.detail)
            }
        case .untilEnd: return nil
        }
    }

    /// The connection has ended; the reply when its end is what ends it.
    func end() throws(WitnessFault) -> WitnessReply? {
        guard let head, case .untilEnd = head.body else { return nil }
        return reply(bytes)
    }

    private func reply(_ body: [UInt8]) -> WitnessReply {
        WitnessReply(status: head?.status ?? 0, mediaType: head?.mediaType ?? "", body: body)
    }

    private mutating func readHead() throws(WitnessFault) {
        while head == nil {
            let mark: [UInt8] = [13, 10, 13, 10]
            guard let end = bytes.firstRange(of: mark) else { return }
            let text = bytes[..<end.lowerBound]
            bytes = Array(bytes[end.upperBound...])
            let lines = text.split(separator: 10, omittingEmptySubsequences: false)
            let status = try Self.status(lines[0], isLast: lines.count == 1)
            // An interim answer, such as 100, is followed by the real one.
            if (100..<200).contains(status) { continue }
            head = try Self.fields(lines.dropFirst(), status)
        }
    }

    private static func status(_ line: ArraySlice<UInt8>, isLast: Bool) throws(WitnessFault) -> Int {
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 ") || text.hasPrefix("HTTP/1.0 "), line.count >= 12,
            let status = Int(String(decoding: line.dropFirst(9).prefix(3), as: UTF8.self)),
            (100..<600).contains(status)
        else { throw malformed("expected the answer's status") }
        return status
    }

    private static func fields(
        _ lines: ArraySlice<ArraySlice<UInt8>>,
        _ status: Int
    ) throws(WitnessFault) -> (Int, String, Body) {
        var mediaType = ""
        var body: Body?
        for line in lines {
            let line = line.last == 13 ? line.dropLast() : line
            guard let colon = line.firstIndex(of: 0x3a), colon > line.startIndex,
                line.allSatisfy({ $0 >= 0x20 || $0 == 9 })
            else { throw malformed("expected `name: value` in the answer's head") }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self).trimmed.lowercased()
            switch name {
            case "content-type": mediaType = value
            case "content-length":
                guard body == nil, let count = TreeNumber.parse(value.utf8), count <= most else {
                    throw malformed("expected one length, at most \(most)")
                }
                body = .length(Int(count))
            case "transfer-encoding":
                guard body == nil, value == "chunked" else { throw malformed("expected `chunked` alone") }
                body = .chunks(ChunkedBody(limit: most))
            default: break
            }
        }
        return (status, mediaType, body ?? .untilEnd)
    }

    private static func malformed(_ detail: String) -> WitnessFault { WitnessFault(.answer, detail) }

    private static let most = 65_536
}

extension String {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) })
        else {
            return ""
        }
        return String(self[first...last])
    }
}
