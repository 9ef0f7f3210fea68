import Foundation
import StrictJSON

/// Reads a trace of system calls (`strace -f -y`): which log entries a committed transaction wrote, which of those a sync
/// made durable, and which decisions went to the core when.
///
/// An entry counts as committed when the write-ahead log's frame that ends its transaction (a frame header of 24 bytes with
/// a size in it, then the page) was written, by one call or several, and as durable when an fdatasync that *began* after that
/// has *ended*. A decision counts as forwarded when the call that sends its frame begins.
struct SystemCallOrder {
    /// The decisions forwarded to the core, in order.
    private(set) var forwarded: [Int] = []
    /// Those of them whose entry was not durable at that moment.
    private(set) var unrecorded: [Int] = []

    private var written: Set<Int> = []
    private var committed: Set<Int> = []
    private var durable: Set<Int> = []
    /// What was written of frames that are not whole yet.
    private var frames: ArraySlice<UInt8> = []
    private var pageSize = 0
    private var unfinished: [Substring: (call: Substring, committed: Set<Int>)] = [:]

    init(trace: String) {
        for line in trace.split(separator: "\n") {
            let thread = line.prefix { $0 != " " }
            let call = line.dropFirst(thread.count).drop { $0 == " " }
            if call.hasSuffix(TracedResult.unfinished) {
                begin(call)
                unfinished[thread] = (call.dropLast(TracedResult.unfinished.count), committed)
            } else if call.hasPrefix("<... ") {
                guard let begun = unfinished.removeValue(forKey: thread) else { continue }
                end(begun.call, covering: begun.committed, succeeded: TracedResult.succeeded(call))
            } else {
                begin(call)
                let whole = TracedResult.split(call)?.call ?? call
                end(whole, covering: committed, succeeded: TracedResult.succeeded(call))
            }
        }
    }

    private mutating func begin(_ call: Substring) {
        guard Self.sends.contains(where: { call.hasPrefix($0) }), let bytes = TracedBytes.first(in: call)
        else { return }
        for decision in Self.decisions(inFrames: bytes) where decision >= 0 {
            forwarded.append(decision)
            if !durable.contains(decision) { unrecorded.append(decision) }
        }
    }

    private mutating func end(_ call: Substring, covering covered: Set<Int>, succeeded: Bool) {
        guard succeeded, call.prefix(120).contains("/audit.sqlite-wal>") else { return }
        if call.hasPrefix("fdatasync(") || call.hasPrefix("fsync(") {
            durable.formUnion(covered)
        } else if call.hasPrefix("pwrite64("), let bytes = TracedBytes.first(in: call) {
            take(bytes, isBeginning: TracedResult.lastNumber(of: call) == 0)
        }
    }

    /// Takes what was written to the write-ahead log, at its beginning, with a header of 32 bytes, or behind what was written before.
    private mutating func take(_ bytes: [UInt8], isBeginning: Bool) {
        if isBeginning {
            pageSize = Self.number(bytes[8..<12])
            frames = bytes.dropFirst(32)
        } else {
            frames += bytes
        }
        while pageSize > 0, frames.count >= 24 + pageSize {
            let (header, page) = (frames.prefix(24), frames.dropFirst(24).prefix(pageSize))
            written.formUnion(Self.entries(inPage: Array(page)))
            if header.dropFirst(4).prefix(4).contains(where: { $0 != 0 }) {
                committed.formUnion(written)
                written = []
            }
            frames = frames.dropFirst(24 + pageSize)
        }
    }

    private static let sends = ["sendto(", "sendmsg(", "write(", "writev("]

    /// The decisions named by the frames for the core that a call sends: two lengths, a JSON head, then parts.
    static func decisions(inFrames bytes: [UInt8]) -> [Int] {
        var (rest, found) = (bytes[...], [Int]())
        while rest.count >= 8 {
            let (head, body) = (number(rest.prefix(4)), number(rest.dropFirst(4).prefix(4)))
            guard rest.count >= 8 + head,
                let json = try? JSONValue.parse(Array(rest.dropFirst(8).prefix(head))),
                json["operation"] != nil, let decision = json["decision"]?.integer
            else { return found }
            found.append(Int(decision))
            rest = rest.dropFirst(8 + head + body)
        }
        return found
    }

    /// The numbers of the decisions whose whole entries, strict JSON, stand in a page.
    private static func entries(inPage bytes: [UInt8]) -> [Int] {
        var found: [Int] = []
        var position = 0
        while let start = bytes[position...].firstIndex(of: UInt8(ascii: "{")) {
            position = start + 1
            guard let end = objectEnd(bytes, from: start),
                let json = try? JSONValue.parse(Array(bytes[start..<end]))
            else { continue }
            position = end
            if json["type"] == "decision", json["origin"] != nil, let index = json["index"]?.integer {
                found.append(Int(index))
            }
        }
        return found
    }

    private static func objectEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        var (depth, isString, isEscaped) = (0, false, false)
        for position in start..<bytes.count {
            let byte = bytes[position]
            if isEscaped {
                isEscaped = false
            } else if isString {
                isEscaped = byte == UInt8(ascii: "\\")
                if byte == UInt8(ascii: "\"") { isString = false }
            } else if byte == UInt8(ascii: "\"") {
                isString = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return position + 1 }
            } else if byte == 0 {
                return nil
            }
        }
        return nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}

/// How a call ended, as strace prints it: a bracket, spaces that align the results, `= ` and the result.
enum TracedResult {
    /// What stands at the end of a line whose call has not ended.
    static let unfinished = " <unfinished ...>"

    /// What stands before a line's result, without the bracket, and the result; nil for a line that has none.
    static func split(_ line: Substring) -> (call: Substring, result: Substring)? {
        guard let equals = line.range(of: " = ", options: .backwards) else { return nil }
        var call = line[..<equals.lowerBound]
        while call.last == " " { call = call.dropLast() }
        return call.last == ")" ? (call.dropLast(), line[equals.upperBound...]) : nil
    }

    /// The last argument of a call without its result, if it is a number.
    static func lastNumber(of call: Substring) -> Int? {
        call.lastIndex(of: ",").flatMap { Int(call[$0...].dropFirst().drop { $0 == " " }) }
    }

    /// Whether a line has a result, and it is no error.
    static func succeeded(_ line: Substring) -> Bool {
        split(line).map { !$0.result.hasPrefix("-1") } ?? false
    }
}

/// The bytes of a string as strace prints it: printable characters, C escapes, and octal numbers.
enum TracedBytes {
    /// The first string of a call; `nil` when there is none, or when strace cut it short.
    static func first(in call: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = call.utf8.drop { $0 != UInt8(ascii: "\"") }.dropFirst()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return rest.starts(with: "...".utf8) ? nil : bytes }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            if let control = controls[escape] {
                bytes.append(control)
            } else if isOctal(escape) {
                var value = Int(escape - UInt8(ascii: "0"))
                for _ in 0..<2 {
                    guard let digit = rest.first, isOctal(digit) else { break }
                    value = value * 8 + Int(digit - UInt8(ascii: "0"))
                    rest.removeFirst()
                }
                bytes.append(UInt8(truncatingIfNeeded: value))
            } else {
                bytes.append(escape)
            }
        }
        return nil
    }

    private static let controls: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "v"): 11,
        UInt8(ascii: "f"): 12, UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8,
    ]

    private static func isOctal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte)
    }
}
