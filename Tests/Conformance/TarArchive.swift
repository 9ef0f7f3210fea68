/// The files of a tar archive, in memory: ustar names with prefixes, pax paths and GNU long names.
package struct TarArchive: Sendable {
    /// The content of each regular file by its path, a leading `./` left out.
    package private(set) var files: [String: ArraySlice<UInt8>] = [:]

    /// Reads an archive that is not compressed; `._` companions of another system are left out.
    package init(_ bytes: [UInt8]) throws {
        var offset = 0
        var longName: String?
        while offset + 512 <= bytes.count {
            let header = bytes[offset..<(offset + 512)]
            guard header.contains(where: { $0 != 0 }) else { return }
            let size = try Self.number(header.dropFirst(124).prefix(12))
            let start = offset + 512
            guard size <= bytes.count - start else {
                throw UnusableTest(description: "a tar archive cut short")
            }
            let content = bytes[start..<(start + size)]
            offset = start + (size + 511) / 512 * 512
            switch header[header.startIndex + 156] {
            case UInt8(ascii: "x"): longName = Self.paxPath(content) ?? longName
            case UInt8(ascii: "L"): longName = Self.text(content)
            case UInt8(ascii: "0"), 0:
                let name = longName ?? Self.name(header)
                longName = nil
                add(name, content)
            default: longName = nil
            }
        }
    }

    /// The paths that end in a suffix, sorted.
    package func paths(suffix: String, excluding: [String] = []) -> [String] {
        files.keys.filter { path in path.hasSuffix(suffix) && !excluding.contains(where: path.hasSuffix) }
            .sorted()
    }

    /// The content of a file.
    package func bytes(_ path: String) throws -> [UInt8] {
        guard let content = files[path] else {
            throw UnusableTest(description: "no file `\(path)` in the archive")
        }
        return [UInt8](content)
    }

    /// The content of a file as text.
    package func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    private mutating func add(_ name: String, _ content: ArraySlice<UInt8>) {
        let path = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
        guard let last = path.split(separator: "/").last, !last.hasPrefix("._") else { return }
        files[path] = content
    }

    private static func name(_ header: ArraySlice<UInt8>) -> String {
        let name = text(header.prefix(100))
        let isUstar = header.dropFirst(257).prefix(5).elementsEqual("ustar".utf8)
        let prefix = isUstar ? text(header.dropFirst(345).prefix(155)) : ""
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func number(_ field: ArraySlice<UInt8>) throws -> Int {
        let digits = text(field).filter { $0 != " " }
        guard let number = Int(digits, radix: 8), number >= 0 else {
            throw UnusableTest(description: "a tar archive with a broken header")
        }
        return number
    }

    /// The `path` of a pax header, whose records are `length key=value\n`.
    private static func paxPath(_ records: ArraySlice<UInt8>) -> String? {
        var rest = records
        while let space = rest.firstIndex(of: UInt8(ascii: " ")),
            let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
            length > space - rest.startIndex,
            length <= rest.count
        {
            let record = rest.prefix(length)[(space + 1)...]
            if record.starts(with: "path=".utf8) {
                return String(decoding: record.dropFirst(5).dropLast(), as: UTF8.self)
            }
            rest = rest.dropFirst(length)
        }
        return nil
    }
}
